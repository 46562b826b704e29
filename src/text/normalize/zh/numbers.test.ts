import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { amount, cardinal, countedAmount, digitByDigit } from './numbers.ts';

const digits = new Map([...'零一二三四五六七八九'].map((word, value) => [word, value]));
const sectionPlaces = new Map([
  ['十', 10n],
  ['百', 100n],
  ['千', 1000n],
]);

/** Reads a number in words back, the slow way: 万 multiplies what came since the last 亿, 亿 all that came before it. */
function parsed(words: string): bigint {
  let [all, section, digit] = [0n, 0n, 0n];
  let low = 0n;
  for (const word of words.replaceAll('两', '二')) {
    const place = sectionPlaces.get(word);
    if (place !== undefined) {
      section += (digit === 0n ? 1n : digit) * place;
      digit = 0n;
    } else if (word === '万') {
      low = (section + digit) * 10_000n;
      [section, digit] = [0n, 0n];
    } else if (word === '亿') {
      all = (low + section + digit) * 100_000_000n;
      [low, section, digit] = [0n, 0n, 0n];
    } else {
      digit = BigInt(digits.get(word) ?? Number.NaN);
    }
  }
  return all + low + section + digit;
}

describe('numbers in Mandarin', () => {
  it.each([
    ['0', '零'],
    ['10', '十'],
    ['12', '十二'],
    ['102', '一百零二'],
    ['110', '一百一十'],
    ['200', '两百'],
    ['222', '两百二十二'],
    ['2000', '两千'],
    ['20002', '两万零二'],
    ['120000', '十二万'],
    ['200000000', '两亿'],
    ['1020000', '一百零二万'],
    ['50010', '五万零一十'],
    ['100000100000', '一千亿零十万'],
    ['10001000', '一千万一千'],
    ['1000000000000', '一万亿'],
    ['1000000000001', '一万亿零一'],
    ['007', '七'],
  ])('reads %s as %s', (written, spoken) => {
    expect(cardinal(written)).toBe(spoken);
  });

  it('reads every number below ten thousand so that it can be read back', () => {
    for (let value = 0; value < 10_000; value++) expect(parsed(cardinal(String(value)))).toBe(BigInt(value));
  });

  it('reads 10,000 numbers up to 10^16 so that they can be read back', () => {
    const number = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 16n - 1n }), fc.integer({ min: 0, max: 15 }))
      .map(([value, zeros]) => (value / 10n ** BigInt(zeros)) * 10n ** BigInt(zeros % 7));
    fc.assert(
      fc.property(number, (value) => {
        if (value >= 10n ** 16n) return;
        expect(parsed(cardinal(String(value)))).toBe(value);
      }),
      { numRuns: 10_000 },
    );
  });

  it('never says two zeros in a row, nor one at the end', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 16n - 1n }), (value) => {
        expect(cardinal(String(value))).not.toMatch(/零零|零$/u);
      }),
    );
  });

  it('reads what is longer than 16 digits digit by digit', () => {
    expect(cardinal('12345678901234567')).toBe('一二三四五六七八九零一二三四五六七');
  });

  it.each([
    ['-1,234.50', '负一千二百三十四点五零'],
    ['+5', '正五'],
    ['±2', '正负二'],
    ['0.05', '零点零五'],
    ['.5', '零点五'],
    ['007', '零零七'],
  ])('reads the amount %s as %s', (written, spoken) => {
    expect(amount(written)).toBe(spoken);
  });

  it('says 两 for a single two that counts', () => {
    expect(['2', '12', '2.5', '-2', '20'].map(countedAmount)).toEqual(['两', '十二', '二点五', '负两', '二十']);
  });

  it('drops the marks between digits that are read one by one', () => {
    expect(digitByDigit('010-64 03')).toBe('零一零六四零三');
  });
});
