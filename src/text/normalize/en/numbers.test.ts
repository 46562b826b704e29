import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardinal, digitByDigit, inPairs, ordinal, plural, readNumber, year } from './numbers.ts';

const units: Readonly<Record<string, number>> = {
  ...{
    zero: 0,
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
  },
  ...{
    thirteen: 13,
    fourteen: 14,
    fifteen: 15,
    sixteen: 16,
    seventeen: 17,
    eighteen: 18,
    nineteen: 19,
    twenty: 20,
    thirty: 30,
  },
  ...{ forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 },
};
const powers: Readonly<Record<string, bigint>> = {
  ...{ thousand: 10n ** 3n, million: 10n ** 6n, billion: 10n ** 9n, trillion: 10n ** 12n, quadrillion: 10n ** 15n },
  ...{ quintillion: 10n ** 18n, sextillion: 10n ** 21n },
};

/** Reads the words back, word by word. */
function valueOf(words: string): bigint {
  let [sum, group] = [0n, 0n];
  for (const word of words.split(' ').filter((each) => each !== 'and')) {
    const power = powers[word];
    if (power !== undefined) [sum, group] = [sum + group * power, 0n];
    else if (word === 'hundred') group *= 100n;
    else group += BigInt(units[word]!);
  }
  return sum + group;
}

describe('numbers in English words', () => {
  it('mean the number that was written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n - 1n }), (value) => {
        expect(valueOf(cardinal(String(value)))).toBe(value);
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([
    ['0', 'zero'],
    ['110', 'one hundred and ten'],
    ['1,000,001', 'one million one'],
    ['1'.padEnd(40, '0'), `one${' zero'.repeat(39)}`],
  ])('says %s', (written, words) => {
    expect(cardinal(written)).toBe(words);
  });

  it.each([
    ['1', 'first'],
    ['12', 'twelfth'],
    ['20', 'twentieth'],
    ['101', 'one hundred and first'],
    ['1,000', 'one thousandth'],
  ])('says the ordinal of %s', (written, words) => {
    expect(ordinal(written)).toBe(words);
  });

  it.each([
    ['1994', 'nineteen ninety four'],
    ['1905', 'nineteen oh five'],
    ['1900', 'nineteen hundred'],
    ['2000', 'two thousand'],
    ['2005', 'two thousand five'],
    ['2024', 'twenty twenty four'],
  ])('says the year %s', (written, words) => {
    expect(year(written)).toBe(words);
  });

  it.each([
    ['-1,234.50', 'minus one thousand two hundred and thirty four point five zero'],
    ['.5', 'point five'],
    ['007', 'zero zero seven'],
  ])('reads %s as it is written', (written, words) => {
    expect(readNumber(written)).toBe(words);
  });

  it('reads names of houses in pairs and codes digit by digit', () => {
    expect(['123', '105', '1040', '1200', '300'].map(inPairs)).toEqual([
      'one twenty three',
      'one oh five',
      'ten forty',
      'twelve hundred',
      'three hundred',
    ]);
    expect(digitByDigit('04-2')).toBe('zero four two');
    expect(['eighty', 'six', 'two fifth'].map(plural)).toEqual(['eighties', 'sixes', 'two fifths']);
  });
});
