import type { LanguageRules, SayAs } from '../rule.ts';
import { sayDate, sayShortDate } from './dates.ts';
import { sayFraction } from './fractions.ts';
import { sayCharacters } from './letters.ts';
import { sayCurrency } from './money.ts';
import { amount, countedAmount, digitByDigit } from './numbers.ts';
import { inScriptOf } from './script.ts';
import { sayTelephone } from './telephone.ts';
import { dayPart, sayTime } from './times.ts';
import { unitName, unitNames } from './units.ts';

const number = /^[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/u;

type Parts = Readonly<Partial<Record<'y' | 'm' | 'd', string>>>;

/** Which part of a date each group of its digits is: `ymd`, `md`, `y` …; undefined when their number or value does not fit. */
function dateAs(text: string, format: string): string | undefined {
  const digits = text.match(/\d+/gu) ?? [];
  const groups = digits.length === 1 && format.length > 1 ? splitDigits(digits[0], format) : digits;
  if (groups.length !== format.length || !/^[ymd]{1,3}$/u.test(format)) return undefined;
  const parts: Parts = Object.fromEntries([...format].map((letter, index) => [letter, groups[index]]));
  return sayDate(parts.y, parts.m, parts.d);
}

/** `20180501` as `ymd` → `2018`, `05`, `01`. */
function splitDigits(digits: string, format: string): readonly string[] {
  const yearLength = digits.length - 2 * (format.length - 1);
  const lengths = [...format].map((letter) => (letter === 'y' ? yearLength : 2));
  const starts = lengths.map((_, index) => lengths.slice(0, index).reduce((sum, length) => sum + length, 0));
  return starts.map((from, index) => digits.slice(from, from + (lengths[index] ?? 0)));
}

function date(text: string, format?: string): string | undefined {
  if (format !== undefined && format !== '') return dateAs(text, format.replace(/([ymd])\1+/gu, '$1'));
  const [first = '', second = '', third = '', ...more] = text.match(/\d+/gu) ?? [];
  if (first === '' || more.length > 0) return undefined;
  if (third === '' && second !== '') return dateAs(text, first.length > 2 ? 'ym' : 'md');
  if (second === '') return dateAs(text, first.length === 8 ? 'ymd' : 'y');
  return first.length > 2 ? sayDate(first, second, third) : sayShortDate(first, second, third);
}

function time(text: string, format = ''): string | undefined {
  const [found, hours = '', minutes = '00', seconds, half] =
    /^(\d{1,2})(?:[:：点點时時](\d{1,2}))?(?:[:：分](\d{1,2}))?[分秒]? ?([AaPp]\.?[Mm]\.?)?$/u.exec(text.trim()) ?? [];
  if (found === undefined) return undefined;
  if (format.endsWith('12') && (Number(hours) > 12 || Number(hours) === 0)) return undefined;
  const words = sayTime(hours, minutes.padStart(2, '0'), seconds?.padStart(2, '0'));
  return words === undefined ? undefined : dayPart(hours, half) + words;
}

function unit(text: string): string | undefined {
  const [found, digits = '', symbol = ''] = /^([-−+]?[\d.,/]{1,60}) ?(\S(?:.{0,40}\S)?)$/u.exec(text.trim()) ?? [];
  const words = number.test(digits) ? countedAmount(digits) : sayFraction(digits);
  if (found === undefined || words === undefined || /\d/u.test(unitName(symbol))) return undefined;
  const isKnown = unitNames.has(symbol) || symbol.includes('/') || /^\p{Script=Han}+$/u.test(symbol);
  return isKnown ? words + unitName(symbol) : undefined;
}

const readers: LanguageRules['sayAs'] = {
  cardinal: (text) => (number.test(text.trim()) ? amount(text.trim()) : undefined),
  ordinal: (text) => {
    const digits = /^第?(\d+)(?:st|nd|rd|th)?$/u.exec(text.trim())?.[1];
    return digits === undefined ? undefined : `第${amount(digits)}`;
  },
  digits: (text) => digitByDigit(text) || undefined,
  characters: (text) => sayCharacters(text) || undefined,
  fraction: (text) => sayFraction(text.trim().replace('+', ' ')),
  date,
  time,
  telephone: (text) => (/\d/u.test(text) ? sayTelephone(text) : undefined),
  currency: sayCurrency,
  unit,
};

/** What a writer marked, read as marked and in the script of the text. */
export const sayAs: LanguageRules['sayAs'] = Object.fromEntries(
  Object.entries(readers).map(([kind, read]) => [
    kind,
    (text: string, format?: string) => {
      const spoken = read(text, format);
      return spoken === undefined ? undefined : inScriptOf(text, spoken);
    },
  ]),
) as Readonly<Record<SayAs, (text: string, format?: string) => string | undefined>>;
