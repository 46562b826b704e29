import type { AudioClock } from '../audio-clock.ts';

/** Raw samples of 16 bits. A frame is one sample of each channel. */
export class PcmClock implements AudioClock {
  readonly #rate: number;
  readonly #frameBytes: number;
  #bytes = 0;

  constructor(rate: number, channels: number) {
    this.#rate = rate;
    this.#frameBytes = 2 * channels;
  }

  feed(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
  }

  get seconds(): number {
    return Math.floor(this.#bytes / this.#frameBytes) / this.#rate;
  }

  get complete(): boolean {
    return this.#bytes % this.#frameBytes === 0;
  }
}
