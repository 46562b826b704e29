import type { Random } from '../random.ts';
import { UnusableModel } from './unusable-model.ts';
import { speech, type Variant } from './variant.ts';

/** How tokens are drawn. */
export interface SamplingParameters {
  /** At least 0; with 0 the most probable token is taken and nothing is drawn. */
  readonly temperature: number;
  /** Only the most probable tokens that together have this share of the probability, 0 to 1; at least one token. 1: all. */
  readonly topP: number;
  /** Only tokens of at least this share of the most probable one's probability, 0 to 1. 0: all. */
  readonly minP: number;
  /** Only this many most probable tokens, and those equal to the last of them. 0: all. */
  readonly topK: number;
  /** What logits of tokens that were spoken are divided by, or multiplied with when they are negative; more than 0. 1: none. */
  readonly repetitionPenalty: number;
  /** How much more the text counts than the model's habit (`cfg_weight`). 0: a sequence needs no unconditional row. */
  readonly guidance: number;
}

/** What the published models are spoken with (chatterbox 0.1.7: `tts.py`, `mtl_tts.py`, `tts_turbo.py`). */
export function defaultSampling(variant: Variant): SamplingParameters {
  const all = { temperature: 0.8, repetitionPenalty: 1.2 };
  return filtersFirst(variant)
    ? { ...all, topP: 0.95, minP: 0, topK: 1000, guidance: 0 }
    : { ...all, topP: 1, minP: 0.05, topK: 0, guidance: 0.5 };
}

/** Whether the penalty comes after the filters (`inference_turbo`), or before them (`inference`). */
function filtersFirst(variant: Variant): boolean {
  return variant === 'turbo' || variant === 'nano';
}

/** Logits that are looked at: sound and stop. What is between and behind them is never spoken. */
const columns = speech.stop + 1;

/** The 32 bits of a logit as three digits: from which bit on, and how many bits. */
const digits = [
  [21, 11],
  [10, 11],
  [0, 10],
] as const;
const [[firstShift]] = digits;

/**
 * Draws the tokens of one sequence from the language model's logits, and remembers them for the repetition penalty.
 *
 * The order of steps is upstream's (chatterbox: `t3.py`): guidance, then
 * - English and Multilingual (`inference`): repetition penalty, temperature, min-p, top-p, draw;
 * - Turbo and Nano (`inference_turbo`): temperature, top-k, top-p, repetition penalty, draw.
 *
 * Upstream penalises the start token too; here it is never drawn. Each token takes one number of `random`, and none at
 * temperature 0, so a seed gives the same tokens whatever runs beside. Nothing is sorted: a filter finds its threshold
 * by the bits of the logits, most significant first (radix selection), in the same time for any logits.
 */
export class Sampler {
  readonly #parameters: SamplingParameters;
  readonly #random: Random;
  readonly #filtersFirst: boolean;
  /** Which tokens there were so far. */
  readonly #spoken = new Uint8Array(columns);
  /** What is left to draw from, the first `#left` of each: ids that rise, their logits, guided and penalised, and their weights. */
  readonly #ids = new Uint16Array(columns);
  readonly #scores = new Float32Array(columns);
  readonly #bits = new Int32Array(this.#scores.buffer);
  /** Temperature only comes in here. */
  readonly #weights = new Float64Array(columns);
  #left = 0;
  readonly #buckets = new Float64Array(1 << 11);
  /** Places of those in a bucket. */
  readonly #inside = new Uint16Array(columns);

  constructor(variant: Variant, parameters: SamplingParameters, random: Random) {
    this.#parameters = parameters;
    this.#random = random;
    this.#filtersFirst = filtersFirst(variant);
  }

  /**
   * The next token. `logits` are [vocabulary], and so are `unconditional`, those of the same sequence without its text,
   * which guidance needs. Throws {@link UnusableModel} when a logit is NaN or +∞, or all are −∞.
   */
  next(logits: Float32Array, unconditional?: Float32Array): number {
    this.#read(logits, unconditional);
    const token = this.#parameters.temperature === 0 ? this.#mostProbable() : this.#drawn();
    this.#spoken[token] = 1;
    return token;
  }

