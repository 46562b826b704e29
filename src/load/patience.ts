/** Ends a request when the caller's signal does, or when nothing came for too long. */
export class Patience {
  readonly #controller = new AbortController();
  readonly #callers: AbortSignal;
  readonly #stop = () => this.#controller.abort();
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  /** It begins to wait at once. */
  constructor(seconds: number, callers: AbortSignal) {
    this.#ms = seconds * 1000;
    this.#callers = callers;
    if (callers.aborted) this.#stop();
    else callers.addEventListener('abort', this.#stop, { once: true });
    this.renew();
  }

  /** True when it has ended the request, and not the caller. */
  get over(): boolean {
    return this.#over;
  }

  /** Aborted when the request is to end, for either reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came; the wait begins anew. */
  renew(): void {
    this.pause();
    this.#timer = setTimeout(() => {
      this.#over = true;
      this.#stop();
    }, this.#ms);
  }

  /** Nothing is waited for until it is renewed. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** The request is over. */
  close(): void {
    this.pause();
    this.#callers.removeEventListener('abort', this.#stop);
  }
}
