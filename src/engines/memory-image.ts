/** Memory is compared, and written back, in blocks of this many bytes: a WebAssembly page. */
const blockBytes = 65_536;

/**
 * A copy of the memory of a compiled C program as it was at one moment, to which the memory can be taken back. The
 * program then starts anew, with nothing left of what it did, for the cost of comparing two arrays (2–3 ms for 17 MB)
 * instead of that of a new instance. Memory that has grown stays grown, and is cleared.
 *
 * Only what lies in the memory is taken back. A trap or an exception that unwound the program's stack leaves its stack
 * pointer displaced, which lies elsewhere: such an instance must be replaced.
 */
export class MemoryImage {
  readonly #image: Buffer;

  constructor(memory: Uint8Array) {
    this.#image = Buffer.from(memory);
  }

  /** Makes `memory` what it was. Blocks that are still the same are only read. */
  restore(memory: Uint8Array): void {
    const image = this.#image;
    const now = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
    for (let start = 0; start < image.length; start += blockBytes) {
      const end = Math.min(start + blockBytes, image.length);
      if (image.compare(now, start, end, start, end) !== 0) image.copy(now, start, start, end);
    }
    now.fill(0, image.length);
  }
}
