/**
 * Who has had how much of an engine: start-time fair queueing (Goyal, Vin and Cheng 1996, https://doi.org/10.1145/248157.248171).
 * Each key carries a tag in virtual time that grows by its work ÷ its weight; serving the key with the smallest tag first keeps
 * two keys that both wait within one segment each of their shares. A key that comes back after a pause starts at the virtual time of those
 * who are being served: it has neither credit nor debt of its past. Pure; holds one number for each key.
 */
export class FairShares {
  readonly #weightOf: (key: string) => number;
  readonly #tags = new Map<string, number>();
  #virtualTime = 0;

  constructor(weightOf: (key: string) => number) {
    this.#weightOf = weightOf;
  }

  /** The key with the smallest tag is next. */
  tagOf(key: string): number {
    return Math.max(this.#virtualTime, this.#tags.get(key) ?? 0);
  }

  /** A segment of this key is started, which will take so many compute seconds. */
  charge(key: string, seconds: number): void {
    const start = this.tagOf(key);
    this.#virtualTime = start;
    this.#tags.set(key, start + seconds / this.#weightOf(key));
  }

  /** It took so many seconds more than it was charged for; negative: fewer. */
  correct(key: string, seconds: number): void {
    this.#tags.set(key, (this.#tags.get(key) ?? 0) + seconds / this.#weightOf(key));
  }
}
