/**
 * Random numbers from a seed: the same seed gives the same numbers on every machine.
 * Generator: xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c), its state filled by
 * SplitMix32. Normal numbers: Marsaglia's polar method.
 */
export class Random {
  readonly #state = new Uint32Array(4);
  /** The second normal number of the last pair. */
  #spare: number | undefined;

  /** `seeds`: 32-bit integers, of which every one matters. */
  constructor(...seeds: readonly number[]) {
    let mixed = 0;
    for (const seed of seeds) mixed = scramble(mixed ^ (seed >>> 0));
    for (let i = 0; i < 4; i++) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      this.#state[i] = scramble(mixed);
    }
  }

  /** A whole number from 0 to 2³² − 1. */
  next(): number {
    const s = this.#state;
    const [a, b, c, d] = s as unknown as [number, number, number, number];
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    s[2] = c ^ a;
    s[3] = d ^ b;
    s[1] = b ^ (c ^ a);
    s[0] = a ^ (d ^ b);
    s[2] = s[2] ^ (b << 9);
    s[3] = rotate(s[3], 11);
    return result;
  }

  /** A number from 0 to 1, without 1. */
  uniform(): number {
    return this.next() / 2 ** 32;
  }

  /** A number of the standard normal distribution. */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** Fills an array with normal numbers. */
  fillNormal(values: Float32Array): Float32Array {
    for (let i = 0; i < values.length; i++) values[i] = this.normal();
    return values;
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** The finalizer of SplitMix32: every bit of the input changes half of the output's. */
function scramble(value: number): number {
  let mixed = (value + 0x9e3779b9) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
