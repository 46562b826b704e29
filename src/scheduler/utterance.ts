import type { SegmentRequest } from '../engines/engine.ts';
import { StarlingError } from '../errors.ts';
import type { AdmittedWork } from './admission.ts';
import { driesAfter, type Priority } from './deadline.ts';
import type { Sequence, SequenceOwner } from './sequence.ts';

/** What an utterance needs of the scheduler. */
interface SegmentScheduler {
  enqueue(engine: string, segment: SegmentRequest, utterance: Utterance): Sequence;
  cancel(sequence: Sequence): void;
  released(): void;
}

/** All speech of one request, inside the scheduler. Made by `Scheduler.admit`; its owner releases it on every path. */
export class Utterance implements SequenceOwner {
  readonly arrivedAt: number;
  readonly priority: Priority;
  readonly #scheduler: SegmentScheduler;
  readonly #work: AdmittedWork;
  /** How much faster than the engine's audio the listener plays it. */
  readonly #speed: number;
  readonly #now: () => number;
  readonly #open = new Set<Sequence>();
  #released = false;
  #startedAt: number | undefined;
  #driesAt: number | undefined;
  #spokenCharacters = 0;

  constructor(
    scheduler: SegmentScheduler,
    work: AdmittedWork,
    request: { priority: Priority; speed: number },
    now: () => number,
  ) {
    this.#scheduler = scheduler;
    this.#work = work;
    this.#speed = request.speed;
    this.#now = now;
    this.priority = request.priority;
    this.arrivedAt = now();
  }

  get driesAt(): number | undefined {
    return this.#driesAt;
  }

  /** Characters of the segments whose audio was read to the end. */
  get spokenCharacters(): number {
    return this.#spokenCharacters;
  }

  /**
   * Queues a segment at once and returns its audio at the engine's sample rate. Throws `engine_unavailable`, and
   * `client_gone` once the utterance is released; the stream throws `segment_failed`.
   */
  speak(engine: string, segment: SegmentRequest): AsyncIterable<Float32Array> {
    // A pipeline that has not noticed the end yet must not queue what nobody would take out again.
    if (this.#released) throw new StarlingError('client_gone', 'This utterance is over.');
    const sequence = this.#scheduler.enqueue(engine, segment, this);
    this.#open.add(sequence);
    return this.#read(sequence);
  }

  /** The utterance is over: what still waits or runs is cancelled, and its share of the work ahead is given back. */
  release(): void {
    this.#released = true;
    for (const sequence of this.#open) this.#scheduler.cancel(sequence);
    this.#open.clear();
    this.#work.release();
    this.#scheduler.released();
  }

  /** Milliseconds that the first segment waited for a slot. */
  get queueMs(): number {
    return (this.#startedAt ?? this.#now()) - this.arrivedAt;
  }

  started(): void {
    this.#startedAt ??= this.#now();
  }

  heard(seconds: number): void {
    this.#driesAt = driesAfter(this.#driesAt, seconds / this.#speed, this.#now());
  }

  owedBefore(sequence: Sequence): number {
    let seconds = 0;
    for (const open of this.#open) {
      if (open === sequence) break;
      seconds += open.owedSeconds / this.#speed;
    }
    return seconds;
  }

  async *#read(sequence: Sequence): AsyncGenerator<Float32Array> {
    try {
      yield* sequence;
      this.#spokenCharacters += sequence.segment.text.length;
    } finally {
      this.#open.delete(sequence);
      this.#scheduler.cancel(sequence);
      this.#work.done(sequence.segment.text.length);
    }
  }
}
