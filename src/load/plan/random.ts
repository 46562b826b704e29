/**
 * Random numbers from a seed, the same on every machine. Generator: SplitMix32 (a Weyl sequence and the finalizer
 * `0x21f0aaad`, `0x735a2d97` of https://github.com/skeeto/hash-prospector). Normal numbers: Box and Muller, 1958.
 */
export class PlanRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 to 1, without both. */
  uniform(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (((mixed ^ (mixed >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  }

  /** Exponential with a mean of 1. */
  exponential(): number {
    return -Math.log(this.uniform());
  }

  normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform());
  }
}
