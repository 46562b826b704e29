import type { SegmentRequest } from '../engines/engine.ts';
import { asStarlingError, type StarlingError } from '../errors.ts';
import type { Listener } from './deadline.ts';

/** After a replay, the time in which a step between the old and the new samples fades out. */
const mendSeconds = 0.005;

/** Whose segment it is. */
export interface SequenceOwner extends Listener {
  /** A segment was given to an engine. */
  started(): void;
  /** Audio was made. */
  heard(seconds: number): void;
}

/**
 * A segment on its way through the scheduler: waiting, running, then finished, cancelled or failed. It is also the
 * stream that its reader pulls. What it buffers is bounded by the audio of one segment.
 */
export class Sequence implements AsyncIterable<Float32Array> {
  readonly engine: string;
  readonly segment: SegmentRequest;
  readonly owner: SequenceOwner;
  /** How often it was given to an engine process that died with it. */
  deaths = 0;
  readonly #frames: Float32Array[] = [];
  #ended: 'finished' | StarlingError | undefined;
  #wake: (() => void) | undefined;
  /** Samples received over all tries, and those of this try that were received before. */
  #received = 0;
  #skip = 0;
  #audioSeconds = 0;
  #lastSample = 0;
  #mend: { step: number; left: number; length: number } | undefined;

  constructor(engine: string, segment: SegmentRequest, owner: SequenceOwner) {
    this.engine = engine;
    this.segment = segment;
    this.owner = owner;
  }

  get over(): boolean {
    return this.#ended !== undefined;
  }

  /** Seconds of audio received so far, each sample counted once. */
  get audioSeconds(): number {
    return this.#audioSeconds;
  }

  /** A frame from the engine. On a replay the part that is already here is skipped. */
  push(samples: Float32Array, sampleRate: number): void {
    if (this.over) return;
    if (this.#skip >= samples.length) {
      this.#skip -= samples.length;
      return;
    }
    let fresh = samples;
    if (this.#skip > 0) {
      fresh = samples.subarray(this.#skip);
      this.#skip = 0;
    }
    if (fresh.length === 0) return;
    fresh = this.#mended(fresh, sampleRate);
    this.#received += fresh.length;
    this.#lastSample = fresh[fresh.length - 1] as number;
    this.#frames.push(fresh);
    this.#audioSeconds += fresh.length / sampleRate;
    this.owner.heard(fresh.length / sampleRate);
    this.#wake?.();
  }

  /** The next try of this segment continues where this one stopped. */
  rewind(): void {
    this.#skip = this.#received;
    if (this.#received > 0) this.#mend = { step: Number.NaN, left: 0, length: 0 };
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
      const frame = this.#frames.shift();
      if (frame) {
        yield frame;
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

  /** An engine with randomness does not repeat itself to the sample: the step at the seam fades out instead of clicking. */
  #mended(samples: Float32Array, sampleRate: number): Float32Array {
    const mend = this.#mend;
    if (!mend) return samples;
    if (Number.isNaN(mend.step)) {
      mend.step = this.#lastSample - (samples[0] as number);
      mend.length = mend.left = Math.round(mendSeconds * sampleRate);
    }
    const out = samples.slice();
    for (let i = 0; i < out.length && mend.left > 0; i++, mend.left--) {
      out[i] = (out[i] as number) + mend.step * (mend.left / mend.length);
    }
    if (mend.left === 0) this.#mend = undefined;
    return out;
  }
}
