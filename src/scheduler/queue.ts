/**
 * The segments that wait for a slot, taken by deadline. Deadlines move while segments wait (a listener plays on), so
 * they are read when one is taken, not when it is put in. Pure, and bounded by `capacity`: admission lets in only so
 * many utterances, and each has at most two segments here, so a full queue is a defect.
 */
export class SegmentQueue<T> {
  readonly #deadline: (item: T) => number;
  readonly #capacity: number;
  readonly #waiting: T[] = [];

  constructor(capacity: number, deadline: (item: T) => number) {
    this.#capacity = capacity;
    this.#deadline = deadline;
  }

  get size(): number {
    return this.#waiting.length;
  }

  put(item: T): void {
    if (this.#waiting.length >= this.#capacity) throw new Error(`The segment queue is full at ${this.#capacity}.`);
    this.#waiting.push(item);
  }

  /** Takes the segment with the earliest deadline; of equals the one that came first. */
  take(): T | undefined {
    let best = -1;
    let bestDeadline = Infinity;
    this.#waiting.forEach((item, index) => {
      const deadline = this.#deadline(item);
      if (best < 0 || deadline < bestDeadline) {
        best = index;
        bestDeadline = deadline;
      }
    });
    return best < 0 ? undefined : this.#waiting.splice(best, 1)[0];
  }

  /** Takes a given segment out; tells whether it was there. */
  remove(item: T): boolean {
    const index = this.#waiting.indexOf(item);
    if (index >= 0) this.#waiting.splice(index, 1);
    return index >= 0;
  }

  /** Empties the queue. */
  drain(): T[] {
    return this.#waiting.splice(0);
  }
}
