import type { LanguageRules, Rule, SayAs } from '../rule.ts';
import { codes, signs } from './currencies.ts';
import { dayFirst, monthFirst, yearWords } from './dates.ts';
import { fractionWords } from './fractions.ts';
import { measureRules } from './measures.ts';
import { moneyRules, moneyWords } from './money.ts';
import { monthNamed, monthNumbered } from './months.ts';
import { cardinal, digitByDigit, ordinal, plural, readNumber } from './numbers.ts';
import { romanValue } from './roman.ts';
import { symbolNames } from '../../symbols.ts';
import { telephoneWords } from './telephone.ts';
import { clockTime, count, longTime, timeRules } from './times.ts';

const plainNumber = /^[-−–+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$|^[-−–+]?\.\d+$/u;

/** What the first rule says that reads the whole text. */
function whole(rules: readonly Rule[], text: string): string | undefined {
  for (const { pattern, say } of rules) {
    for (const match of text.matchAll(pattern)) {
      const said = match[0] === text ? say(match) : undefined;
      if (said !== undefined) return said;
    }
  }
  return undefined;
}

function sayCardinal(text: string): string | undefined {
  if (plainNumber.test(text)) {
    const sign = /^[-−–]/u.test(text) ? 'minus ' : '';
    const digits = text.replace(/[^\d.]/gu, '');
    return sign + (digits.includes('.') ? readNumber(digits) : cardinal(digits));
  }
  const value = romanValue(text);
  return value === undefined ? undefined : cardinal(value);
}

function sayOrdinal(text: string): string | undefined {
  const digits = /^(?<digits>[\d,]+)(?:st|nd|rd|th)?\.?$/iu.exec(text)?.groups?.['digits'] ?? romanValue(text);
  return digits === undefined || !/\d/u.test(digits) ? undefined : ordinal(digits);
}

const markNames: Readonly<Record<string, string>> = {
  ...symbolNames,
  ...{
    '.': 'dot',
    ',': 'comma',
    '-': 'dash',
    '/': 'slash',
    ':': 'colon',
    ';': 'semicolon',
    _: 'underscore',
    '?': 'question mark',
  },
  ...{
    '!': 'exclamation mark',
    "'": 'apostrophe',
    '"': 'quote',
    '(': 'open parenthesis',
    ')': 'close parenthesis',
    '*': 'star',
    '#': 'hash',
  },
  ...{
    $: 'dollar',
    '€': 'euro',
    '£': 'pound',
    '~': 'tilde',
    '\\': 'backslash',
    '|': 'bar',
    '[': 'open bracket',
    ']': 'close bracket',
  },
};

/** Letters in capitals, digits and marks one by one: `a1!` → `A one exclamation mark`. */
function sayCharacters(text: string): string | undefined {
  const words = Array.from(text.normalize('NFC'), (character) => {
    if (/\d/u.test(character)) return digitByDigit(character);
    if (/\p{L}/u.test(character)) return character.toUpperCase();
    return markNames[character] ?? '';
  }).filter((word) => word !== '');
  return words.length === 0 ? undefined : words.join(' ');
}

interface DateParts {
  readonly y?: string;
  readonly m?: string;
  readonly d?: string;
}

/** The parts of a date by the letters of its format: `mdy`, `ymd`, `my`, `d`; a run of digits without marks is cut (`19700101`). */
function dateParts(text: string, format: string): DateParts | undefined {
  const letters = [...format];
  const run = /^\d+$/u.test(text) && letters.length > 1;
  const widths = letters.map((letter) => (letter === 'y' && text.length > 2 * letters.length ? 4 : 2));
  let at = 0;
  const written = run ? widths.map((width) => text.slice(at, (at += width))) : (text.match(/\d+|\p{L}+/gu) ?? []);
  if (written.length !== letters.length || (run && at !== text.length)) return undefined;
  return Object.fromEntries(letters.map((letter, index) => [letter, written[index] ?? '']));
}

function monthOf(written: string): string | undefined {
  return /^\d/u.test(written) ? monthNumbered(written) : monthNamed(written);
}

/** A date whose parts stand in the order of `format`, by default the order that its shape tells. */
function sayDate(text: string, format?: string): string | undefined {
  const given = (format ?? '').replace(/[^ymd]/gu, '').replace(/(.)\1+/gu, '$1');
  const usual = /^\d{4}\D/u.test(text) || /^\d{8}$/u.test(text) ? 'ymd' : 'mdy';
  const order = given === '' ? usual : given;
  const parts = dateParts(text, order);
  if (parts === undefined) return undefined;
  const { y, m, d } = parts;
  if (d !== undefined && (!/^\d{1,2}$/u.test(d) || Number(d) < 1 || Number(d) > 31)) return undefined;
  if (m === undefined) return d === undefined ? (y === undefined ? undefined : yearWords(y)) : ordinal(d);
  const month = monthOf(m);
  if (month === undefined) return undefined;
  if (d === undefined) return y === undefined ? month : `${month} ${yearWords(y)}`;
  return order.indexOf('d') < order.indexOf('m') ? dayFirst(month, d, y) : monthFirst(month, d, y);
}

/** A time of day, or minutes and seconds where the format begins so (`ms`). */
function sayTime(text: string, format = ''): string | undefined {
  const written = whole(timeRules, text);
  if (written !== undefined) return written;
  const parts = text.match(/\d+/gu) ?? [];
  if (!/^\d{1,2}(?:[:.]\d{1,2}){0,2}$/u.test(text)) return undefined;
  const [first = '', second, third] = parts;
  if (second === undefined) return format.startsWith('s') ? `${cardinal(first)} seconds` : clockTime(first, '00');
  if (third === undefined && format.startsWith('ms')) return `${count(first, 'minute')} ${count(second, 'second')}`;
  return third === undefined ? clockTime(first, second.padStart(2, '0')) : longTime(first, second, third);
}

function sayCurrency(text: string, format?: string): string | undefined {
  const said = whole(moneyRules, text);
  const currency = codes[(format ?? '').toUpperCase()] ?? signs[format ?? ''];
  return (
    said ??
    (currency !== undefined && plainNumber.test(text) ? moneyWords(text.replace(/[^\d.]/gu, ''), currency) : undefined)
  );
}

/** `10 foot`: a number and a word that no symbol stands for. */
function sayUnit(text: string): string | undefined {
  const said = whole(measureRules, text);
  if (said !== undefined) return said;
  const { amount, unit = '' } = /^(?<amount>[-−–]?[\d.,]+) ?-?(?<unit>\p{L}[\p{L} ]*)$/u.exec(text)?.groups ?? {};
  const number = amount === undefined ? undefined : sayCardinal(amount);
  if (number === undefined) return undefined;
  const words = number === 'one' || unit.endsWith('s') ? unit : (irregular[unit] ?? plural(unit));
  return `${number} ${words}`;
}

const irregular: Readonly<Record<string, string>> = {
  foot: 'feet',
  feet: 'feet',
  inch: 'inches',
  hertz: 'hertz',
  percent: 'percent',
};

const trimmed =
  (say: (text: string, format?: string) => string | undefined) =>
  (text: string, format?: string): string | undefined =>
    say(text.trim().replace(/\s+/gu, ' '), format?.toLowerCase());

/** How English says what its writer marked. */
export const englishSayAs: LanguageRules['sayAs'] = {
  cardinal: trimmed(sayCardinal),
  ordinal: trimmed(sayOrdinal),
  digits: trimmed((text) => (/\d/u.test(text) ? digitByDigit(text) : undefined)),
  characters: trimmed(sayCharacters),
  fraction: trimmed((text) => fractionWords(text.replace(/(?<=\d) ?\+ ?(?=\d)/u, ' '))),
  date: trimmed(sayDate),
  time: trimmed(sayTime),
  telephone: trimmed((text) =>
    /\d/u.test(text) && /^[\d\p{L}+().\s/-]+$/u.test(text) ? telephoneWords(text) : undefined,
  ),
  currency: trimmed(sayCurrency),
  unit: trimmed(sayUnit),
} satisfies Record<SayAs, unknown>;
