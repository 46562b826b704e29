import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { defaultSampling, Sampler, type SamplingParameters } from './sampler.ts';
import { UnusableModel } from './unusable-model.ts';
import { speech, type Variant } from './variant.ts';

const vocabulary = 8194;
const sound = Array.from({ length: vocabulary }, (_, id) => id).filter((id) => id < speech.codes || id === speech.stop);

/** A generator whose next uniform number is this. */
class Fixed extends Random {
  draws = 0;
  readonly #value: number;

  constructor(value: number) {
    super(0);
    this.#value = value;
  }

  override uniform(): number {
    this.draws++;
    return this.#value;
  }
}

/** Nothing is filtered or penalised. */
const plain: SamplingParameters = { temperature: 1, topP: 1, minP: 0, topK: 0, repetitionPenalty: 1, guidance: 0 };

/** Logits of a few tokens; all others are as good as impossible. */
function logitsOf(few: Readonly<Record<number, number>>): Float32Array {
  const logits = new Float32Array(vocabulary).fill(-1e4);
  for (const [id, logit] of Object.entries(few)) logits[Number(id)] = logit;
  return logits;
}

/** Random logits, rounded so that many are equal. */
function roundedLogits(seed: number, spread: number, step: number): Float32Array {
  const logits = new Random(seed).fillNormal(new Float32Array(vocabulary));
  return logits.map((logit) => Math.round((logit * spread) / step) * step);
}

interface Step {
  readonly variant: Variant;
  readonly parameters: SamplingParameters;
  readonly logits: Float32Array;
  readonly unconditional?: Float32Array | undefined;
  /** Tokens that came before. */
  readonly spoken: readonly number[];
}

/** Probabilities of the next token, straight from the definitions: lists that are sorted, and nothing clever. */
function reference({ variant, parameters, logits, unconditional, spoken }: Step): Map<number, number> {
  const { temperature, topK, minP, topP, repetitionPenalty, guidance } = parameters;
  type Token = { id: number; logit: number };
  const masked = (tokens: Token[]) => tokens.filter(({ id }) => id < 6561 || id === 6562);
  const guide = (tokens: Token[]) =>
    tokens.map(({ id, logit }) => ({
      id,
      logit: Math.fround(unconditional ? logit + guidance * (logit - (unconditional[id] as number)) : logit),
    }));
  const penalise = (tokens: Token[]) =>
    tokens.map(({ id, logit }) => {
      if (!spoken.includes(id)) return { id, logit };
      return { id, logit: Math.fround(logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty) };
    });
  const greatest = (tokens: Token[]) => Math.max(...tokens.map(({ logit }) => logit));
  const weights = (tokens: Token[]) => {
    const most = greatest(tokens);
    return tokens.map(({ logit }) => Math.exp((logit - most) / temperature));
  };
  const sumOf = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0);
  const descending = (tokens: Token[]) => [...tokens].sort((a, b) => b.logit - a.logit || a.id - b.id);
  const topKOf = (tokens: Token[]) => {
    const last = topK > 0 ? descending(tokens)[topK - 1]?.logit : undefined;
    return last === undefined ? tokens : tokens.filter(({ logit }) => logit >= last);
  };
  const minPOf = (tokens: Token[]) => {
    const all = weights(tokens);
    const least = minP * Math.max(...all);
    return tokens.filter((_, index) => (all[index] as number) >= least);
  };
  const topPOf = (tokens: Token[]) => {
    if (topP >= 1) return tokens;
    const sorted = descending(tokens);
    const all = weights(sorted);
    const share = topP * sumOf(all);
    let before = 0;
    const kept = sorted.filter((_, index) => {
      const keep = index === 0 || before < share;
      before += all[index] as number;
      return keep;
    });
    return kept.sort((a, b) => a.id - b.id);
  };
  const steps =
    variant === 'english' || variant === 'multilingual'
      ? [masked, guide, penalise, topKOf, minPOf, topPOf]
      : [masked, guide, topKOf, minPOf, topPOf, penalise];
  let tokens: Token[] = Array.from(logits, (logit, id) => ({ id, logit }));
  for (const step of steps) tokens = step(tokens);
  const all = weights(tokens);
  const sum = sumOf(all);
  return new Map(tokens.map(({ id }, index) => [id, (all[index] as number) / sum]));
}

