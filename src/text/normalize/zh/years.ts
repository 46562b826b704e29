import { digitByDigit } from './numbers.ts';
import { textBefore, textBehind } from './numerals.ts';

/** Digits before 年 are the name of a year (98年毕业, 从15年开始) or a span of years (20年前): by what stands beside. */

/** Behind a number of years these make it a span of time: 1000年前, 30年来. */
const spanBehind = /^(?:之?[前後后来來间間内內]|以[来來上内內下后後]|多|左右|[的之]?[历歷]史|[时時][间間光]|如一|河)/u;

/** Behind two digits and 年 these make it a year: 98年底, 02年出生. */
const yearBehind =
  /^ ?(?:\d{1,2} ?月|[一二三四五六七八九十]{1,2}月|年?[初末底中]|[春夏秋冬暑寒度]|年?出生|生(?!活)|[级級届款版产產]|毕业|畢業|[上下]半年|第|那|[奥奧世亚亞]|高考|[国國][庆慶]|元旦|[Qq][1-4])/u;

/** Before two digits and 年, with one of those behind, these make it a year: 从15年开始, 比22年增长. */
const sinceBefore = /[自从從打]$/u;
const sinceBehind = /^(?:开始|開始|起|至今|到[现現今]|以[来來]|就)/u;
const comparedBefore = /(?:比|[较較]|[与與和同跟])$/u;
const comparedBehind = /^(?:同期|全年|[增降升涨漲跌]|下[降跌滑]|上[升涨漲]|[多少高低](?!年)|提高|[减減]少)/u;

/** Two years of the same decade in a row are years, two round ones spans: 22年、23年, but 10年、20年. */
const yearListBehind = /^ ?[、和与與及至到~–-] ?(\d\d) ?年/u;
const yearListBefore = /(\d\d) ?年 ?[、和与與及至到~–-] ?$/u;

/** In front of two or three digits these make it a year. */
const eraBefore = /(?:公元|西元|前|[纪紀]元|[自从從於于在])$/u;

/** Says a year with its 年, as it stands in the text; undefined for a span of years. */
export function sayYear(match: RegExpExecArray): string | undefined {
  const [, digits = ''] = match;
  const [before, behind] = [textBefore(match, 8), textBehind(match, 6)];
  const year = `${digitByDigit(digits)}年`;
  if (/^0/u.test(digits) || yearBehind.test(behind) || /(?:公元|西元|[纪紀]元)前?$/u.test(before)) return year;
  if (digits.length === 2 && isShortYear(digits, before, behind)) return year;
  if (spanBehind.test(behind)) return digits.length === 4 && !/00$/u.test(digits) ? year : undefined;
  const value = Number(digits);
  if (digits.length === 4) return value <= 2100 ? year : undefined;
  if (digits.length === 3) return /0$/u.test(digits) ? undefined : year;
  return value >= 60 && (value % 10 !== 0 || eraBefore.test(before)) ? year : undefined;
}

/** Two digits are a year: by the words beside, in a list of years, or when nothing else stands in their line. */
function isShortYear(digits: string, before: string, behind: string): boolean {
  if (/(?:^|\n)$/u.test(before) && /^(?:\n|$)/u.test(behind)) return true;
  if (sinceBefore.test(before) && sinceBehind.test(behind)) return true;
  if (comparedBefore.test(before) && comparedBehind.test(behind)) return true;
  const other = yearListBehind.exec(behind)?.[1] ?? yearListBefore.exec(before)?.[1];
  const distance = Math.abs(Number(other ?? Number.NaN) - Number(digits));
  return distance > 0 && distance < 10 && (Number(digits) % 5 !== 0 || Number(other) % 5 !== 0);
}
