import type { Rule } from '../rule.ts';
import { cardinal, digitByDigit } from './numbers.ts';
import { pattern, start } from './numerals.ts';
import { sayYear } from './years.ts';

/** Years are read digit by digit, months and days as numbers: `2018年5月1日` → `二零一八年五月一日`. */

/** `08` → `八`: a month or a day; undefined when there is none such. */
function month(digits: string): string | undefined {
  return inRange(digits, 1, 12);
}

function day(digits: string): string | undefined {
  return inRange(digits, 1, 31);
}

function inRange(digits: string, least: number, most: number): string | undefined {
  const value = Number(digits);
  return value >= least && value <= most ? cardinal(String(value)) : undefined;
}

/** Says the parts that are given, all as digits; undefined when one of them cannot be. */
export function sayDate(year?: string, monthOfYear?: string, dayOfMonth?: string): string | undefined {
  const months = monthOfYear === undefined ? '' : month(monthOfYear);
  const days = dayOfMonth === undefined ? '' : day(dayOfMonth);
  if (months === undefined || days === undefined) return undefined;
  const words = [
    year === undefined ? '' : `${digitByDigit(year)}年`,
    months === '' ? '' : `${months}月`,
    days === '' ? '' : `${days}日`,
  ];
  return words.join('');
}

