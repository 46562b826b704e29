import type { SequenceId } from '../engines/protocol.ts';
import type { EnginePool } from './engine-pool.ts';
import type { EngineProcess } from './engine-process.ts';
import { FairShares } from './fair-shares.ts';
import { SegmentQueue, type Candidate } from './queue.ts';
import type { Sequence, SequenceOwner } from './sequence.ts';
import { isSuspected } from './suspects.ts';

/** Bounds of the time after which segments that are held back are looked at again. */
const [shortestHoldMs, longestHoldMs] = [5, 60_000];

/** An engine is told that a segment is due at another time when it is so far from what it knows. */
const movedMs = 100;
/** So long after a listener has left another is expected to come. */
const aboutMs = 10_000;

/** What the scheduler needs of an engine's processes. */
export type Pool = Pick<
  EnginePool,
  'id' | 'size' | 'info' | 'status' | 'freeSlots' | 'busySlots' | 'refusal' | 'start' | 'close'
> & { free(): Process | undefined };

type Process = Pick<EngineProcess, 'speak' | 'due' | 'cancel'>;

/** A segment in a slot. */
export interface Running {
  readonly sequence: Sequence;
  readonly process: Process;
}

export interface LaneOptions {
  /** Most segments that wait. */
  readonly capacity: number;
  /** What is due so soon is pressing, in milliseconds. */
  readonly pressingMs: number;
  /** Who is so far ahead is held back while others are due, in milliseconds. */
  readonly maxAheadMs: number;
  /** Who came first goes first, whatever else there is to say. */
  readonly byArrival: boolean;
  readonly weightOf: (key: string) => number;
  /** When the first audio of a segment must exist, in milliseconds. */
  readonly deadline: (sequence: Sequence) => number;
  /** Called when time alone has brought a segment's turn. */
  readonly again: () => void;
}

