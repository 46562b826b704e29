/**
 * What a listener's player does while audio arrives: it begins when it has `prebufferSeconds` of audio, or all there is, and
 * plays on at one second a second. When it has nothing left it waits, and goes on with the first audio that comes. Pure:
 * times in seconds, on any clock that never goes back, come in as arguments.
 */
export class Player {
  readonly #prebufferSeconds: number;
  #startedAt: number | undefined;
  #audioSeconds = 0;
  #underrunSeconds = 0;

  constructor(prebufferSeconds: number) {
    this.#prebufferSeconds = prebufferSeconds;
  }

  /** Audio received so far. */
  get audioSeconds(): number {
    return this.#audioSeconds;
  }

  /** When it began to play; undefined before. */
  get startedAt(): number | undefined {
    return this.#startedAt;
  }

  /** When all that was received will have been played; undefined before it began. */
  get playedOutAt(): number | undefined {
    if (this.#startedAt === undefined) return undefined;
    return this.#startedAt + this.#audioSeconds + this.#underrunSeconds;
  }

  /** Audio arrives. */
  feed(seconds: number, now: number): void {
    if (seconds <= 0) return;
    this.#underrunSeconds += this.#drySince(now);
    this.#audioSeconds += seconds;
    if (this.#audioSeconds >= this.#prebufferSeconds) this.#startedAt ??= now;
  }

  /** No more will arrive, so there is nothing to wait for; the silence after the last audio was no wait either. */
  end(now: number): void {
    if (this.#audioSeconds > 0) this.#startedAt ??= now;
  }

  /** Audio that is received and not yet played. */
  bufferedSeconds(now: number): number {
    return this.playedOutAt === undefined ? this.#audioSeconds : Math.max(0, this.playedOutAt - now);
  }

  /** Seconds, since it began, in which it had nothing to play while more was to come. */
  get underrunSeconds(): number {
    return this.#underrunSeconds;
  }

  /** The same with the wait that goes on at this moment, for a stream that has not ended. */
  underrunSecondsUntil(now: number): number {
    return this.#underrunSeconds + this.#drySince(now);
  }

  #drySince(now: number): number {
    return this.playedOutAt === undefined ? 0 : Math.max(0, now - this.playedOutAt);
  }
}
