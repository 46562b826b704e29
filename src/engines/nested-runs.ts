/** A run that is due so much earlier than the one that goes on is begun before that one ends. */
const marginMs = 300;
/** What is due later than in this time waits for the end of the one that goes on, some tenths of a second at most, and leaves the instances to others. */
const pressingMs = 1000;

/** A segment that is spoken in one go, on this thread. */
export interface Run {
  /** When its next sound must be there, in milliseconds of `performance.now()`. */
  readonly dueAt: () => number;
  /** Speaks it; calls {@link NestedRuns.border} wherever another may come between. Seconds of others in it are not its own. */
  readonly start: (ownSeconds: () => number) => void;
}

/**
 * Which segment a thread speaks. A program that speaks a segment in one go cannot be left and come back to; but at each
 * of its frames it calls out, and in that call another segment can be spoken by another instance of the program, as an
 * interrupt is served: a newcomer waits for a frame, not for the rest of a segment. Of those that wait the most urgent is first.
 */
export class NestedRuns {
  readonly #depth: number;
  readonly #now: () => number;
  readonly #waiting: Run[] = [];
  readonly #open: { readonly run: Run; readonly startedAt: number; othersMs: number }[] = [];

  /** `depth`: how many segments may be begun at once; as many instances of the program are needed. */
  constructor(depth: number, now: () => number = () => performance.now()) {
    this.#depth = depth;
    this.#now = now;
  }

  add(run: Run): void {
    this.#waiting.push(run);
  }

  /** Takes a run out that was not begun. */
  remove(run: Run): boolean {
    const index = this.#waiting.indexOf(run);
    if (index >= 0) this.#waiting.splice(index, 1);
    return index >= 0;
  }

  /** Begins the most urgent one that waits, when nothing goes on; tells whether there was one. */
  next(): boolean {
    const first = this.#open.length === 0 ? this.#first() : undefined;
    if (first) this.#begin(first);
    return first !== undefined;
  }

  /** The run that goes on is at a place where others may come between: those that are pressing, and far more urgent, are spoken now. */
  border(): void {
    for (;;) {
      const top = this.#open.at(-1)?.run;
      const first = this.#first();
      if (!top || !first || this.#open.length >= this.#depth) return;
      const dueAt = first.dueAt();
      if (dueAt > this.#now() + pressingMs || dueAt + marginMs >= top.dueAt()) return;
      this.#begin(first);
    }
  }

  #first(): Run | undefined {
    let first: Run | undefined;
    for (const each of this.#waiting) if (!first || each.dueAt() < first.dueAt()) first = each;
    return first;
  }

  #begin(run: Run): void {
    this.remove(run);
    const below = this.#open.at(-1);
    const open = { run, startedAt: this.#now(), othersMs: 0 };
    this.#open.push(open);
    try {
      run.start(() => (this.#now() - open.startedAt - open.othersMs) / 1000);
    } finally {
      this.#open.pop();
      if (below) below.othersMs += this.#now() - open.startedAt;
    }
  }
}
