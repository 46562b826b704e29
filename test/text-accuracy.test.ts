import { describe, expect, it } from 'vitest';
import { readCases } from '../bench/text-cases.ts';
import { isRight, judge } from '../bench/text-judge.ts';
import { accepted, foldings } from '../bench/text-variants.ts';
import { hasData } from './data.ts';

/** The share of sentences of public test sets that must be said as they say, with the reviewed variants. */
const leastShare = 0.95;

describe.skipIf(!hasData)('text normalisation against public test sets', () => {
  const outcomes = judge(readCases());
  const said = (language: string) => outcomes.filter((outcome) => outcome.language === language);

  it.each(['en', 'zh'])('says nearly all sentences in %s as the sources do', (language) => {
    const misses = said(language)
      .filter((outcome) => !isRight(outcome))
      .map(({ written, spoken, answers }) => ({ written, spoken, answers }));
    expect(said(language).length).toBeGreaterThan(300);
    expect(misses.length, JSON.stringify(misses, null, 2)).toBeLessThanOrEqual(
      (1 - leastShare) * said(language).length,
    );
  });

  it('needs every accepted variant', () => {
    const used = new Set(outcomes.map(({ variant }) => variant));
    expect(accepted.filter((each) => !used.has(each)).map(({ file, written }) => `${file}: ${written}`)).toEqual([]);
  });

  it('needs every folding', () => {
    const right = outcomes.filter(isRight).length;
    const unused = foldings.filter((folding) => {
      const without = foldings.filter((each) => each !== folding);
      return judge(readCases(), without).filter(isRight).length >= right;
    });
    expect(unused.map(({ reason }) => reason)).toEqual([]);
  });
});
