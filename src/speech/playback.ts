/**
 * A listener who starts at the first audio and plays on at one second a second. Pure: times in seconds come in as
 * arguments. It tells how long such a listener would have waited (underrun).
 */
export class Playback {
  #startedAt: number | undefined;
  #audioSeconds = 0;
  #underrunSeconds = 0;

  /** Seconds of audio provided so far. */
  get audioSeconds(): number {
    return this.#audioSeconds;
  }

  /** Seconds in which the listener had nothing to play, over all. */
  get underrunSeconds(): number {
    return this.#underrunSeconds;
  }

  /** Audio is handed to the listener. */
  provide(seconds: number, now: number): void {
    this.#startedAt ??= now;
    const driesAt = this.#startedAt + this.#audioSeconds + this.#underrunSeconds;
    this.#underrunSeconds += Math.max(0, now - driesAt);
    this.#audioSeconds += seconds;
  }
}
