import { asciiDigits, type WrittenNumber } from './written-number.ts';
import type { LanguageNumbers } from './number-words.ts';

/** Longer whole numbers are numbers of something: cards, accounts. They are read digit by digit. */
const mostDigits = 15;
/** As many decimals are said as a number. */
const mostDecimals = 3;

/** A number in words; undefined where n2words has none that is right. */
export function sayNumber(
  numbers: LanguageNumbers,
  { negative, integer, decimals }: WrittenNumber,
): string | undefined {
  const isCode = integer.length > mostDigits || (integer.length > 1 && integer.startsWith('0'));
  if (isCode) return decimals === '' && !negative ? sayDigits(numbers, integer) : undefined;
  const whole = cardinal(numbers, integer, negative);
  if (whole === undefined || decimals === '') return whole;
  return [whole, numbers.point, sayDecimals(numbers, decimals)].join(spaceOf(numbers));
}

/** `07` as "zero seven", in any digits. */
export function sayDigits(numbers: LanguageNumbers, digits: string): string {
  return [...asciiDigits(digits)].map((digit) => cardinal(numbers, digit) ?? digit).join(spaceOf(numbers));
}

/** The n2words phrase with what is wrong in it mended; undefined for what n2words refuses. */
export function mended(
  { words, mends = [] }: LanguageNumbers,
  name: keyof LanguageNumbers['words'],
  value: string,
): string | undefined {
  try {
    return mends.reduce((phrase, [wrong, right]) => phrase.replace(wrong, right), words[name](value));
  } catch {
    return undefined; // RangeError or TypeError: no word for it.
  }
}

function cardinal(numbers: LanguageNumbers, integer: string, negative = false): string | undefined {
  return Number(integer) < numbers.below
    ? mended(numbers, 'toCardinal', negative ? `-${integer}` : integer)
    : undefined;
}

function sayDecimals(numbers: LanguageNumbers, decimals: string): string {
  const [, zeros = '', rest = ''] = /^(0*)(\d*)$/u.exec(decimals) ?? [];
  if (numbers.oneByOne || decimals.length > mostDecimals || rest === '') return sayDigits(numbers, decimals);
  const number = cardinal(numbers, rest) ?? sayDigits(numbers, rest);
  return zeros === '' ? number : `${sayDigits(numbers, zeros)}${spaceOf(numbers)}${number}`;
}

function spaceOf({ unspaced }: LanguageNumbers): string {
  return unspaced ? '' : ' ';
}
