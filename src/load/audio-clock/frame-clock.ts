import type { AudioClock } from '../audio-clock.ts';
import { id3TagAt } from './id3-tag.ts';
import { UnitReader, type Unit } from './unit-reader.ts';

/** A frame that says its own length, as in MP3 and ADTS. */
export interface Frame {
  readonly bytes: number;
  /** Of audio; 0 for one that only describes the stream. */
  readonly seconds: number;
  /** What all frames of one stream have in common, as a number. */
  readonly kind: number;
}

/** The frame that begins here; `more` when it may be one, undefined when it is none. Every frame begins with the byte 0xFF. */
export type FrameAt = (ahead: Uint8Array) => Frame | 'more' | undefined;

/**
 * Counts frames that follow each other, with ID3 tags before, between and behind them. A frame is believed where the stream
 * begins and where a frame or a tag ends. Anywhere else, after bytes that are none, it is believed when another of its kind
 * follows: the sync of a frame is only eleven or twelve bits, and occurs anywhere.
 */
export class FrameClock implements AudioClock {
  readonly #frameAt: FrameAt;
  readonly #reader = new UnitReader((ahead) => this.#unitAt(ahead));
  #seconds = 0;
  #found = false;
  /** What ended here was a frame or a tag, or is nothing yet. */
  #inStep = true;
  /** The frame that ended here is not believed yet. */
  #doubtful: Frame | undefined;

  constructor(frameAt: FrameAt) {
    this.#frameAt = frameAt;
  }

  feed(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
  }

  get seconds(): number {
    return this.#seconds;
  }

  /** What follows the last frame and is none is let pass; a stream without any frame is not. */
  get complete(): boolean {
    return this.#reader.between && (this.#inStep || this.#found);
  }

  #unitAt(ahead: Uint8Array): Unit | undefined {
    const tag = this.#inStep ? id3TagAt(ahead) : undefined;
    if (tag) return tag === 'more' ? undefined : tag;
    const frame = this.#frameAt(ahead);
    if (frame === 'more') return undefined;
    if (!frame) return this.#junk(ahead);
    if (this.#doubtful?.kind === frame.kind) {
      this.#count(this.#doubtful);
      this.#doubtful = undefined;
      this.#inStep = true;
    }
    const whole = this.#inStep ? () => this.#count(frame) : () => (this.#doubtful = frame);
    return { bytes: frame.bytes, whole };
  }

  #count({ seconds }: Frame): void {
    this.#seconds += seconds;
    this.#found = true;
  }

  /** Everything up to where a frame might begin. */
  #junk(ahead: Uint8Array): Unit {
    this.#inStep = false;
    this.#doubtful = undefined;
    const next = ahead.indexOf(0xff, 1);
    return { bytes: next < 0 ? ahead.length : next };
  }
}
