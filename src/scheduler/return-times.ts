/** The most seconds that the official clients wait for. */
export const longestRetryAfterSeconds = 60;

/**
 * When those who are refused should come again, each at a time of their own: were all told when there is room for one, all would come at once, again and
 * again, and to refuse them is work, too. Who does not come leaves the room to others. Pure: time comes in as an argument, in milliseconds.
 */
export class ReturnTimes {
  /** By what there is too little of: until then its room is promised. */
  readonly #promisedUntil = new Map<string, number>();

  /**
   * Whole seconds, 1 to {@link longestRetryAfterSeconds}, after which to come again for what there is room for after `roomAfter` seconds, and of which
   * one request takes `each` seconds. `what`: one of few names.
   */
  next(what: string, { roomAfter, each }: { roomAfter: number; each: number }, now: number): number {
    const promised = (this.#promisedUntil.get(what) ?? now) - now;
    const wait = Math.min(longestRetryAfterSeconds * 1000, Math.max(roomAfter * 1000, promised));
    this.#promisedUntil.set(what, now + Math.min(longestRetryAfterSeconds * 1000, wait + each * 1000));
    // Whole milliseconds first: a moment less another is a second and a little, where a second is meant.
    return Math.max(1, Math.ceil(Math.round(wait) / 1000));
  }
}
