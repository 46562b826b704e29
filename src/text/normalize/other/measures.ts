import type { Rule } from '../rule.ts';
import { numberPattern } from './number-pattern.ts';
import { sumsBelow, type LanguageNumbers } from './number-words.ts';
import { mended, sayNumber } from './say-number.ts';
import { parseNumber, type NumberMarks, type WrittenNumber } from './written-number.ts';

/** Signs of units and CLDR's names for them; all masculine or neuter in the languages that have genders. */
const units: Readonly<Record<string, string>> = {
  '%': 'percent',
  '°C': 'celsius',
  '°F': 'fahrenheit',
  'km/h': 'kilometer-per-hour',
  km: 'kilometer',
  cm: 'centimeter',
  mm: 'millimeter',
  kg: 'kilogram',
  mg: 'milligram',
  ml: 'milliliter',
  GB: 'gigabyte',
  MB: 'megabyte',
  'км/ч': 'kilometer-per-hour',
  км: 'kilometer',
  см: 'centimeter',
  мм: 'millimeter',
  кг: 'kilogram',
  мл: 'milliliter',
};

/** Signs of currencies that are one currency in every language here. */
const currencies: Readonly<Record<string, string>> = {
  '€': 'EUR',
  R$: 'BRL',
  $: 'USD',
  '£': 'GBP',
  '₽': 'RUB',
  '₹': 'INR',
  '₩': 'KRW',
};

/** What CLDR has only a sign for. */
const percents: Readonly<Record<string, string>> = { ar: 'بالمائة', ko: '퍼센트' };

/** Units that a language's numbers would have to agree with in gender. */
const leftOut: Readonly<Record<string, RegExp>> = { ar: /[^%]/u, he: /./u, el: /°/u };

/** Where and in which language. */
export interface Locale {
  readonly language: string;
  /** BCP 47, for CLDR. */
  readonly tag: string;
  readonly numbers: LanguageNumbers;
  readonly marks: NumberMarks;
}

/** `5 %`, `20 °C`, `80 km/h`: the unit's name with its plural comes from CLDR (`Intl`), the number from n2words. */
export function measureRules(locale: Locale): readonly Rule[] {
  const { language, numbers, marks } = locale;
  const known = Object.keys(units).filter((sign) => !leftOut[language]?.test(sign));
  if (known.length === 0) return [];
  const say = (sign: string, written: string): string | undefined => {
    const number = parseNumber(written, marks);
    const words = number && beforeUnit(numbers, number);
    if (number === undefined || words === undefined) return undefined;
    const percent = sign === '%' ? percents[language] : undefined;
    if (percent !== undefined) return numbers.besideLetters ? words + percent : `${words} ${percent}`;
    return withName(locale, { style: 'unit', unit: units[sign], unitDisplay: 'long' }, number, words);
  };
  const after = ` ?(?<sign>${known.join('|')})`;
  const behind: Rule = {
    name: 'measure',
    pattern: numberPattern(numbers, marks, { after }),
    say: ({ groups }) => say(groups?.['sign'] ?? '', groups?.['number'] ?? ''),
  };
  if (language !== 'tr') return [behind];
  const pattern = numberPattern(numbers, marks, { before: '% ?' });
  return [behind, { name: 'measure', pattern, say: ({ groups }) => say('%', groups?.['number'] ?? '') }];
}

/** `5 €`, `€ 5,50`, `$5`: sums in the language's own currency with its small coin, others where they are whole. */
export function moneyRules(locale: Locale): readonly Rule[] {
  const { tag, numbers, marks } = locale;
  const signs = [...new Set([...(numbers.sign === undefined ? [] : [numbers.sign]), ...Object.keys(currencies)])];
  const say: Rule['say'] = ({ groups }) => {
    const number = parseNumber(groups?.['number'] ?? '', marks);
    const sign = groups?.['sign'] ?? '';
    if (number === undefined || Number(number.integer) >= sumsBelow || /^0\d/u.test(number.integer)) return undefined;
    if (sign === numbers.sign) return ownSum(numbers, number);
    const currency = currencies[sign];
    const words = number.decimals === '' ? beforeUnit(numbers, number) : undefined;
    if (currency === undefined || words === undefined) return undefined;
    const name = { style: 'currency', currency, currencyDisplay: 'name', maximumFractionDigits: 0 } as const;
    return withName(locale, name, number, words);
  };
  const sign = `(?<sign>${signs.map((each) => each.replace('$', String.raw`\$`)).join('|')})`;
  const sides = [{ before: `${sign} ?` }, { after: ` ?${sign}` }];
  // In `5 € 6 €` the language tells to which number a sign belongs.
  return (signGoesFirst(tag) ? sides : sides.reverse()).map((around) => ({
    name: 'money',
    pattern: numberPattern(numbers, marks, around),
    say,
  }));
}

function signGoesFirst(tag: string): boolean {
  const parts = new Intl.NumberFormat(tag, { style: 'currency', currency: 'EUR' }).formatToParts(1);
  return parts.findIndex(({ type }) => type === 'currency') < parts.findIndex(({ type }) => type === 'integer');
}

function ownSum(numbers: LanguageNumbers, { negative, integer, decimals }: WrittenNumber): string | undefined {
  if (![0, 2].includes(decimals.length) || Number(integer) >= numbers.below) return undefined;
  return mended(numbers, 'toCurrency', `${negative ? '-' : ''}${integer}.${decimals.padEnd(2, '0')}`);
}

/** In the form that stands before a masculine or neuter unit. */
function beforeUnit(numbers: LanguageNumbers, number: WrittenNumber): string | undefined {
  if (number.integer === '1' && number.decimals === '') return number.negative ? undefined : numbers.one;
  const words = sayNumber(numbers, number);
  if (words === undefined || number.decimals !== '') return words;
  return numbers.beforeUnit?.(words) ?? words;
}

/** CLDR's phrase for the number, with words for its digits; undefined where it has a sign instead of a name. */
function withName(
  { tag, numbers }: Locale,
  name: Intl.NumberFormatOptions,
  { negative, integer, decimals }: WrittenNumber,
  words: string,
): string | undefined {
  const parts = formatOf(tag, name).formatToParts(Number(`${negative ? '-' : ''}${integer}.${decimals || '0'}`));
  const named = parts.some(({ type, value }) => (type === 'unit' || type === 'currency') && /\p{L}{2}/u.test(value));
  const at = parts.findIndex(({ type }) => type === 'integer');
  if (at < 0 || !named) return undefined;
  const kept = parts.map(({ type, value }, index) => {
    if (index === at) return words;
    return type === 'unit' || type === 'currency' || type === 'literal' ? value : '';
  });
  const space = numbers.unspaced ? '' : ' ';
  return kept
    .join('')
    .replace(/\p{Zs}+/gu, space)
    .trim();
}

/** Making one costs about 50 µs, and a text may hold thousands of sums; emptied when full. */
const formats = new Map<string, Intl.NumberFormat>();
const mostFormats = 500;

function formatOf(tag: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = [tag, options.unit, options.currency].join(' ');
  const known = formats.get(key);
  if (known) return known;
  if (formats.size >= mostFormats) formats.clear();
  const format = new Intl.NumberFormat(tag, options);
  formats.set(key, format);
  return format;
}
