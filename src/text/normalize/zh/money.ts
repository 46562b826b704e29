import type { Rule } from '../rule.ts';
import { currencies } from './currencies.ts';
import { countedAmount } from './numbers.ts';
import { decimal, end, magnitude, pattern, quantity, sayCount, start } from './numerals.ts';

const named = (marks: (each: (typeof currencies)[number]) => readonly string[]): ReadonlyMap<string, string> =>
  new Map(currencies.flatMap((each) => marks(each).map((mark) => [mark, each.name] as const)));

const signNames = named(({ signs }) => signs);
const codeNames = named(({ codes }) => codes);

function anyOf(marks: Iterable<string>): string {
  const longestFirst = [...marks].sort((one, other) => other.length - one.length);
  return `(?:${longestFirst.map((mark) => mark.replaceAll('$', '\\$')).join('|')})`;
}

/** The name of the currency that a sign or a code stands for, in any case of its letters. */
export function currencyName(mark: string): string | undefined {
  return signNames.get(mark) ?? codeNames.get(mark.toUpperCase());
}

const sign = anyOf(signNames.keys());
/** People write these in small letters too; others would be words. */
const smallCodes = ['cny', 'rmb', 'usd', 'eur', 'gbp', 'jpy', 'krw', 'hkd', 'twd', 'aud', 'sgd', 'chf'];
const code = anyOf([...codeNames.keys(), ...smallCodes]);
const mark = `(?:(?<![A-Za-z])(?:${sign}|${code}))`;

/** English magnitudes behind an amount, as powers of ten; Chinese counts in 万 and 亿. */
const scales: Readonly<Record<string, number>> = {
  ...{ k: 3, m: 6, mn: 6, million: 6, b: 9, bn: 9, billion: 9, trillion: 12 },
};
const scale = `(?: ?(?:million|billion|trillion|bn|mn|[KkMB])(?![A-Za-z]))`;
const money = `${decimal}(?:${magnitude}|${scale})?`;

/** `1.5万` → `一点五万`, `1.2M` → `一百二十万`. */
function sayMoney(written: string): string {
  const [, digits = '', letters = ''] = /^(.{0,80}?) ?([A-Za-z]{1,8})?$/u.exec(written) ?? [];
  const power = scales[letters.toLowerCase()];
  return power === undefined ? sayCount(withoutCents(digits)) : countedAmount(multiplied(digits, power));
}

/** `14.60` → `14.6`, `15.00` → `15`: zeros that only fill the two places of cents are not said. */
function withoutCents(written: string): string {
  return written.replace(/\.(\d)0(?!\d)/gu, (_zeros, tenth: string) => (tenth === '0' ? '' : `.${tenth}`));
}

/** Moves the decimal point of a written number. */
export function multiplied(written: string, power: number): string {
  const [whole = '', fraction = ''] = written.replaceAll(',', '').split('.');
  const digits = whole + fraction.slice(0, power).padEnd(power, '0');
  return fraction.length > power ? `${digits}.${fraction.slice(power)}` : digits;
}

const names = '(?:[元块塊]|[美欧歐日韩韓港澳加]元|日圓|美金|英[镑鎊]|港[币幣]|[新]?[台臺][币幣]|人民[币幣]|[卢盧]布)';

/** What may be written behind an amount that has its sign already: `¥100元`. */
const repeated = `(?: ?${names})?`;

export const moneyRules: readonly Rule[] = [
  {
    name: 'money',
    pattern: pattern(`([-−+]?)(${mark}) ?([-−]?${money})(?: ?[-–~∼至到] ?${mark}? ?(${money}))?${end}${repeated}`),
    say: ([, before = '', currency = '', from = '', to]) => {
      const name = currencyName(currency) ?? '';
      const words = `${signWords[before] ?? ''}${sayMoney(from)}`;
      return to === undefined ? words + name : `${words}到${sayMoney(to)}${name}`;
    },
  },
  {
    name: 'money',
    pattern: pattern(`${start}(${money})(?:( ?[-–~∼至到] ?)(${money}))? ?(${sign}|${code})(?![A-Za-z\\d])`),
    say: ([, from = '', range, to, currency = '']) => {
      const name = currencyName(currency) ?? '';
      return range === undefined ? sayMoney(from) + name : `${sayMoney(from)}到${sayMoney(to ?? '')}${name}`;
    },
  },
  {
    name: 'money',
    pattern: pattern(`${start}(${quantity}) ?(?=[多余餘]?${names})`),
    say: ([, written = '']) => sayMoney(written),
  },
];

const signWords: Readonly<Record<string, string>> = { '-': '负', '−': '负', '+': '正' };

/** Says an amount with its sign or code on either side: `CNY 42.01`, `42.01$`; undefined when there is none. */
export function sayCurrency(text: string): string | undefined {
  const found = new RegExp(`^(?:([A-Za-z]{1,4}\\$?|[^\\dA-Za-z\\s]) ?)?(${money}) ?([^\\d\\s]{1,6})?$`, 'u').exec(
    text.trim(),
  );
  const [, before, digits, behind] = found ?? [];
  const name = currencyName(before ?? behind ?? '');
  if (digits === undefined || name === undefined) return undefined;
  return /^\d$/u.test(digits) ? countedAmount(digits) + name : sayMoney(digits) + name;
}