/** An engine, the segments that wait for it and those in its slots: who is next. */
export class Lane {
  readonly pool: Pool;
  readonly queue: SegmentQueue<Sequence>;
  readonly #options: LaneOptions;
  readonly #shares: FairShares;
  /** `beginsAt`: when the beginning of the segment is due or was, as its engine knows. `isHeard`: it has sounded. */
  readonly #running = new Map<SequenceId, Running & { beginsAt: number; isHeard: boolean }>();
  readonly #inside = { batches: 0, listeners: 0 };
  #holding = false;
  #listenerLeftAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: Pool, options: LaneOptions) {
    this.pool = pool;
    this.#options = options;
    this.queue = new SegmentQueue(options.capacity);
    this.#shares = new FairShares(options.weightOf);
  }

  /** How many segments are computed at once, over all processes. */
  get parallel(): number {
    return this.pool.size * (this.pool.info?.parallel ?? 1);
  }

  /** Batches that were admitted and are not over. */
  get batches(): number {
    return this.#inside.batches;
  }

  entered({ isBatch }: SequenceOwner): void {
    this.#inside[isBatch ? 'batches' : 'listeners']++;
  }

  left({ isBatch }: SequenceOwner, now: number): void {
    this.#inside[isBatch ? 'batches' : 'listeners']--;
    if (!isBatch) this.#listenerLeftAt = now;
  }

  running(id: SequenceId): Sequence | undefined {
    return this.#running.get(id)?.sequence;
  }

  /** Takes the next segment for a free slot; undefined when none is free, or nobody may go now. */
  plan(now: number): Running | undefined {
    clearTimeout(this.#timer);
    this.#holding = false;
    const { pool, queue } = this;
    const process = queue.size > 0 ? pool.free() : undefined;
    if (!process) return undefined;
    const due = this.#dueOwners(now);
    const sequence = queue.take((each) => this.#candidate(each, due, now), {
      now,
      pressingMs: this.#options.pressingMs,
      tagOf: (key) => this.#shares.tagOf(key),
      keptFree: this.#isKeptFree(now),
    });
    this.#holding = !sequence;
    if (sequence) return { sequence, process };
    // All that wait are held back; when nothing else happens before, time brings their turn.
    const { deadline, maxAheadMs, again } = this.#options;
    const turns = queue.items.map((each) => deadline(each) - (each.owner.isBatch ? 0 : maxAheadMs));
    const next = Math.min(
      longestHoldMs,
      ...[...turns, this.#listenerLeftAt + aboutMs].map((at) => at - now).filter((wait) => wait >= 0),
    );
    this.#timer = setTimeout(again, Math.max(shortestHoldMs, next));
    return undefined;
  }

  /** A slot is free and nobody may take it: what was delivered meanwhile may have changed that. */
  get holding(): boolean {
    return this.#holding;
  }

  /** `dueAt`: when its next sound must be there, in milliseconds. */
  started(id: SequenceId, running: Running, dueAt: number): void {
    this.#running.set(id, { ...running, beginsAt: beginningOf(running.sequence, dueAt), isHeard: false });
    this.#shares.charge(running.sequence.owner.key, running.sequence.expected.computeSeconds);
  }

  /**
   * A segment has sounded on: those behind it in its stream, which their engine has already, may be due at another time than they seemed to be
   * when they were given to it; and it itself by its first sound, from which on it is played.
   */
  retime(id: SequenceId, dueAtOf: (sequence: Sequence) => number, now: number): void {
    const heard = this.#running.get(id);
    const owner = heard?.sequence.owner;
    if (!owner || owner.isBatch || this.#options.byArrival) return;
    const first = heard.isHeard ? id + 1 : id;
    heard.isHeard = true;
    for (const [other, running] of this.#running) {
      const { sequence, process } = running;
      if (other < first || sequence.owner !== owner || sequence.over) continue;
      const dueAt = dueAtOf(sequence);
      const beginsAt = beginningOf(sequence, dueAt);
      if (Math.abs(beginsAt - running.beginsAt) < movedMs) continue;
      running.beginsAt = beginsAt;
      process.due(other, { dueInSeconds: (dueAt - now) / 1000, beginsInSeconds: (beginsAt - now) / 1000 });
    }
  }

  /** Its slot is free; undefined for one that is not running. `computeSeconds`: what it took, if that is known. */
  ended(id: SequenceId, computeSeconds?: number): Sequence | undefined {
    const sequence = this.running(id);
    this.#running.delete(id);
    if (sequence && computeSeconds !== undefined) {
      this.#shares.correct(sequence.owner.key, computeSeconds - sequence.expected.computeSeconds);
    }
    return sequence;
  }

  /** Nobody wants this segment any more, whether it waits or runs. */
  cancel(sequence: Sequence): void {
    this.queue.remove(sequence);
    for (const [id, running] of this.#running) if (running.sequence === sequence) running.process.cancel(id);
  }

  /** The segment that kills is found: the others were only beside it, and are not to be taken for the next one. */
  acquit(): void {
    const running = [...this.#running.values()].map(({ sequence }) => sequence);
    for (const sequence of [...this.queue.items, ...running]) sequence.deaths = 0;
  }

  /** Nothing is planned any more; gives all segments that waited or ran. */
  close(): Sequence[] {
    clearTimeout(this.#timer);
    return [...this.queue.drain(), ...[...this.#running.values()].map(({ sequence }) => sequence)];
  }

  #candidate(sequence: Sequence, due: ReadonlySet<SequenceOwner>, now: number): Candidate {
    const { owner } = sequence;
    const dueAt = this.#options.deadline(sequence);
    const isSuspect = this.#isSuspect(sequence);
    if (this.#options.byArrival) return { dueAt, batch: false, key: '', held: isSuspect };
    const othersAreDue = due.size > (due.has(owner) ? 1 : 0);
    const isAhead = othersAreDue && dueAt - now > this.#options.maxAheadMs;
    const held = isSuspect || this.#isReserved(dueAt - now) || (!owner.isBatch && (isAhead || this.#wouldFill(owner)));
    return { dueAt, batch: owner.isBatch, key: owner.key, held };
  }

  /**
   * Batches take half of the slots, or what it takes to keep all cores busy: a listener who comes would wait for the end of a segment,
   * which gets the less of the cores the more others are there. While there are listeners, or were a moment ago, a core and the last slot
   * are left to them.
   */
  #isKeptFree(now: number): boolean {
    const { freeSlots, busySlots } = this.pool;
    const batches = [...this.#running.values()].filter(({ sequence }) => sequence.owner.isBatch).length;
    const areListenersAbout = this.#inside.listeners > 0 || now - this.#listenerLeftAt < aboutMs;
    if (!areListenersAbout) return batches >= Math.max(this.parallel, Math.floor((freeSlots + busySlots) / 2));
    return (freeSlots === 1 && busySlots > 0) || batches >= Math.max(1, this.parallel - 1);
  }

  /** Some slots are only for what is due at once: such an engine lets it pass what is in the others. */
  #isReserved(dueInMs: number): boolean {
    const reserved = this.pool.size * (this.pool.info?.reservedSlots ?? 0);
    return dueInMs > this.#options.pressingMs && this.pool.freeSlots <= reserved;
  }

  /** The last slot is for who has none, as long as the cores have enough to do. */
  #wouldFill(owner: SequenceOwner): boolean {
    const { freeSlots, busySlots } = this.pool;
    return freeSlots === 1 && busySlots >= this.parallel && this.#runs((each) => each.owner === owner);
  }

  /** Segments that were in several deaths are tried one at a time, so that the one that kills is found. */
  #isSuspect(sequence: Sequence): boolean {
    return isSuspected(sequence) && this.#runs(isSuspected);
  }

  #runs(which: (sequence: Sequence) => boolean): boolean {
    for (const { sequence } of this.#running.values()) if (which(sequence)) return true;
    return false;
  }

  /** The listeners who are not far ahead and for whom something waits or runs. */
  #dueOwners(now: number): Set<SequenceOwner> {
    const { deadline, maxAheadMs } = this.#options;
    const running = [...this.#running.values()].map(({ sequence }) => sequence);
    const due = [...this.queue.items, ...running].filter(
      (each) => !each.over && !each.owner.isBatch && deadline(each) - now <= maxAheadMs,
    );
    return new Set(due.map(({ owner }) => owner));
  }
}

function beginningOf({ owner, audioSeconds }: Sequence, dueAt: number): number {
  return dueAt - owner.pace * audioSeconds * 1000;
}
