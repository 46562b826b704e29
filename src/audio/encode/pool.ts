/**
 * Keeps encoders that have done their work for the next stream. Their native memory is invisible to the garbage
 * collector, which would let thousands pile up; the pool holds at most `limit`, and lets the rest go.
 */
export class IdlePool<T> {
  readonly #limit: number;
  readonly #idle: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many wait for work. */
  get size(): number {
    return this.#idle.length;
  }

  /** The one used last, whose memory is warm; undefined when none is idle. */
  take(): T | undefined {
    return this.#idle.pop();
  }

  /** Returns false when the pool is full: then the instance is not kept. */
  put(instance: T): boolean {
    if (this.#idle.length >= this.#limit) return false;
    this.#idle.push(instance);
    return true;
  }
}
