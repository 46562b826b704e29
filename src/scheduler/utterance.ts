import type { SegmentRequest } from '../engines/engine.ts';
import { StarlingError } from '../errors.ts';
import type { Commitment } from './admission.ts';
import type { Cost } from './cost.ts';
import { driesAfter, wholeAfter, type Delivery, type Priority } from './deadline.ts';
import type { Sequence, SequenceOwner } from './sequence.ts';

/** All that the scheduler must know of a request to admit it. */
export interface UtteranceRequest {
  readonly engine: string;
  /** BCP 47. */
  readonly language: string;
  readonly characters: number;
  /** Samples per second of the engine's audio. */
  readonly sampleRate: number;
  readonly priority: Priority;
  readonly delivery: Delivery;
  /** How much faster the engine speaks, and how much faster than the engine's audio the listener plays it. */
  readonly tempo: { readonly native: number; readonly stretch: number };
  /** The name of the caller's API key. */
  readonly key: string;
}

/** What an utterance needs of the scheduler. */
interface SegmentScheduler {
  enqueue(engine: string, segment: SegmentRequest, utterance: Utterance): Sequence;
  cancel(sequence: Sequence): void;
  released(utterance: Utterance): void;
  /** Of so many of its characters. */
  costOf(utterance: Utterance, characters: number): Cost;
  /** Seconds of time for which a second of its audio lasts. */
  paceOf(utterance: Utterance): number;
  dueAt(utterance: Utterance): number;
  /** When the first audio that is not handed out must be. */
  handOutDueAt(utterance: Utterance): number;
  /** Of audio that waits for the gateway, the least goes first. */
  handOutRank(utterance: Utterance): number;
  /** Seconds of the gateway for a second of the engine's audio. */
  readonly gatewaySeconds: number;
}

/** Longest piece that the gateway works on in one turn of its event loop: resampling and encoding it takes about 2 ms. */
export const pieceSeconds = 0.2;

/** Characters of a usual segment: what an utterance needs at once. */
export const usualSegment = 120;

/** All speech of one request, inside the scheduler. Made by `Scheduler.admit`; its owner releases it on every path. */
export class Utterance implements SequenceOwner {
  readonly request: UtteranceRequest;
  readonly stream: number;
  readonly arrivedAt: number;
  readonly #scheduler: SegmentScheduler;
  readonly #now: () => number;
  readonly #open = new Set<Sequence>();
  #released = false;
  #startedAt: number | undefined;
  #driesAt: number | undefined;
  #handedOutSeconds = 0;
  #handedOutUntil: number | undefined;
  #spokenCharacters = 0;

  constructor(
    scheduler: SegmentScheduler,
    request: UtteranceRequest,
    { stream, now }: { stream: number; now: () => number },
  ) {
    this.#scheduler = scheduler;
    this.request = request;
    this.stream = stream;
    this.#now = now;
    this.arrivedAt = now();
  }

  get driesAt(): number | undefined {
    return this.#driesAt;
  }

  /** When all that was handed out will have been played; undefined before the first audio. */
  get handedOutUntil(): number | undefined {
    return this.#handedOutUntil;
  }

  get pace(): number {
    return this.#scheduler.paceOf(this);
  }

  get whole(): boolean {
    return this.isBatch || this.request.delivery === 'file';
  }

  get isBatch(): boolean {
    return this.request.priority === 'batch';
  }

  get key(): string {
    return this.request.key;
  }

  /** When its next audio must exist, in milliseconds of `performance.now()`. */
  get dueAt(): number {
    return this.#scheduler.dueAt(this);
  }

  /** Of audio that waits for the gateway, the least goes first. */
  get handOutRank(): number {
    return this.#scheduler.handOutRank(this);
  }

  /** Characters of the segments whose audio was read to the end. */
  get spokenCharacters(): number {
    return this.#spokenCharacters;
  }

  /** What it still needs of its engine. Characters in running segments count until their audio is there. */
  get commitment(): Commitment {
    const { characters } = this.request;
    let left = characters - this.#spokenCharacters;
    for (const open of this.#open) left -= open.deliveredCharacters;
    const cost = this.#scheduler.costOf(this, Math.max(0, left));
    const next = this.#scheduler.costOf(this, Math.min(usualSegment, Math.max(0, left)));
    return {
      batch: this.isBatch,
      dueAt: this.dueAt,
      segmentSeconds: next.computeSeconds,
      rate: cost.audioSeconds > 0 ? cost.computeSeconds / cost.audioSeconds / this.pace : 0,
      workSeconds: cost.computeSeconds,
    };
  }

  /** What it still needs of the gateway, which resamples and encodes. */
  get handOut(): Commitment {
    const { characters, tempo } = this.request;
    const { gatewaySeconds } = this.#scheduler;
    const { audioSeconds } = this.#scheduler.costOf(this, characters);
    const left = Math.max(0, audioSeconds - this.#handedOutSeconds * tempo.stretch);
    return {
      batch: this.isBatch,
      dueAt: this.#scheduler.handOutDueAt(this),
      segmentSeconds: gatewaySeconds * Math.min(pieceSeconds, left),
      rate: gatewaySeconds * tempo.stretch,
      workSeconds: gatewaySeconds * left,
    };
  }

  /** So many seconds of audio, as they are played, go to the encoder. */
  handedOut(seconds: number): void {
    this.#handedOutSeconds += seconds;
    this.#handedOutUntil = driesAfter(this.#handedOutUntil, seconds, this.#now());
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
    if (this.#released) return;
    this.#released = true;
    for (const sequence of this.#open) this.#scheduler.cancel(sequence);
    this.#open.clear();
    this.#scheduler.released(this);
  }

  /** Milliseconds that the first segment waited for a slot. */
  get queueMs(): number {
    return (this.#startedAt ?? this.#now()) - this.arrivedAt;
  }

  started(): void {
    this.#startedAt ??= this.#now();
  }

  heard(seconds: number, { expected }: Sequence): void {
    const { pace } = this;
    const now = this.#now();
    // A batch may wait for its turn until it is overdue, and then has the same time again: so late it loses nothing of its share.
    const own = (this.isBatch ? 2 : 1) * expected.audioSeconds * pace;
    this.#driesAt = this.whole
      ? wholeAfter(this.#driesAt ?? this.arrivedAt, seconds * pace, own, now)
      : driesAfter(this.#driesAt, seconds * pace, now);
  }

  owedBefore(sequence: Sequence): number {
    let seconds = 0;
    let isBehind = false;
    for (const open of this.#open) {
      if (open === sequence) isBehind = true;
      else seconds += isBehind ? -open.audioSeconds : open.owedSeconds;
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
    }
  }
}