  #mostProbable(): number {
    this.#penalise();
    return this.#ids[this.#scores.indexOf(this.#greatest())] as number;
  }

  #drawn(): number {
    const { temperature, topK, minP, topP } = this.#parameters;
    if (!this.#filtersFirst) this.#penalise();
    if (topK > 0 && topK < this.#left) {
      this.#weights.fill(1, 0, this.#left);
      this.#keep(this.#threshold(topK));
    }
    if (minP > 0) this.#keep(this.#greatest() + temperature * Math.log(minP));
    if (topP < 1) {
      const share = topP * this.#weigh();
      this.#keep(this.#threshold(share), share);
    }
    if (this.#filtersFirst) this.#penalise();
    return this.#draw(this.#weigh());
  }

  /** Takes all tokens that can be spoken: conditional + guidance × (conditional − unconditional). */
  #read(logits: Float32Array, unconditional: Float32Array | undefined): void {
    const [scores, ids] = [this.#scores, this.#ids];
    const { guidance } = this.#parameters;
    let greatest = -Infinity;
    for (let place = 0; place <= speech.codes; place++) {
      const id = place === speech.codes ? speech.stop : place;
      let score = logits[id] as number;
      if (unconditional) score += guidance * (score - (unconditional[id] as number));
      // False for NaN as well.
      if (!(score < Infinity)) throw noNumber(id, score);
      if (score > greatest) greatest = score;
      scores[place] = score;
      ids[place] = id;
    }
    this.#left = speech.codes + 1;
    if (greatest === -Infinity) throw noNumber(speech.stop, greatest);
  }

  #penalise(): void {
    const [scores, ids, spoken] = [this.#scores, this.#ids, this.#spoken];
    const { repetitionPenalty } = this.#parameters;
    for (let i = 0; i < this.#left; i++) {
      if (spoken[ids[i] as number] === 0) continue;
      const score = scores[i] as number;
      scores[i] = score < 0 ? score * repetitionPenalty : score / repetitionPenalty;
    }
  }

  #greatest(): number {
    const scores = this.#scores;
    let greatest = scores[0] as number;
    for (let i = 1; i < this.#left; i++) if ((scores[i] as number) > greatest) greatest = scores[i] as number;
    return greatest;
  }

  /** Weighs what is left by e^(score ÷ temperature), the most probable as 1. Returns the sum. */
  #weigh(): number {
    const [scores, weights] = [this.#scores, this.#weights];
    const { temperature } = this.#parameters;
    const greatest = this.#greatest();
    let sum = 0;
    for (let i = 0; i < this.#left; i++) {
      const weight = Math.exp(((scores[i] as number) - greatest) / temperature);
      weights[i] = weight;
      sum += weight;
    }
    return sum;
  }

  /** The greatest score such that it and those above it weigh at least `target` together. */
  #threshold(target: number): number {
    let count = this.#left;
    let above = 0;
    for (const [shift, width] of digits) {
      this.#fillBuckets(count, shift, width);
      let chosen = -1;
      for (let digit = (1 << width) - 1; digit >= 0; digit--) {
        const weight = this.#buckets[digit] as number;
        if (weight === 0) continue;
        // The last bucket that has any is chosen whatever sums it up to: rounding may leave it under the target.
        if (chosen >= 0) {
          const sum = above + (this.#buckets[chosen] as number);
          if (sum >= target) break;
          above = sum;
        }
        chosen = digit;
      }
      count = this.#keepInside(count, chosen, shift, width);
    }
    return this.#scores[this.#inside[0] as number] as number;
  }

  /** Sums up the weights of the first `count` inside by a digit of their keys; before the first digit all that is left is inside. */
  #fillBuckets(count: number, shift: number, width: number): void {
    const [buckets, inside, bits, weights] = [this.#buckets, this.#inside, this.#bits, this.#weights];
    const mask = (1 << width) - 1;
    buckets.fill(0);
    for (let i = 0; i < count; i++) {
      const place = shift === firstShift ? i : (inside[i] as number);
      const digit = (keyOf(bits[place] as number) >>> shift) & mask;
      buckets[digit] = (buckets[digit] as number) + (weights[place] as number);
    }
  }

  /** Of the first `count` inside only those stay that have this digit. Returns how many. */
  #keepInside(count: number, digit: number, shift: number, width: number): number {
    const [inside, bits] = [this.#inside, this.#bits];
    const mask = (1 << width) - 1;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const place = shift === firstShift ? i : (inside[i] as number);
      if (((keyOf(bits[place] as number) >>> shift) & mask) === digit) inside[kept++] = place;
    }
    return kept;
  }

  /**
   * Keeps the scores from the least one on; of those that equal it, lowest ids first, only as many as it takes to weigh
   * `share` with what is above, and one at least.
   */
  #keep(least: number, share = Infinity): void {
    const [scores, ids, weights] = [this.#scores, this.#ids, this.#weights];
    const left = this.#left;
    let sum = 0;
    for (let i = 0; i < left; i++) if ((scores[i] as number) > least) sum += weights[i] as number;
    let kept = 0;
    for (let i = 0; i < left; i++) {
      const score = scores[i] as number;
      if (score < least) continue;
      if (score === least) {
        if (sum >= share && kept > 0) continue;
        sum += weights[i] as number;
      }
      ids[kept] = ids[i] as number;
      scores[kept++] = score;
    }
    this.#left = kept;
  }

  /** One of what is left, by its weights, which sum up to `sum`. */
  #draw(sum: number): number {
    const weights = this.#weights;
    let rest = this.#random.uniform() * sum;
    let i = 0;
    for (; i < this.#left - 1; i++) {
      rest -= weights[i] as number;
      if (rest < 0) break;
    }
    return this.#ids[i] as number;
  }
}

/** 32 bits that are in the same order as the scores that these bits are of. */
function keyOf(bits: number): number {
  return bits ^ ((bits >> 31) | 0x80000000);
}

function noNumber(id: number, score: number): UnusableModel {
  const what = id === speech.stop ? 'the end of speech' : `the speech token ${id}`;
  return new UnusableModel(
    `The language model gave no number for ${what}, but ${score}. Its file is damaged, or made for another device: load it again, or another one of the published files.`,
  );
}
