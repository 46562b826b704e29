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
    const latest = now + longestRetryAfterSeconds * 1000;
    const at = Math.min(latest, Math.max(now + roomAfter * 1000, this.#promisedUntil.get(what) ?? 0));
    this.#promisedUntil.set(what, Math.min(latest, at + each * 1000));
    return Math.max(1, Math.ceil((at - now) / 1000));
  }
}
