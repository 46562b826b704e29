/** Numbers in English words. All take ASCII digits as they are written (`1,234`); all are linear in their length. */

const small = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ');

const tens = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** The short scale; what is longer is read digit by digit. */
const scales =
  ' thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion'.split(
    ' ',
  );

const irregularOrdinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

function underHundred(value: number): string {
  if (value < 20) return small[value] ?? '';
  const ten = tens[Math.trunc(value / 10)] ?? '';
  return value % 10 === 0 ? ten : `${ten} ${small[value % 10] ?? ''}`;
}

function underThousand(value: number, and: string): string {
  if (value < 100) return underHundred(value);
  const hundreds = `${small[Math.trunc(value / 100)] ?? ''} hundred`;
  return value % 100 === 0 ? hundreds : `${hundreds} ${and}${underHundred(value % 100)}`;
}

/** Every digit by its name, in groups as they are written: `04 2` → `zero four two`. Everything else is left out. */
export function digitByDigit(written: string): string {
  return Array.from(written.matchAll(/\d/gu), ([digit]) => small[Number(digit)] ?? '').join(' ');
}

/** `1,234` → `one thousand two hundred and thirty four`: "and" stands in the last three digits only. */
export function cardinal(written: string): string {
  const digits = written.replace(/\D/gu, '').replace(/^0+(?=\d)/u, '');
  if (digits.length > 3 * scales.length) return digitByDigit(digits);
  const groups = Math.ceil(digits.length / 3);
  const words: string[] = [];
  for (let group = groups - 1; group >= 0; group--) {
    const until = digits.length - 3 * group;
    const value = Number(digits.slice(Math.max(0, until - 3), until));
    if (value === 0 && groups > 1) continue;
    words.push(underThousand(value, group === 0 ? 'and ' : ''));
    if (group > 0) words.push(scales[group] ?? '');
  }
  return words.join(' ');
}

/** `1,000` → `one thousandth`. */
export function ordinal(written: string): string {
  return withLastWord(cardinal(written), (last) => {
    const irregular = irregularOrdinals[last];
    if (irregular !== undefined) return irregular;
    return last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`;
  });
}

/** More than one of what the words say: `eighty` → `eighties`, `six` → `sixes`, `fifth` → `fifths`. */
export function plural(words: string): string {
  return withLastWord(words, (last) => {
    if (last.endsWith('y')) return `${last.slice(0, -1)}ies`;
    return last.endsWith('x') ? `${last}es` : `${last}s`;
  });
}

function withLastWord(words: string, change: (last: string) => string): string {
  const at = words.lastIndexOf(' ') + 1;
  return words.slice(0, at) + change(words.slice(at));
}

/**
 * A number with thousands' commas, a sign and decimals: `-1,234.50` → `minus one thousand two hundred and thirty four point five zero`.
 * `.5` → `point five`. A leading zero is part of a code (`007`), which is read digit by digit.
 */
export function readNumber(written: string): string {
  const sign = /^[-−–+±]/u.exec(written)?.[0] ?? '';
  const [whole = '', decimals] = written.slice(sign.length).split('.');
  const words =
    whole === '' ? '' : /^0\d/u.test(whole) && decimals === undefined ? digitByDigit(whole) : cardinal(whole);
  return [signWords[sign] ?? '', words, decimals === undefined ? '' : `point ${digitByDigit(decimals)}`]
    .filter((part) => part !== '')
    .join(' ');
}

const signWords: Readonly<Record<string, string>> = {
  '-': 'minus',
  '−': 'minus',
  '–': 'minus',
  '+': 'plus',
  '±': 'plus or minus',
};

/** Four digits in pairs, as years are said: `1994`, `1905` (nineteen oh five), `1900` (nineteen hundred), `2005` (two thousand five). */
export function year(written: string): string {
  if (written.length !== 4 || written.startsWith('0')) return readNumber(written);
  const [high, low] = [Number(written.slice(0, 2)), Number(written.slice(2))];
  if (high % 10 === 0 && low < 10)
    return low === 0 ? cardinal(written) : `${cardinal(`${high}00`)} ${underHundred(low)}`;
  return `${underHundred(high)} ${low === 0 ? 'hundred' : twoDigits(written.slice(2))}`;
}

/** Minutes, the years of a century: `05` → `oh five`. */
export function twoDigits(written: string): string {
  return /^0\d$/u.test(written) ? `oh ${digitByDigit(written.slice(1))}` : cardinal(written);
}

/** A number of three or four digits that names something, a house or a form: `123` → `one twenty three`, `1040` → `ten forty`. */
export function inPairs(written: string): string {
  if (/^0|000$|^\d00$/u.test(written) || written.length < 3 || written.length > 4) return readNumber(written);
  const [high, low] = [written.slice(0, -2), written.slice(-2)];
  return `${cardinal(high)} ${low === '00' ? 'hundred' : twoDigits(low)}`;
}

/** True for `1` alone, which takes the singular: `1 kilogram`, `1.0 kilograms`. */
export const isOne = (written: string): boolean => /^[-−–+±]?1$/u.test(written);
