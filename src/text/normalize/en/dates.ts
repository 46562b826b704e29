import type { Rule } from '../rule.ts';
import { monthNamed, monthNumbered, monthPattern } from './months.ts';
import { cardinal, ordinal, twoDigits, year } from './numbers.ts';
import { after, before, begin, dash, end, groupsOf, rule, wordBegin } from './patterns.ts';

/** `12`, `12th`: a day as it stands in a date. */
const day = (name: string): string => `(?<${name}>0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?`;
const yearPattern = "(?<year>[12]\\d{3}|['’]\\d\\d)(?! ?[$€£%]|:\\d)";

/** A year of four digits, of two behind an apostrophe, or the last two of one: `'99` → `ninety nine`, `05` → `oh five`. */
export function yearWords(written: string): string {
  const digits = written.replace(/\D/gu, '');
  return digits.length === 4 ? year(digits) : digits.length === 2 ? twoDigits(digits) : cardinal(digits);
}

const isDay = (written: string): boolean => Number(written) >= 1 && Number(written) <= 31;
const yearBehind = (written: string | undefined, comma = ''): string =>
  written === undefined ? '' : `${comma} ${yearWords(written)}`;

/** `July 25, 2012`: the order of the United States; the year may be missing. */
export function monthFirst(month: string, dayWritten: string, yearWritten?: string, comma = ''): string {
  return `${month} ${ordinal(dayWritten)}${yearBehind(yearWritten, comma)}`;
}

/** `25 July 2012`. */
export function dayFirst(month: string, dayWritten: string, yearWritten?: string, comma = ''): string {
  return `the ${ordinal(dayWritten)} of ${month}${yearBehind(yearWritten, comma)}`;
}

/** "May" in lower case is a verb unless more of a date stands with it, and a month without a day is no date without a year. */
const isVerb = (match: RegExpExecArray): boolean =>
  /\bmay\b/u.test(match[0]) && match.groups?.['year'] === undefined && /^ [a-z]/u.test(after(match));

function sayMonthFirst(match: RegExpExecArray): string | undefined {
  const { month = '', day = '', day2, month2, comma, year: written } = groupsOf(match);
  const name = monthNamed(month);
  if (name === undefined || isVerb(match)) return undefined;
  const until =
    day2 === undefined ? '' : ` to ${monthNamed(month2 ?? '') ?? ''} ${ordinal(day2)}`.replace(/ {2}/u, ' ');
  return `${name} ${ordinal(day)}${until}${yearBehind(written, comma)}`;
}

function sayDayFirst(match: RegExpExecArray): string | undefined {
  const { month = '', day = '', day2, comma, year: written } = groupsOf(match);
  const name = monthNamed(month);
  if (name === undefined || isVerb(match)) return undefined;
  const until = day2 === undefined ? '' : ` to the ${ordinal(day2)}`;
  const the = /\bthe $/iu.test(before(match)) ? '' : 'the ';
  return `${the}${ordinal(day)}${until} of ${name}${yearBehind(written, comma)}`;
}

/** `Jan-Mar`, `May/June 2020`. In lower case, with no year, they may be words: `may-march`. */
function sayMonths(match: RegExpExecArray): string | undefined {
  const { month = '', month2 = '', comma, year: written } = groupsOf(match);
  const [first, second] = [monthNamed(month), monthNamed(month2)];
  if (first === undefined || second === undefined || (written === undefined && /^\p{Ll}/u.test(match[0])))
    return undefined;
  return `${first} ${match[0].includes('/') ? '' : 'to '}${second}${yearBehind(written, comma)}`;
}

function sayMonthYear(match: RegExpExecArray): string | undefined {
  const { month = '', comma = '', year: written = '' } = groupsOf(match);
  const name = monthNamed(month);
  return name === undefined ? undefined : `${name}${comma} ${yearWords(written)}`;
}

/** A date in numbers; undefined where they are none. `a` is the year, or the month; the day where there is no such month. */
function sayNumeric({ groups }: RegExpExecArray): string | undefined {
  const { a = '', b = '', c = '', mark } = groups ?? {};
  if (a.length === 4) return numericDate(a, b, c);
  if (c.length === 3 || (c.length === 2 && mark !== '/')) return undefined;
  if (mark === '.') return numericDate(c, b, a, dayFirst);
  return numericDate(c, a, b) ?? numericDate(c, b, a, dayFirst);
}

function numericDate(yearWritten: string, month: string, dayWritten: string, say = monthFirst): string | undefined {
  const name = monthNumbered(month);
  return name === undefined || !isDay(dayWritten) ? undefined : say(name, dayWritten, yearWritten);
}

/** `2012-05` is May; `2012-13` is a season or a span of years. */
function sayYearMonth({ groups }: RegExpExecArray): string | undefined {
  const { year: written = '', month = '' } = groups ?? {};
  const name = monthNumbered(month);
  if (name === undefined || Number(written.slice(2)) + 1 === Number(month)) return undefined;
  return `${name} ${yearWords(written)}`;
}

