import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RepetitionGuard, tokenBudget, trimTail } from './guards.ts';
import { speech, type Variant } from './variant.ts';

const { silence } = speech;

describe('the budget of tokens', () => {
  it.each<[string, number, Variant]>([
    // How long a usual voice takes, in seconds.
    ['Yes, of course.', 1, 'english'],
    ['The birch canoe slid on the smooth planks.', 2.6, 'english'],
    ['The birch canoe slid on the smooth planks.', 2.6, 'turbo'],
    ['Nineteen hundred and eighty-four was a bright cold day in April.', 4, 'nano'],
    ['广州市房地产中介协会分析', 2.9, 'multilingual'],
    ['吾輩は猫である。名前はまだ無い。', 3.5, 'multilingual'],
    ['나는 학교에 갑니다.', 1.8, 'multilingual'],
    ['777,777', 3.2, 'english'],
    ['Das kostet 1.299,99 €.', 4.5, 'multilingual'],
    ['Съешь же ещё этих мягких французских булок.', 3.2, 'multilingual'],
    ['[laugh] Oh no. [sigh]', 4, 'turbo'],
  ])('is 1.5 to 6 times what "%s" takes, and 3 s', (text, seconds, variant) => {
    const budget = tokenBudget(text, variant) - 75;
    expect(budget).toBeGreaterThanOrEqual(1.5 * seconds * speech.tokensPerSecond);
    expect(budget).toBeLessThanOrEqual(6 * seconds * speech.tokensPerSecond);
  });

  it('is 75 to 1000 whole tokens, and never less for more text', () => {
    const variants = fc.constantFrom<Variant>('english', 'multilingual', 'turbo', 'nano');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string(), variants, (text, more, variant) => {
        const budget = tokenBudget(text, variant);
        expect(Number.isInteger(budget)).toBe(true);
        expect(budget).toBeGreaterThanOrEqual(75);
        expect(budget).toBeLessThanOrEqual(1000);
        expect(tokenBudget(`${text} ${more}`, variant)).toBeGreaterThanOrEqual(budget);
      }),
    );
    expect(tokenBudget('', 'english')).toBe(75);
    expect(tokenBudget('字'.repeat(500), 'multilingual')).toBe(1000);
  });

  it('is the same however hangul is encoded', () => {
    const text = '안녕하세요';
    expect(tokenBudget(text.normalize('NFD'), 'multilingual')).toBe(tokenBudget(text, 'multilingual'));
  });

  it('has time for the sounds of Turbo and Nano, which others read out', () => {
    const of = (variant: Variant) => tokenBudget('[laugh]', variant);
    expect([of('turbo'), of('nano')]).toEqual([200, 200]);
    expect(of('english')).toBe(75 + Math.ceil((7 / 15) * 62.5));
  });
});

/** The number of tokens after which the guard says that a sequence loops; undefined when it never does. */
function caughtAfter(tokens: readonly number[]): number | undefined {
  const guard = new RepetitionGuard();
  const index = tokens.findIndex((token) => guard.push(token) === 'loop');
  return index < 0 ? undefined : index + 1;
}

const repeat = (unit: readonly number[], rounds: number) => Array.from({ length: rounds }, () => unit).flat();
const sounds = fc.integer({ min: 0, max: speech.codes - 1 }).filter((token) => token !== silence);
const runs = (rounds: number, most: number) =>
  fc.tuple(sounds, fc.integer({ min: rounds, max: most })).map(([token, times]) => repeat([token], times));
/** Sounds that are held for up to 0.28 s, and pauses of up to 1.2 s. */
const speechTokens = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: runs(1, 7) },
      fc.integer({ min: 1, max: 30 }).map((n) => repeat([silence], n)),
    ),
    {
      maxLength: 80,
    },
  )
  .map((parts) => parts.flat());
/** All different, so that a shorter unit cannot be in it. */
const units = fc.uniqueArray(fc.integer({ min: 0, max: speech.codes - 1 }), { minLength: 1, maxLength: 25 });
const isPause = (unit: readonly number[]) => unit.length === 1 && unit[0] === silence;
const roundsToCatch = (unit: readonly number[]) => Math.max(12, 4 * unit.length);

/** Pauses that meet are one; here only those are of interest that are no longer than a pause may be. */
function longestSilence(tokens: readonly number[]): number {
  let [most, run] = [0, 0];
  for (const token of tokens) most = Math.max(most, (run = token === silence ? run + 1 : 0));
  return most;
}

/** Whether a unit of up to 25 tokens, not all silence, comes four times and for 12 tokens in a row, by looking everywhere. */
function repeats(tokens: readonly number[]): boolean {
  return Array.from({ length: 25 }, (_, index) => index + 1).some((unit) => {
    let equal = 0;
    return tokens.some((token, at) => {
      const silent = tokens.slice(Math.max(0, at - unit + 1), at + 1).every((each) => each === silence);
      equal = at >= unit && token === tokens[at - unit] && !silent ? equal + 1 : 0;
      return equal + unit >= Math.max(12, 4 * unit);
    });
  });
}

