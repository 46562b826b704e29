import { joinSamples } from '../audio/pcm.ts';
import type { SegmentRequest } from '../engines/engine.ts';
import { asStarlingError, type StarlingError } from '../errors.ts';
import type { Cost } from './cost.ts';
import type { Listener } from './deadline.ts';

/** After a replay, the time in which a step between the old and the new samples fades out. */
const mendSeconds = 0.005;
/** About half a second of sound: what a reader that is behind gets at once. */
const mostJoinedSamples = 12_000;

/** Whose segment it is. */
export interface SequenceOwner extends Listener {
  readonly key: string;
  readonly isBatch: boolean;
  /** The number of its stream in engines. */
  readonly stream: number;
  /** A segment was given to an engine. */
  started(): void;
  /** So many more seconds of a segment's audio are there. */
  heard(seconds: number, sequence: Sequence): void;
  /**
   * Seconds of audio, as the engine makes them, that its segments before this one still owe, less what those behind it have given already: that
   * is not played before this one.
   */
  owedBefore(sequence: Sequence): number;
}

/**
 * A segment on its way through the scheduler: waiting, running, then finished, cancelled or failed. It is also the
 * stream that its reader pulls. What it buffers is bounded by the audio of one segment.
 */
export class Sequence implements AsyncIterable<Float32Array> {
  readonly engine: string;
  readonly segment: SegmentRequest;
  /** Samples per second of its frames. */
  readonly sampleRate: number;
  readonly owner: SequenceOwner;
  /** What it is expected to take, the audio at least. */
  readonly expected: Cost;
  /** How often it was given to an engine process that died with it, since a text that kills was found last. */
  deaths = 0;
  readonly #frames: Float32Array[] = [];
  #ended: 'finished' | StarlingError | undefined;
  #wake: (() => void) | undefined;
  /** Samples received over all tries, and those of this try that were received before. */
  #received = 0;
  #skip = 0;
  #audioSeconds = 0;
  #lastSample = 0;
  /** Where a replay takes over: the step from its samples to the old ones, and over how many samples it has faded. */
  #seam = { step: 0, faded: 0 };

  constructor(
    segment: SegmentRequest,
    {
      engine,
      sampleRate,
      owner,
      expected,
    }: { engine: string; sampleRate: number; owner: SequenceOwner; expected: Cost },
  ) {
    this.engine = engine;
    this.segment = segment;
    this.sampleRate = sampleRate;
    this.owner = owner;
    this.expected = expected;
  }

  get over(): boolean {
    return this.#ended !== undefined;
  }

  /** Seconds of audio received so far, each sample counted once. */
  get audioSeconds(): number {
    return this.#audioSeconds;
  }

  /** Seconds of audio that a new try makes again. */
  get heardSeconds(): number {
    return this.#skip / this.sampleRate;
  }

  /** Seconds of audio, as the engine makes them, that are still to come at least. */
  get owedSeconds(): number {
    return this.over ? 0 : Math.max(0, this.expected.audioSeconds - this.#audioSeconds);
  }

  /** About how many of its characters were spoken. */
  get deliveredCharacters(): number {
    const { length } = this.segment.text;
    if (this.over) return length;
    return length * Math.min(1, this.#audioSeconds / Math.max(this.expected.audioSeconds, 1e-3));
  }

  /** A frame from the engine. On a replay the part that is already here is skipped. */
  push(samples: Float32Array): void {
    if (this.over) return;
    const skipped = Math.min(this.#skip, samples.length);
    this.#skip -= skipped;
    if (skipped > 0) this.#seam = { step: this.#lastSample - (samples[skipped - 1] as number), faded: 0 };
    if (skipped === samples.length) return;
    const fresh = this.#mended(samples.subarray(skipped));
    this.#received += fresh.length;
    this.#lastSample = fresh[fresh.length - 1] as number;
    this.#frames.push(fresh);
    this.#audioSeconds += fresh.length / this.sampleRate;
    this.owner.heard(fresh.length / this.sampleRate, this);
    this.#wake?.();
  }

  /** The next try of this segment continues where this one stopped. */
  rewind(): void {
    this.#skip = this.#received;
  }

  finish(): void {
    this.#ended ??= 'finished';
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#ended ??= asStarlingError(error);
    this.#wake?.();
  }

  /** One reader. Frames come first, then the end or the error. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array> {
    for (;;) {
      if (this.#frames.length > 0) {
        yield this.#next();
      } else if (this.#ended === 'finished') {
        return;
      } else if (this.#ended) {
        throw this.#ended;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = undefined;
      }
    }
  }

  /** The next frame; when more than one waits, the reader is behind and gets them in larger pieces, which cost less. */
  #next(): Float32Array {
    let count = 0;
    let length = 0;
    while (count < this.#frames.length && length < mostJoinedSamples)
      length += (this.#frames[count++] as Float32Array).length;
    return joinSamples(this.#frames.splice(0, count));
  }

  /**
   * An engine with randomness does not repeat itself to the sample: the step at the seam fades out instead of clicking.
   * The tries are compared at one place, the last sample that is already here, so where they agree nothing changes.
   */
  #mended(samples: Float32Array): Float32Array {
    const { step, faded } = this.#seam;
    const length = Math.round(mendSeconds * this.sampleRate);
    const count = step === 0 ? 0 : Math.min(samples.length, length - faded);
    if (count <= 0) return samples;
    const out = samples.slice();
    for (let i = 0; i < count; i++) out[i] = (out[i] as number) + step * (1 - (faded + i) / length);
    this.#seam = { step, faded: faded + count };
    return out;
  }
}