const weekdays: Readonly<Record<string, string>> = {
  ...{ mon: 'Monday', tue: 'Tuesday', tues: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', thur: 'Thursday' },
  ...{ thurs: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
};

const anyYear = `(?:(?<comma>,?) ?${yearPattern}(?![\\p{L}\\p{N}]|[-–]\\d|,\\d|\\.\\d))`;

const weekdayPattern = '(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)';

/** Dates with a month, in all usual orders; before years, telephone numbers, fractions and ranges. */
export const dateRules: readonly Rule[] = [
  rule(
    'date',
    `${wordBegin}(?<day>${weekdayPattern})(?:\\.,?|,|(?= (?:${monthPattern} ?\\d|\\d{1,2}(?:st|nd|rd|th)? ${monthPattern})))(?= (?:${monthPattern}|\\d{1,2}))`,
    ({ groups, 0: written }) =>
      `${weekdays[(groups?.['day'] ?? '').toLowerCase()] ?? ''}${written.endsWith(',') ? ',' : ''}`,
    'giu',
  ),
  rule(
    'date',
    `${wordBegin}(?<month>${monthPattern}) ?${day('day')}(?:${dash}(?:(?<month2>${monthPattern}) )?${day('day2')}|)${anyYear}?${end}(?!:\\d| ?%)`,
    sayMonthFirst,
    'giu',
  ),
  rule(
    'date',
    `${begin}${day('day')}(?:${dash}${day('day2')}|)(?: (?:of )?|[-/])(?<month>${monthPattern})(?:[-/](?=\\d{4})|)${anyYear}?${end}`,
    sayDayFirst,
    'giu',
  ),
  rule(
    'date',
    `${wordBegin}(?<month>${monthPattern})(?:${dash}|/)(?<month2>${monthPattern})${anyYear}?(?![\\p{L}\\p{N}-])`,
    sayMonths,
    'giu',
  ),
  rule('date', `${wordBegin}(?<month>${monthPattern})${anyYear}`, sayMonthYear, 'giu'),
  // A season: `2019/20`, `1999/2000`.
  rule(
    'date',
    `${begin}(?<![-/+])(?<from>(?:19|20)\\d\\d)/(?<to>(?:(?:19|20))?\\d\\d)${end}(?![-/]| ?%)`,
    ({ groups }) => {
      const { from = '', to = '' } = groups ?? {};
      return Number(to) % 100 === (Number(from) + 1) % 100 ? `${yearWords(from)} ${yearWords(to)}` : undefined;
    },
  ),
  // `Tuesday (2/22)`, `due 3/14`: elsewhere this is a fraction.
  rule(
    'date',
    `(?=\\d)(?<=\\b(?:[A-Z][a-z]{2,5}day|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\\.?|[Oo]n|[Dd]ue|[Uu]ntil|[Ss]ince|[Dd]ated?:?),? \\(?)(?<month>0?[1-9]|1[0-2])/(?<day>0?[1-9]|[12]\\d|3[01])(?![\\p{L}\\p{N}]|[-/.,]\\d| (?:of|in|cup|mile|inch))`,
    ({ groups }) => monthFirst(monthNumbered(groups?.['month'] ?? '') ?? '', groups?.['day'] ?? ''),
  ),
  rule(
    'date',
    `${begin}(?<a>(?:1\\d|2[01])\\d\\d)(?<mark>[-/.])(?<b>\\d{1,2})\\k<mark>(?<c>\\d{1,2})(?=T\\d\\d:|${end})(?![-/])`,
    sayNumeric,
  ),
  rule(
    'date',
    `${begin}(?<![-/+])(?<a>\\d{1,2})(?<mark>[-/.])(?<b>\\d{1,2})\\k<mark>(?<c>\\d{4}|\\d\\d)${end}(?![-/])`,
    sayNumeric,
  ),
  rule(
    'date',
    `${begin}(?<![-/+])(?<year>1[5-9]\\d\\d|20\\d\\d)[-/](?<month>0[1-9]|1[0-2])${end}(?![-/])`,
    sayYearMonth,
  ),
  rule(
    'date',
    `${begin}(?<![-/+])(?<month>0?[1-9]|1[0-2])/(?<year>19\\d\\d|20\\d\\d)${end}(?![-/])`,
    ({ groups }) => `${monthNumbered(groups?.['month'] ?? '') ?? ''} ${yearWords(groups?.['year'] ?? '')}`,
  ),
  rule(
    'date',
    `${wordBegin}(?<from>${weekdayPattern})\\.?[-–](?<to>${weekdayPattern})(?!\\p{L})`,
    ({ groups }) =>
      `${weekdays[(groups?.['from'] ?? '').toLowerCase()] ?? ''} to ${weekdays[(groups?.['to'] ?? '').toLowerCase()] ?? ''}`,
    'giu',
  ),
];
