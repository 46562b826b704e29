/**
 * Chance from a seed: which text is next, when requests arrive, how long a user pauses. The same seed gives the same load.
 */
export interface Chance {
  /** A number from 0 to 1, without 1. */
  uniform(): number;
  /** A number of the exponential distribution with this mean. */
  exponential(mean: number): number;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
}

/**
 * Mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, which passes the usual tests for as many numbers as a
 * load needs. `stream` tells the users of one seed apart.
 */
export function chanceFrom(seed: number, stream = 0): Chance {
  // The second constant is odd, so that no two streams of a seed begin alike.
  let state = (Math.imul(seed, 0x9e3779b1) + Math.imul(stream, 0x85ebca6b)) | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    exponential: (mean) => -mean * Math.log(1 - uniform()),
    pick: <T>(items: readonly T[]) => items[Math.floor(uniform() * items.length)] as T,
  };
}

/** When requests arrive, in seconds from the beginning, without end: a Poisson process, whose gaps are exponential. */
export function* poissonArrivals(perSecond: number, chance: Chance): Generator<number, never> {
  for (let at = 0; ;) yield (at += chance.exponential(1 / perSecond));
}

/** When each of `users` sends its first request: spread evenly over `seconds`, in the middle of its share of them. */
export function spreadStarts(users: number, seconds: number): number[] {
  return Array.from({ length: users }, (_, user) => (seconds * (user + 0.5)) / users);
}
