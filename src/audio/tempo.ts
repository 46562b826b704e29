import loadSonic, { type SonicModule } from '@echogarden/sonic-wasm';
import { joinSamples, passThrough, type PcmStage } from './pcm.ts';

/**
 * Changes the tempo of speech and keeps its pitch, with Sonic (https://github.com/waywardgeek/sonic, Apache-2.0):
 * it finds the pitch period and overlaps whole periods, PICOLA below double speed and its own scheme above.
 *
 * Sonic's own flush loses the last 10 ms, so the end is pushed out with silence instead and cut to input ÷ speed.
 * Sonic's result depends on how its input is sliced; a fixed block makes ours depend on the samples alone.
 */

/** A request's 0.25–4, and twice that on either side: pitch that is moved by an octave is paid back in tempo. */
export const slowestSpeed = 0.125;
export const fastestSpeed = 8;

/** Sonic gets its input in blocks of this many seconds. */
const blockSeconds = 0.02;
/** Samples of shared scratch memory: room for a block; longer results are read in several turns. */
const scratch = 4096;

/** The module and its scratch memory, shared by every stage: each call fills and empties it before it returns. */
interface Sonic {
  readonly module: SonicModule;
  readonly scratchAt: number;
}

let sonic: Promise<Sonic> | undefined;

async function load(): Promise<Sonic> {
  const module = await loadSonic();
  return { module, scratchAt: module._malloc(scratch * 4) };
}

/**
 * A stage that speaks `speed` times as fast (0.125–8; 1 costs nothing) at the same pitch; `sampleRate` in Hz.
 * Throws RangeError for other speeds.
 */
export async function createTempo(sampleRate: number, speed: number): Promise<PcmStage> {
  if (!(speed >= slowestSpeed && speed <= fastestSpeed)) {
    throw new RangeError(`expected a speed from ${slowestSpeed} to ${fastestSpeed}, got ${speed}`);
  }
  if (speed === 1) return passThrough;
  sonic ??= load();
  return new Tempo(await sonic, sampleRate, speed);
}

class Tempo implements PcmStage {
  readonly #sonic: Sonic;
  readonly #speed: number;
  /** The address of the native state; 0 once closed. */
  #stream: number;
  /** Input that does not fill a block yet: the first `#held` samples. */
  readonly #block: Float32Array;
  #held = 0;
  #samplesIn = 0;
  #samplesOut = 0;

  constructor(sonic: Sonic, sampleRate: number, speed: number) {
    this.#sonic = sonic;
    this.#speed = speed;
    this.#block = new Float32Array(Math.min(scratch, Math.round(sampleRate * blockSeconds)));
    this.#stream = sonic.module._sonicCreateStream(sampleRate, 1);
    if (this.#stream === 0) throw new Error('the tempo stage found no memory');
    sonic.module._sonicSetSpeed(this.#stream, speed);
  }

  process(samples: Float32Array): Float32Array {
    this.#samplesIn += samples.length;
    const ready: Float32Array[] = [];
    let taken = 0;
    while (taken < samples.length) {
      const part = samples.subarray(taken, taken + this.#block.length - this.#held);
      this.#block.set(part, this.#held);
      this.#held += part.length;
      taken += part.length;
      if (this.#held === this.#block.length) this.#pushBlock(ready);
    }
    return joinSamples(ready);
  }

  finish(): Float32Array {
    const target = Math.round(this.#samplesIn / this.#speed);
    const ready: Float32Array[] = [];
    const before = this.#samplesOut;
    while (this.#samplesOut < target) {
      this.#block.fill(0, this.#held);
      this.#pushBlock(ready);
    }
    return joinSamples(ready).subarray(0, Math.max(0, target - before));
  }

  close(): void {
    if (this.#stream === 0) return;
    this.#sonic.module._sonicDestroyStream(this.#stream);
    this.#stream = 0;
  }

  #pushBlock(ready: Float32Array[]): void {
    if (this.#stream === 0) throw new Error('the tempo stage is closed');
    const { module, scratchAt } = this.#sonic;
    this.#held = 0;
    // Sonic works in 16 bits and wraps around where it should clip.
    const clipped = this.#block.map((sample) => (sample > 1 ? 1 : sample >= -1 ? sample : sample < -1 ? -1 : 0));
    module.HEAPF32.set(clipped, scratchAt / 4);
    if (module._sonicWriteFloatToStream(this.#stream, scratchAt, clipped.length) === 0) {
      throw new Error('the tempo stage found no memory');
    }
    for (;;) {
      const length = module._sonicReadFloatFromStream(this.#stream, scratchAt, scratch);
      if (length <= 0) return;
      ready.push(module.HEAPF32.slice(scratchAt / 4, scratchAt / 4 + length));
      this.#samplesOut += length;
    }
  }
}
