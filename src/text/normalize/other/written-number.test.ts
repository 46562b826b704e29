import { describe, expect, it } from 'vitest';
import { asciiDigits, marksOf, parseNumber } from './written-number.ts';

const german = { group: '.', decimal: ',' } as const;
const french = { group: ' ', decimal: ',' } as const;
const indian = { group: ',', decimal: '.' } as const;

const plain = (written: string, marks: Parameters<typeof parseNumber>[1]) => {
  const number = parseNumber(written, marks);
  return number && `${number.negative ? '-' : ''}${number.integer}${number.decimals && `.${number.decimals}`}`;
};

describe('parseNumber', () => {
  it.each([
    ['1234', '1234'],
    ['1.234', '1234'],
    ['1.234.567', '1234567'],
    ['1.234,5', '1234.5'],
    ['1,5', '1.5'],
    ['−5', '-5'],
    ['1,234.5', '1234.5'],
    ['1’234’567', '1234567'],
    ['1’234,5', '1234.5'],
    ['007', '007'],
    ['1.5', undefined],
    ['1.23', undefined],
    ['12.34.567', undefined],
    ['1,2,3', undefined],
    ['01.234', undefined],
    ['12.10.2023', undefined],
    ['1.234.56', undefined],
    ['', undefined],
  ])('reads %j as German as %j', (written, number) => {
    expect(plain(written, german)).toBe(number);
  });

  it.each([
    ['1 234 567,5', '1234567.5'],
    ['1 23', undefined],
    ['1.234', undefined],
    ['1.234,5', '1234.5'],
  ])('reads %j as French as %j', (written, number) => {
    expect(plain(written, french)).toBe(number);
  });

  it.each([
    ['12,34,567.5', '1234567.5'],
    ['1,00,000', '100000'],
    ['123,45,678', undefined],
    ['१२,३४,५६७', '1234567'],
    ['١٬٢٣٤٫٥', '1234.5'],
  ])('reads %j as Hindi as %j', (written, number) => {
    expect(plain(written, indian)).toBe(number);
  });
});

describe('marksOf', () => {
  it.each([
    ['de', '.', ','],
    ['de-CH', '’', '.'],
    ['fr', ' ', ','],
    ['es', '.', ','],
    ['es-MX', ',', '.'],
    ['ja', ',', '.'],
    ['ar-EG', ',', '.'],
  ])('knows those of %s', (tag, group, decimal) => {
    expect(marksOf(tag)).toEqual({ group, decimal });
  });
});

describe('asciiDigits', () => {
  it('knows the digits of other scripts', () => {
    expect(asciiDigits('٠٩ ۵ ९ ๓ ২ 7')).toBe('09 5 9 3 2 7');
  });
});
