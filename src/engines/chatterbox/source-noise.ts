import { Random } from '../random.ts';

/** Normal numbers that are drawn once; a power of two. */
const tableSize = 1 << 18;
let table: Float32Array | undefined;

function sharedTable(): Float32Array {
  table ??= new Random(0x5741).fillNormal(new Float32Array(tableSize));
  return table;
}

/**
 * Noise by frames, for a whole utterance: a window gets the same numbers for a frame as every other window does. Its frames are taken from
 * a table at places that the seed decides, because drawing each number (half a million for four seconds of a source with nine
 * harmonics) would hold the event loop.
 */
export class FrameNoise {
  readonly #seeds: readonly number[];

  /** `seeds`: 32-bit integers. */
  constructor(...seeds: readonly number[]) {
    this.#seeds = seeds;
    sharedTable();
  }

  /**
   * Frames `start` to `end` of `rows` signals with `size` numbers a frame: [rows, (end − start) × size]. Frames may be negative.
   */
  window(rows: number, size: number, start: number, end: number): Float32Array {
    const values = sharedTable();
    const width = (end - start) * size;
    const noise = new Float32Array(rows * width);
    for (let frame = start; frame < end; frame++) {
      const random = new Random(...this.#seeds, frame);
      for (let row = 0; row < rows; row++) {
        const from = random.next() & (tableSize - 1);
        const at = row * width + (frame - start) * size;
        const first = Math.min(size, tableSize - from);
        noise.set(values.subarray(from, from + first), at);
        if (first < size) noise.set(values.subarray(0, size - first), at + first);
      }
    }
    return noise;
  }
}