/** A sampler that drew these tokens already. */
function after({ variant, parameters, spoken }: Step, random: Random): Sampler {
  const sampler = new Sampler(variant, parameters, random);
  for (const id of spoken) expect(sampler.next(logitsOf({ [id]: 10 }))).toBe(id);
  return sampler;
}

function drawAt(uniform: number, step: Step): number {
  return after(step, new Fixed(uniform)).next(step.logits, step.unconditional);
}

/** The middle of each token's part of the numbers from 0 to 1, and what is nearly at its ends. */
function expectMass(step: Step, most: number): void {
  const expected = [...reference(step)];
  const stride = Math.ceil(expected.length / most);
  let start = 0;
  for (const [index, [id, mass]] of expected.entries()) {
    if ((index % stride === 0 || index === expected.length - 1) && mass > 1e-9) {
      for (const place of [1e-4, 0.5, 1 - 1e-4])
        expect([place, drawAt(start + place * mass, step)]).toEqual([place, id]);
    }
    start += mass;
  }
}

const variants = fc.constantFrom<Variant>('english', 'multilingual', 'turbo', 'nano');
const parametersOf = fc.record({
  temperature: fc.double({ min: 0.05, max: 2, noNaN: true }),
  topP: fc.oneof(fc.constantFrom(0, 0.95, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  minP: fc.oneof(fc.constantFrom(0, 0.05, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  topK: fc.oneof(fc.constantFrom(0, 1, 1000), fc.integer({ min: 0, max: 9000 })),
  repetitionPenalty: fc.double({ min: 0.5, max: 3, noNaN: true }),
  guidance: fc.double({ min: 0, max: 2, noNaN: true }),
});
const steps = fc
  .record({
    variant: variants,
    parameters: parametersOf,
    seed: fc.integer(),
    spread: fc.constantFrom(0.1, 2, 10),
    step: fc.constantFrom(1e-6, 0.25, 1),
    guided: fc.boolean(),
    spoken: fc.uniqueArray(fc.integer({ min: 0, max: speech.codes - 1 }), { maxLength: 20 }),
  })
  .map(({ variant, parameters, seed, spread, step, guided, spoken }): Step => {
    const logits = roundedLogits(seed, spread, step);
    const unconditional = guided ? roundedLogits(seed + 1, spread, step) : undefined;
    // Some of what was spoken is probable again.
    const again = spoken.slice(0, 5);
    for (const id of again) logits[id] = 3 * spread;
    return { variant, parameters, logits, unconditional, spoken };
  });

describe('a sampler', () => {
  it.each<[string, Variant, Partial<SamplingParameters>]>([
    ['without filters', 'english', {}],
    ['with the defaults of English', 'english', defaultSampling('english')],
    ['with the defaults of Multilingual', 'multilingual', defaultSampling('multilingual')],
    ['with the defaults of Turbo', 'turbo', defaultSampling('turbo')],
    ['with the defaults of Nano', 'nano', defaultSampling('nano')],
  ])('draws every token with its probability, %s', (_, variant, some) => {
    const parameters = { ...plain, ...some };
    const logits = roundedLogits(3, 3, 0.5);
    const unconditional = parameters.guidance > 0 ? roundedLogits(4, 3, 0.5) : undefined;
    expectMass({ variant, parameters, logits, unconditional, spoken: [1, 4299, 6000] }, 60);
  });

  it('draws from exactly what the definitions say, whatever the logits and parameters', () => {
    fc.assert(
      fc.property(steps, (step) => expectMass(step, 4)),
      { numRuns: 60 },
    );
  });

  it('draws as often as is probable', () => {
    const sampler = new Sampler('english', plain, new Random(5));
    const shares = new Map([
      [7, 0.5],
      [4000, 0.3],
      [6560, 0.15],
      [speech.stop, 0.05],
    ]);
    const logits = logitsOf(Object.fromEntries([...shares].map(([id, share]) => [id, Math.log(share)])));
    const draws = 4000;
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const token = sampler.next(logits);
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([...shares.keys()].sort());
    const chiSquare = [...shares].reduce((sum, [id, share]) => {
      const expected = share * draws;
      return sum + ((counts.get(id) ?? 0) - expected) ** 2 / expected;
    }, 0);
    // 3 degrees of freedom, 0.1 %.
    expect(chiSquare).toBeLessThan(16.3);
  });

  it.each<Variant>(['english', 'multilingual', 'turbo', 'nano'])(
    'draws the same tokens from the same seed: %s',
    (variant) => {
      const speak = (seed: number) => {
        const sampler = new Sampler(variant, defaultSampling(variant), new Random(seed));
        return Array.from({ length: 50 }, (_, index) => sampler.next(roundedLogits(index, 3, 0.1)));
      };
      expect(speak(1)).toEqual(speak(1));
      expect(speak(1)).not.toEqual(speak(2));
    },
  );

  it('takes one number for a token, however few there are to draw from', () => {
    const random = new Fixed(0.9);
    const sampler = new Sampler('turbo', { ...plain, topK: 1 }, random);
    for (let i = 0; i < 5; i++) sampler.next(roundedLogits(i, 3, 0.1));
    expect(random.draws).toBe(5);
  });

  it('leaves the logits as they are, and looks at what it is given only', () => {
    const pool = roundedLogits(1, 3, 0.1);
    const before = pool.slice();
    const half = pool.subarray(1000, 1000 + speech.stop + 1);
    new Sampler('turbo', defaultSampling('turbo'), new Fixed(0.5)).next(half);
    expect(pool).toEqual(before);
  });

  it('never draws what is no speech, however probable', () => {
    const silent = Array.from({ length: vocabulary }, (_, id) => id).filter((id) => !sound.includes(id));
    fc.assert(
      fc.property(
        variants,
        parametersOf,
        fc.double({ min: 0, max: 1, maxExcluded: true }),
        fc.boolean(),
        (variant, parameters, uniform, greedy) => {
          const logits = roundedLogits(2, 3, 0.5);
          for (const id of silent) logits[id] = 50;
          const sampler = new Sampler(
            variant,
            greedy ? { ...parameters, temperature: 0 } : parameters,
            new Fixed(uniform),
          );
          for (let i = 0; i < 3; i++) expect(silent).not.toContain(sampler.next(logits));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('may stop at the first token', () => {
    expect(new Sampler('turbo', defaultSampling('turbo'), new Fixed(0.5)).next(logitsOf({ [speech.stop]: 9 }))).toBe(
      speech.stop,
    );
  });
});

describe('the order of steps', () => {
  // 1 and 2 were spoken. Without a penalty the weights of 1, 2, 3 are as 8 : 4 : 2, with one of 2 as e^(½ ln 8) : 2 : 2.
  const logits = logitsOf({ 1: Math.log(8), 2: Math.log(4), 3: Math.log(2) });
  const step = { logits, spoken: [1, 2] };

  it('is penalty, min-p in English', () => {
    const parameters = { ...plain, minP: 0.4, repetitionPenalty: 2 };
    // √8 × 0.4 < 2: all three stay, while before the penalty 3 is a quarter of 1.
    const of = (variant: Variant) => drawAt(0.999, { variant, parameters, ...step });
    expect([of('english'), of('multilingual'), of('turbo'), of('nano')]).toEqual([3, 3, 2, 2]);
  });

  it('is penalty, top-p in English, and top-p, penalty in Turbo', () => {
    const parameters = { ...plain, topP: 0.8, repetitionPenalty: 2 };
    const of = (variant: Variant) => drawAt(0.999, { variant, parameters, ...step });
    // Before the penalty 1 and 2 are 12 of 14; after it they are √8 + 2 of √8 + 4, which is less than 0.8.
    expect([of('english'), of('multilingual'), of('turbo'), of('nano')]).toEqual([3, 3, 2, 2]);
  });

  it('is top-k, penalty in Turbo', () => {
    const parameters = { ...plain, topK: 1, repetitionPenalty: 3 };
    const of = (variant: Variant) => drawAt(0.5, { variant, parameters, logits, spoken: [1] });
    expect([of('turbo'), of('english')]).toEqual([1, 2]);
  });

  it('is guidance, penalty: signs are those of guided logits', () => {
    // 1 is guided from 1 to −1 and penalised to −2; the other way round it would be ½ and stay above 2.
    const guided = { logits: logitsOf({ 1: 1, 2: -1.5 }), unconditional: logitsOf({ 1: 3, 2: -1.5 }), spoken: [1] };
    const parameters = { ...plain, guidance: 1, repetitionPenalty: 2, topP: 0 };
    expect(drawAt(0.5, { variant: 'english', parameters, ...guided })).toBe(2);
    expect(drawAt(0.5, { variant: 'english', parameters: { ...parameters, guidance: 0 }, ...guided })).toBe(1);
  });

  it('is min-p, top-p in English: the share is one of what min-p left', () => {
    // Weights 10, 6 and forty of 1: of all 56 the first two are 29 %, of what min-p leaves they are all.
    const few = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [index + 10, 0]));
    const parameters = { ...plain, minP: 0.5, topP: 0.6 };
    const flat = logitsOf({ ...few, 1: Math.log(10), 2: Math.log(6) });
    expect(drawAt(0.999, { variant: 'english', parameters, logits: flat, spoken: [] })).toBe(1);
  });

  it('is temperature, min-p: a high one lets more through', () => {
    const of = (temperature: number) =>
      drawAt(0.999, { variant: 'english', parameters: { ...plain, temperature, minP: 0.3 }, logits, spoken: [] });
    expect([of(1), of(2)]).toEqual([2, 3]);
  });
});

describe('the filters', () => {
  it('keep all that equal the last of the top k', () => {
    const step = { variant: 'turbo', logits: logitsOf({ 5: 1, 6: 2, 7: 1, 8: 1, 9: 0 }), spoken: [] } as const;
    const parameters = { ...plain, topK: 2 };
    expect(drawAt(0.9999, { ...step, parameters })).toBe(8);
    expect([...reference({ ...step, parameters }).keys()]).toEqual([5, 6, 7, 8]);
  });

  it('keep only as many equals as top-p needs, lowest ids first, and one at least', () => {
    const step = { variant: 'english', logits: logitsOf({ 5: 1, 6: 1, 7: 1, 8: 1 }), spoken: [] } as const;
    const lastOf = (topP: number) => drawAt(0.9999, { ...step, parameters: { ...plain, topP } });
    expect([0, 0.25, 0.26, 0.5, 0.75, 0.76, 1].map(lastOf)).toEqual([5, 5, 6, 6, 7, 8, 8]);
  });

  it('keep the most probable at a temperature next to 0', () => {
    fc.assert(
      fc.property(variants, fc.constantFrom(1e-6, 1e-300, 5e-324), (variant, temperature) => {
        const logits = logitsOf({ 5: 1, 6: 1.5, 7: -3 });
        const parameters = { ...defaultSampling(variant), temperature };
        expect(drawAt(0.9999, { variant, parameters, logits, spoken: [] })).toBe(6);
      }),
    );
  });
});

describe('at temperature 0', () => {
  const greedy = { ...defaultSampling('english'), temperature: 0 };

  it.each<Variant>(['english', 'turbo'])(
    'the most probable after the penalty is taken, and nothing drawn: %s',
    (variant) => {
      const random = new Fixed(0.5);
      const sampler = new Sampler(variant, greedy, random);
      const logits = logitsOf({ 30: 1, 20: 1.1, 10: -5 });
      // 1.1 ÷ 1.2 < 1, and 1 ÷ 1.2 < 1.1 ÷ 1.2.
      expect([1, 2, 3].map(() => sampler.next(logits))).toEqual([20, 30, 20]);
      expect(random.draws).toBe(0);
    },
  );

  it('the lowest of equals is taken', () => {
    const sampler = new Sampler('english', { ...greedy, repetitionPenalty: 1 }, new Fixed(0.5));
    expect(sampler.next(new Float32Array(vocabulary))).toBe(0);
    expect(sampler.next(logitsOf({ 6562: -1, 99: -1 }))).toBe(99);
  });

  it('negative logits are penalised as well', () => {
    const sampler = new Sampler('english', greedy, new Fixed(0.5));
    const logits = logitsOf({ 1: -1, 2: -1.1, 3: -9 });
    expect([1, 2, 3].map(() => sampler.next(logits))).toEqual([1, 2, 1]);
  });

  it('guidance counts', () => {
    const sampler = new Sampler('english', { ...greedy, guidance: 1 }, new Fixed(0.5));
    expect(sampler.next(logitsOf({ 1: 2, 2: 1.5 }), logitsOf({ 1: 2, 2: 0 }))).toBe(2);
  });
});

describe('logits that are no numbers', () => {
  const next = (logits: Float32Array, temperature: number, unconditional?: Float32Array) => () =>
    new Sampler('english', { ...defaultSampling('english'), temperature }, new Random(1)).next(logits, unconditional);

  it.each([0, 0.8])('are an error that says which, at temperature %s', (temperature) => {
    const good = roundedLogits(1, 3, 0.1);
    const withOne = (id: number, value: number) => good.map((logit, each) => (each === id ? value : logit));
    expect(next(withOne(4000, NaN), temperature)).toThrow(UnusableModel);
    expect(next(withOne(4000, NaN), temperature)).toThrow('no number for the speech token 4000, but NaN');
    expect(next(withOne(0, Infinity), temperature)).toThrow('no number for the speech token 0, but Infinity');
    expect(next(withOne(speech.stop, NaN), temperature)).toThrow('no number for the end of speech, but NaN');
    expect(next(good, temperature, withOne(3, -Infinity))).toThrow('the speech token 3, but Infinity');
    expect(next(good.fill(-Infinity), temperature)).toThrow('but -Infinity');
    expect(next(new Float32Array(100), temperature)).toThrow('the speech token 100, but undefined');
  });

  it.each([0, 0.8])('are no matter where nothing is spoken, or impossible, at temperature %s', (temperature) => {
    const logits = new Float32Array(vocabulary).fill(-Infinity);
    for (const id of [speech.start, speech.exaggeration, vocabulary - 1]) logits[id] = NaN;
    logits[77] = -3;
    expect(next(logits, temperature)()).toBe(77);
  });
});

describe('the defaults', () => {
  it('are those of the published models', () => {
    const english = { temperature: 0.8, topP: 1, minP: 0.05, topK: 0, repetitionPenalty: 1.2, guidance: 0.5 };
    const turbo = { temperature: 0.8, topP: 0.95, minP: 0, topK: 1000, repetitionPenalty: 1.2, guidance: 0 };
    expect(defaultSampling('english')).toEqual(english);
    expect(defaultSampling('multilingual')).toEqual(english);
    expect(defaultSampling('turbo')).toEqual(turbo);
    expect(defaultSampling('nano')).toEqual(turbo);
  });
});
