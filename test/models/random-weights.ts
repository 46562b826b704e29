/**
 * Random values of a given deviation, the same on every machine for the same seed and name. Fast enough for models of
 * full size (a few nanoseconds a value), which {@link Random} of the engines is not.
 * Generator: xorshift32 (Marsaglia, https://doi.org/10.18637/jss.v008.i14); the distribution is uniform.
 */
export class RandomWeights {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Values of a mean and a standard deviation. The name of a tensor decides which, whatever came before. */
  fill(name: string, values: Float32Array, deviation: number, mean = 0): Float32Array {
    // A uniform distribution from −a to a has the deviation a/√3.
    const scale = (deviation * Math.sqrt(3)) / 2 ** 31;
    let state = this.#stateOf(name);
    for (let i = 0; i < values.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      values[i] = mean + state * scale;
    }
    return values;
  }

  /** FNV-1a of the name, begun with the seed; never 0, where xorshift stays. */
  #stateOf(name: string): number {
    let hash = Math.imul(0x811c9dc5 ^ this.#seed, 0x01000193);
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    // Two names that differ in their last letter begin far from one another.
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    return (hash ^ (hash >>> 15)) | 0 || 1;
  }
}
