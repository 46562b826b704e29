import type { StartedSegment } from './engine.ts';

/**
 * When the next sound of a segment must be there: when its listener has played all that was delivered. Who had run dry plays on from
 * now, and is no more urgent than others for it. Pure: times are milliseconds of one monotonic clock.
 */
export class DueTime {
  readonly #pace: number;
  #at: number;
  /** Seconds that are made again before anything new is heard. */
  #again: number;
  /** Seconds that were delivered, in a try before, too. */
  #delivered: number;

  constructor(
    { dueInSeconds, heardSeconds, pace }: Pick<StartedSegment, 'dueInSeconds' | 'heardSeconds' | 'pace'>,
    now: number,
  ) {
    this.#pace = pace;
    this.#again = heardSeconds;
    this.#delivered = heardSeconds;
    this.#at = now + dueInSeconds * 1000;
  }

  get at(): number {
    return this.#at;
  }

  /** Sooner it cannot be had. */
  notBefore(at: number): void {
    this.#at = Math.max(this.#at, at);
  }

  /** It is due at another time than was thought: what is played before it has become longer, or comes later. */
  move(dueInSeconds: number, now: number): void {
    this.#at = now + dueInSeconds * 1000;
  }

  /** Its beginning is heard in so many seconds, or was: what follows is due when all that was delivered is played, whoever has seen it by now. */
  beginsIn(seconds: number, now: number): void {
    this.move(seconds + this.#delivered * this.#pace, now);
  }

  /** When it will be due after so many more seconds of audio. */
  after(seconds: number): number {
    return this.#at + Math.max(0, seconds - this.#again) * this.#pace * 1000;
  }

  /** So many seconds of audio were delivered. */
  delivered(seconds: number, now: number): void {
    const fresh = Math.max(0, seconds - this.#again);
    this.#again -= seconds - fresh;
    this.#delivered += fresh;
    // Without a pace it stays due when it was.
    if (this.#pace > 0 && fresh > 0) this.#at = Math.max(this.#at, now) + fresh * this.#pace * 1000;
  }
}
