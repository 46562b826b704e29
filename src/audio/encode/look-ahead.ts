/**
 * Reads a stream by hand, for the formats that must do something else while the source is silent.
 * At most one pull is under way, and nothing that the source gave is lost.
 */
export class LookAhead<T> {
  readonly #source: AsyncIterator<T>;
  #pull: Promise<IteratorResult<T>> | undefined;
  #settled = true;
  #failed = false;

  constructor(source: AsyncIterable<T>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** What comes next, without taking it: the same promise until `advance`. */
  peek(): Promise<IteratorResult<T>> {
    if (this.#pull) return this.#pull;
    this.#settled = false;
    const pull = this.#source.next().finally(() => (this.#settled = true));
    // A pull may fail while nobody is waiting for it; whoever peeks next still gets the error.
    pull.catch(() => (this.#failed = true));
    this.#pull = pull;
    return pull;
  }

  /** True when the source ended with an error. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Takes what `peek` showed. */
  advance(): void {
    this.#pull = undefined;
  }

  /** Settles when there is something to take: an item, the end or an error. Never rejects. */
  async settled(): Promise<void> {
    await this.peek().catch(() => undefined);
  }

  /** True when the next item is there by the next turn of the event loop, that is without waiting for I/O or a timer. */
  async ready(): Promise<boolean> {
    let turn: NodeJS.Immediate | undefined;
    const nextTurn = new Promise<boolean>((resolve) => (turn = setImmediate(resolve, false)));
    const ready = await Promise.race([this.settled().then(() => true), nextTurn]);
    clearImmediate(turn);
    return ready;
  }

  /** Lets the source go. Does not wait for a source that is blocked: that one ends by its own abort signal. */
  async close(): Promise<void> {
    const closing = this.#source.return?.();
    if (this.#settled) await closing;
    else closing?.catch(() => undefined);
  }
}
