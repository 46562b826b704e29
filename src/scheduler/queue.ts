/** So long an overdue batch lets listeners go first who are pressing. */
const patienceMs = 1000;

/** What the order depends on. */
export interface Candidate {
  /** When its first audio must exist (`deadline.ts`), in milliseconds. */
  readonly dueAt: number;
  readonly batch: boolean;
  /** Whose request it is. */
  readonly key: string;
  /** Its listener is far ahead and others are not: it stays where it is. */
  readonly held: boolean;
}

/** What the order depends on besides the candidates. */
export interface Situation {
  readonly now: number;
  /** What is due within so many milliseconds is pressing. */
  readonly pressingMs: number;
  /** The key with the smallest had the least of the engine (`fair-shares.ts`). */
  readonly tagOf: (key: string) => number;
  /** What is free is left for listeners who may come by every batch that is not overdue. */
  readonly keptFree: boolean;
}

/**
 * Who is next; undefined when nobody may go now.
 *
 * 1. A batch that is overdue: it has had less than its share. While a listener is pressing it waits a second more, which it gets back.
 * 2. Listeners by deadline. Once somebody is late there is more to do than can be done, and keys share it: of those who are late or
 *    will be soon the key that has had least goes first, and within a key the deadline decides.
 * 3. Batches by deadline.
 */
export function choose<T>(
  waiting: readonly T[],
  describe: (item: T) => Candidate,
  { now, pressingMs, tagOf, keptFree }: Situation,
): T | undefined {
  const candidates = waiting.map((item) => ({ item, ...describe(item) })).filter(({ held }) => !held);
  const listeners = candidates.filter(({ batch }) => !batch);
  const batches = candidates.filter(({ batch }) => batch);
  const byDue = earliest(({ dueAt }: Candidate) => dueAt);
  const batch = byDue(batches);
  const isPressing = listeners.some(({ dueAt }) => dueAt <= now + pressingMs);
  if (batch && batch.dueAt < now - (isPressing ? patienceMs : 0)) return batch.item;
  if (listeners.length === 0) return keptFree ? undefined : batch?.item;
  const late = listeners.some(({ dueAt }) => dueAt < now);
  if (!late) return byDue(listeners)?.item;
  const pressing = listeners.filter(({ dueAt }) => dueAt <= now + pressingMs);
  const least = Math.min(...pressing.map(({ key }) => tagOf(key)));
  return byDue(pressing.filter(({ key }) => tagOf(key) === least))?.item;
}

/** The first of those with the smallest value. */
function earliest<C>(valueOf: (each: C) => number) {
  return <T extends C>(all: readonly T[]): T | undefined => {
    let best: T | undefined;
    for (const each of all) if (!best || valueOf(each) < valueOf(best)) best = each;
    return best;
  };
}

/**
 * The segments that wait for a slot. Deadlines move while they wait (a listener plays on), so the order is found when one is taken, not
 * when it is put in. Pure, and bounded by `capacity`: admission lets in only so many utterances, and each has at most two segments
 * here, so a full queue is a defect.
 */
export class SegmentQueue<T> {
  readonly #capacity: number;
  readonly #waiting: T[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#waiting.length;
  }

  get items(): readonly T[] {
    return this.#waiting;
  }

  put(item: T): void {
    if (this.#waiting.length >= this.#capacity) throw new Error(`The segment queue is full at ${this.#capacity}.`);
    this.#waiting.push(item);
  }

  /** Takes the next segment; of equals the one that came first. Undefined when none may go now. */
  take(describe: (item: T) => Candidate, situation: Situation): T | undefined {
    const next = choose(this.#waiting, describe, situation);
    if (next !== undefined) this.remove(next);
    return next;
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
