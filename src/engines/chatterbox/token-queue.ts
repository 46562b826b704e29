/** The speech tokens of a sequence on their way from the token loop to the decoder; one reader waits at a time. */
export class TokenQueue {
  readonly tokens: number[] = [];
  #finished = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  get finished(): boolean {
    return this.#finished;
  }

  push(token: number): void {
    this.tokens.push(token);
    this.#changed();
  }

  /** No more come. `kept`: how many of them are to be heard; the rest is taken back. */
  finish(kept = this.tokens.length): void {
    this.tokens.length = Math.min(kept, this.tokens.length);
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
