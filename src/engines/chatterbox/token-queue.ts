import type { Known } from './chunks.ts';
import { trimTail } from './guards.ts';

/** The speech tokens of a sequence on their way from the token loop to the decoder; one reader waits at a time. */
export class TokenQueue {
  /** All that came, those too that are not to be heard. */
  readonly tokens: number[] = [];
  /** How many of them are to be heard once it is finished. */
  heard = 0;
  /** How many were sure to be heard at some time; never less than before, so that it depends on the tokens alone. */
  settled = 0;
  #finished = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  get finished(): boolean {
    return this.#finished;
  }

  /** What can be cut into chunks. */
  get known(): Known {
    return { known: this.settled, heard: this.heard, finished: this.#finished };
  }

  push(token: number): void {
    this.tokens.push(token);
    this.settled = Math.max(this.settled, trimTail(this.tokens));
    this.#changed();
  }

  /** No more come. `kept`: how many of them are to be heard; the rest is taken back. */
  finish(kept = this.tokens.length): void {
    this.heard = Math.min(kept, this.tokens.length);
    this.#finished = true;
    this.#changed();
  }

  /** The reader's next wait throws this. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#changed();
  }

  /** Resolves at the next change. Between a look at the queue and this call nothing may be awaited. Throws what the queue failed with. */
  async changed(): Promise<void> {
    if (!this.#failure) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure) throw this.#failure.error;
  }

  #changed(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
