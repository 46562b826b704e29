import type { SegmentRequest } from '../engines/engine.ts';
import type { AdmittedWork } from './admission.ts';
import type { Priority } from './deadline.ts';
import type { Sequence, SequenceOwner } from './sequence.ts';

/** What an utterance needs of the scheduler. */
interface Floor {
  enqueue(engine: string, segment: SegmentRequest, utterance: Utterance): Sequence;
  cancel(sequence: Sequence): void;
  released(): void;
}

/** All speech of one request, inside the scheduler. Made by `Scheduler.admit`; its owner releases it on every path. */
export class Utterance implements SequenceOwner {
  readonly arrivedAt: number;
  readonly priority: Priority;
  readonly #floor: Floor;
  readonly #work: AdmittedWork;
  readonly #now: () => number;
  readonly #open = new Set<Sequence>();
  #startedAt: number | undefined;
  #firstAudioAt: number | undefined;
  #audioSeconds = 0;
  #spokenCharacters = 0;

  constructor(floor: Floor, work: AdmittedWork, priority: Priority, now: () => number) {
    this.#floor = floor;
    this.#work = work;
    this.#now = now;
    this.priority = priority;
    this.arrivedAt = now();
  }

  get firstAudioAt(): number | undefined {
    return this.#firstAudioAt;
  }

  get audioSeconds(): number {
    return this.#audioSeconds;
  }

  /** Characters of the segments whose audio was read to the end. */
  get spokenCharacters(): number {
    return this.#spokenCharacters;
  }

  /**
   * Queues a segment at once and returns its audio at the engine's sample rate. Throws `engine_unavailable`; the
   * stream throws `segment_failed`.
   */
  speak(engine: string, segment: SegmentRequest): AsyncIterable<Float32Array> {
    const sequence = this.#floor.enqueue(engine, segment, this);
    this.#open.add(sequence);
    return this.#read(sequence);
  }

  /** The utterance is over: what still waits or runs is cancelled, and its share of the work ahead is given back. */
  release(): void {
    for (const sequence of this.#open) this.#floor.cancel(sequence);
    this.#open.clear();
    this.#work.release();
    this.#floor.released();
  }

  /** Milliseconds that the first segment waited for a slot. */
  get queueMs(): number {
    return (this.#startedAt ?? this.#now()) - this.arrivedAt;
  }

  started(): void {
    this.#startedAt ??= this.#now();
  }

  heard(seconds: number): void {
    this.#firstAudioAt ??= this.#now();
    this.#audioSeconds += seconds;
  }

  async *#read(sequence: Sequence): AsyncGenerator<Float32Array> {
    try {
      yield* sequence;
    } finally {
      this.#open.delete(sequence);
      this.#floor.cancel(sequence);
      this.#spokenCharacters += sequence.segment.text.length;
      this.#work.done(sequence.segment.text.length);
    }
  }
}