describe('the guard against repetition', () => {
  it('lets tokens pass that do not repeat', () => {
    fc.assert(
      fc.property(speechTokens, (tokens) => {
        fc.pre(longestSilence(tokens) <= 30 && !repeats(tokens));
        expect(caughtAfter(tokens)).toBeUndefined();
      }),
    );
  });

  it('catches every loop, whatever was said before, by the time it was four times round', () => {
    fc.assert(
      fc.property(speechTokens, units, (before, unit) => {
        fc.pre(!isPause(unit) && longestSilence([...before, ...unit]) <= 30);
        const caught = caughtAfter([...before, ...repeat(unit, 12)]);
        expect(caught).toBeLessThanOrEqual(before.length + roundsToCatch(unit));
      }),
    );
  });

  it('is no earlier than that', () => {
    fc.assert(
      fc.property(units, (unit) => {
        fc.pre(!isPause(unit));
        expect(caughtAfter(repeat(unit, 12))).toBe(roundsToCatch(unit));
      }),
    );
  });

  it.each([
    ['a vowel that is held for 0.4 s', [1, 2, ...repeat([7], 10), 3]],
    ['two sounds in turn for 0.4 s', [1, ...repeat([7, 8], 5), 3]],
    ['a word that is said three times', [1, ...repeat([10, 11, 12, 13, 14, 15, 16], 3), 3]],
    [
      'a unit that is longer',
      repeat(
        Array.from({ length: 26 }, (_, token) => token),
        9,
      ),
    ],
    ['a pause of 1.2 s', [1, ...repeat([silence], 30), 3, ...repeat([silence], 30), 4]],
    ['silence at the beginning', [...repeat([silence], 30), 1]],
  ])('lets pass: %s', (_, tokens) => {
    expect(caughtAfter(tokens)).toBeUndefined();
  });

  it.each([
    ['a sound that is held for 0.5 s', repeat([7], 20), 12],
    ['two sounds in turn', repeat([7, 8], 20), 12],
    ['a syllable five times', repeat([1, 2, 3, 4, 5], 20), 20],
    ['a sound with silence around it', repeat([7, ...repeat([silence], 7)], 20), 32],
    [
      'the longest unit',
      repeat(
        Array.from({ length: 25 }, (_, token) => token),
        5,
      ),
      100,
    ],
    ['a longer pause', [1, 2, ...repeat([silence], 100)], 33],
  ])('catches: %s', (_, tokens, after) => {
    expect(caughtAfter(tokens)).toBe(after);
  });

  it('says so until the loop is left', () => {
    const guard = new RepetitionGuard();
    const of = (tokens: readonly number[]) => tokens.map((token) => guard.push(token));
    expect(of(repeat([7], 11))).not.toContain('loop');
    expect(of([7, 7])).toEqual(['loop', 'loop']);
    expect(of([8, 7])).toEqual(['fine', 'fine']);
  });
});

describe('the tail of a sequence', () => {
  it.each([
    ['stays as it is', [1, 2, 3, 3, 3], 5],
    ['keeps a little silence', [1, ...repeat([silence], 5)], 6],
    ['loses more of it', [1, ...repeat([silence], 31)], 6],
    ['loses all rounds of a loop but the first', [1, 2, ...repeat([3, 4, 5], 4)], 5],
    ['loses a sound that does not end', [1, 2, ...repeat([3], 12)], 3],
    ['loses a sound that does not end from the beginning on', repeat([3], 12), 1],
    ['loses a round that is not complete', [1, 2, ...repeat([3, 4, 5], 4), 3], 5],
    ['loses the silence in a loop that is left', [1, ...repeat([7, ...repeat([silence], 7)], 4)], 7],
    ['keeps what is no loop yet', [1, ...repeat([3, 4, 5, 6], 3)], 13],
    ['keeps a loop that was left', [1, ...repeat([3], 20), 4], 22],
    ['keeps a little of nothing but silence', repeat([silence], 20), 5],
    ['may be nothing', [], 0],
  ])('%s', (_, tokens, kept) => {
    expect(trimTail(tokens)).toBe(kept);
  });

  it('is cut where the guard ends a sequence, to one round of what it repeats', () => {
    fc.assert(
      fc.property(speechTokens, units, sounds, (before, unit, between) => {
        fc.pre(!isPause(unit) && unit.at(-1) !== silence && !unit.includes(between));
        fc.pre(longestSilence([...before, ...unit]) <= 30 && !repeats([...before, between]));
        const tokens = [...before, between, ...repeat(unit, 12)];
        expect(trimTail(tokens.slice(0, caughtAfter(tokens)))).toBe(before.length + 1 + unit.length);
      }),
    );
  });

  it('is at most all of it, and only silence when it does not loop', () => {
    fc.assert(
      fc.property(speechTokens, sounds, (tokens, last) => {
        fc.pre(!repeats([...tokens, last]));
        const kept = trimTail(tokens);
        expect(kept).toBeLessThanOrEqual(tokens.length);
        expect(tokens.slice(kept).every((token) => token === silence)).toBe(true);
        expect(trimTail([...tokens, last])).toBe(tokens.length + 1);
      }),
    );
  });
});