/** `12/2/2` and `02-05-30`: year first, unless only the last part can be the year (`5/30/02`, `31/12/99`). */
export function sayShortDate(first: string, second: string, third: string): string | undefined {
  const lastIsYear = /^0/u.test(third) && third.length === 2 && first.length === 1;
  const yearFirst = lastIsYear ? undefined : sayDate(first, second, third);
  return yearFirst ?? sayDate(third, first, second) ?? sayDate(third, second, first);
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const englishMonth =
  '(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?';

/** The number of a month by its English name, as digits. */
function monthNumber(name: string): string {
  return String(monthNames.indexOf(name.slice(0, 3).toLowerCase()) + 1);
}

const year4 = '((?:19|20)\\d\\d)';
const notPart = '(?![\\d]|[-/.·]\\d)';
/** The same behind a whole date, which may begin a range: 2020.1.1-2020.3.1. */
const notNumber = '(?!\\d|[/.·]\\d|-\\d{1,3}(?!\\d))';
const era = '(?<![A-Za-z])';

/** Days whose number is their name, by what it names: 6.1儿童节, 12.9运动. */
const namedDay =
  '(?:儿童|兒童|[妇婦]女|[劳勞][动動]|青年|植[树樹]|教[师師]|[国國][庆慶]|建[军軍党黨]|[购購]物[节節]|[运運][动動]|事[变變件]|大促|[惨慘]案|[长長]假|[黄黃]金周)';

export const dateRules: readonly Rule[] = [
  {
    name: 'date',
    pattern: pattern(`${start}(0?[1-9]|1[0-2])[./-](\\d{1,2})(?=${namedDay})`),
    say: ([, first = '', second = '']) =>
      first === '10' ? `十${digitByDigit(second)}` : digitByDigit(`${Number(first)}${Number(second)}`),
  },
  {
    // 1990s
    name: 'year',
    pattern: pattern(`${start}((?:1[5-9]|20)\\d0)s(?![A-Za-z\\d])`),
    say: ([, year = '']) => `${digitByDigit(year)}年代`,
  },
  {
    // Days that are a name: 9·11, 3·15.
    name: 'date',
    pattern: pattern(`${start}(?<!·)(\\d{1,2})·(\\d{1,2})(?![\\d·])`),
    say: ([written]) => digitByDigit(written),
  },
  {
    name: 'date',
    pattern: pattern(`${start}${year4}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])(?![\\d.])`),
    say: ([, year, monthOfYear, dayOfMonth]) => sayDate(year, monthOfYear, dayOfMonth),
  },
  {
    name: 'date',
    pattern: pattern(
      `${start}(\\d{4})(?:-(\\d{1,2})-|/(\\d{1,2})/|\\.(\\d{1,2})\\.|·(\\d{1,2})·)(\\d{1,2})${notNumber}(?:T(?=\\d\\d:))?`,
    ),
    say: ([, year, dash, stroke, dot, middle, dayOfMonth]) =>
      sayDate(year, dash ?? stroke ?? dot ?? middle, dayOfMonth),
  },
  {
    name: 'date',
    pattern: pattern(`${start}(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${notPart}`),
    say: ([, first = '', , second = '', year]) => sayDate(year, second, first) ?? sayDate(year, first, second),
  },
  {
    name: 'date',
    pattern: pattern(`${start}(\\d{1,2})/(\\d{1,2})/(\\d{1,2})${notPart}`),
    say: ([, first = '', second = '', third = '']) => sayShortDate(first, second, third),
  },
  {
    name: 'date',
    pattern: pattern(`${start}${year4}(?:[-/·](\\d{1,2})|\\.(0[1-9]|1[0-2]))${notPart}(?![年%])`),
    say: ([, year, joined, dotted]) => sayDate(year, joined ?? dotted),
  },
  {
    // 1998.9-2002.7, 生于1990.5: a dot before one digit is no decimal here.
    name: 'date',
    pattern: pattern(
      `${start}${year4}\\.(1[0-2]|[1-9])(?:(?= ?[-–—~至到] ?(?:(?:19|20)\\d\\d\\.\\d|今))|(?<=(?:[于於自从從]|\\.\\d{1,2} ?[-–—~至到] ?)\\d{4}\\.\\d{1,2}))${notNumber}(?!%)`,
    ),
    say: ([, year, monthOfYear]) => sayDate(year, monthOfYear),
  },
  {
    name: 'date',
    pattern: pattern(`${start}(?:(0?[1-9]|1[0-2])[-/]|(0[1-9])\\.)${year4}${notPart}`),
    say: ([, joined, dotted, year]) => sayDate(year, joined ?? dotted),
  },
  {
    name: 'date',
    pattern: pattern(`${start}(?:(0\\d)[-/.](\\d\\d)|(1[0-2])[-/](0\\d))${notPart}`),
    say: ([, first, second, late, early]) => sayDate(undefined, first ?? late, second ?? early),
  },
  {
    // 10/28: people reduce their fractions, so that what can be reduced is a day.
    name: 'date',
    pattern: pattern(`${start}(?<!\\d )(1[0-2])/(1\\d|2\\d|3[01])${notPart}(?!%)`),
    say: ([, first = '', second = '']) =>
      [2, 3, 5, 7, 11].some((factor) => Number(first) % factor === 0 && Number(second) % factor === 0)
        ? sayDate(undefined, first, second)
        : undefined,
  },
  {
    name: 'date',
    pattern: pattern(`${era}(?:[Aa]\\.?[Dd]\\.?|([Bb]\\.?[Cc](?:\\.?[Ee])?\\.?)) ?(\\d{1,4})年?(?!\\d)`),
    say: ([, before, year = '']) => `公元${before === undefined ? '' : '前'}${digitByDigit(year)}年`,
  },
  {
    name: 'date',
    pattern: pattern(`${start}(\\d{1,4})年? ?(?:[Aa]\\.?[Dd]\\.?|([Bb]\\.?[Cc]\\.?(?:[Ee]\\.?)?))(?![A-Za-z])`),
    say: ([, year = '', before]) => `公元${before === undefined ? '' : '前'}${digitByDigit(year)}年`,
  },
  {
    name: 'date',
    pattern: pattern(`(?<![A-Za-z])${englishMonth} (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?![\\d:.]|年)`),
    say: ([, name = '', dayOfMonth, year]) => sayDate(year, monthNumber(name), dayOfMonth),
  },
  {
    name: 'date',
    pattern: pattern(`${start}(\\d{1,2})(?:st|nd|rd|th)? ${englishMonth}(?![A-Za-z])(?:,? (\\d{4}))?(?!\\d)`),
    say: ([, dayOfMonth, name = '', year]) => sayDate(year, monthNumber(name), dayOfMonth),
  },
  {
    name: 'year',
    pattern: pattern(`${start}(\\d{4}|0\\d)(年?) ?([-−–—~∼至到]) ?(\\d{4}|0\\d) ?年`),
    say: ([, from = '', word = '', mark = '', to = '']) =>
      `${digitByDigit(from)}${word}${/[至到]/u.test(mark) ? mark : '到'}${digitByDigit(to)}年`,
  },
  {
    name: 'year',
    pattern: pattern(`${start}((?:1\\d|20)\\d\\d)[-/–~](\\d{2}|\\d{4})(?= ?(?:[赛賽]季|[学學]年|[财財]年|年度))`),
    say: ([, from = '', to = '']) => `${digitByDigit(from)}到${digitByDigit(to)}`,
  },
  { name: 'year', pattern: pattern(`${start}(\\d{2,4}) ?年(?![级級代])`), say: sayYear },
  { name: 'year', pattern: pattern(`${start}(\\d{4}) ?年代`), say: ([, year = '']) => `${digitByDigit(year)}年代` },
  {
    name: 'year',
    pattern: pattern(
      `${start}${year4}(?= ?(?:[级級届款版]|[赛賽]季|[财財学學]年|年度|[冬夏]?[奥奧]|世界杯|[欧歐]洲杯|春[晚节節]|跨年|新年))`,
    ),
    say: ([, year = '']) => digitByDigit(year),
  },
  {
    // People by the decade or half decade of their birth.
    name: 'year',
    pattern: pattern(`${start}([5-9]0|[6-9]5|0[05]|10)[后後](?![来來面边邊的天])`),
    say: ([written, decade = '']) => digitByDigit(decade) + written.slice(-1),
  },
  {
    name: 'date',
    pattern: pattern(
      `${start}(\\d{1,2})(?: ?[-−–—~∼] ?(\\d{1,2}))? ?(月(?!球)|[日号號](?![楼樓线線]))(?![份]?[的]?[间])`,
    ),
    say: ([, from = '', to, unit = '']) => {
      const read = unit === '月' ? month : day;
      const [first, last] = [read(from), to === undefined ? '' : read(to)];
      if (first === undefined || last === undefined) return undefined;
      return `${first}${last === '' ? '' : `到${last}`}${unit}`;
    },
  },
];
