import { fromInt16 } from '../audio/pcm.ts';

/**
 * Gathers the small pieces that an engine makes into frames of a fixed length: a short first one, because a listener is
 * waiting for it, then longer ones, so that there are few messages.
 */
export class FrameGatherer {
  readonly #deliver: (samples: Float32Array) => void;
  readonly #laterSamples: number;
  #frame: Float32Array;
  #filled = 0;

  constructor(deliver: (samples: Float32Array) => void, lengths: { firstSamples: number; laterSamples: number }) {
    this.#deliver = deliver;
    this.#laterSamples = lengths.laterSamples;
    this.#frame = new Float32Array(lengths.firstSamples);
  }

  /** Takes samples in (they are copied) and delivers each frame that is full. */
  add(samples: Int16Array): void {
    let taken = 0;
    while (taken < samples.length) {
      const room = this.#frame.length - this.#filled;
      const piece = samples.subarray(taken, taken + room);
      this.#frame.set(fromInt16(piece), this.#filled);
      this.#filled += piece.length;
      taken += piece.length;
      if (this.#filled === this.#frame.length) this.#next();
    }
  }

  /** Delivers what is still inside. Call once, at the end. */
  finish(): void {
    if (this.#filled > 0) this.#deliver(this.#frame.slice(0, this.#filled));
  }

  #next(): void {
    const full = this.#frame;
    this.#frame = new Float32Array(this.#laterSamples);
    this.#filled = 0;
    this.#deliver(full);
  }
}
