import { said } from '../rule.ts';
import { amount, countedAmount } from './numbers.ts';

/**
 * How numbers are written, as pieces of patterns. Every repetition has a bound, and every number starts where no number runs before it, so
 * that a pattern that begins with {@link start} looks at each digit a bounded number of times.
 */

/**
 * No digit, Latin letter or part of a longer number stands before. A comma between digits may be the mark of a list: it joins only groups of
 * three.
 */
export const start = '(?<![\\dA-Za-z]|\\d\\.|(?<!\\d)\\d{1,3},(?=\\d{3}(?!\\d)))';

/** No digit and no decimal follows. */
export const end = '(?!\\d|\\.\\d)';

/** `1,234,567` or `1234`. */
export const integer = '(?:\\d{1,3}(?:,\\d{3}){1,6}(?!\\d)|\\d{1,24})';

/** `1,234.5`, `.5`. */
export const decimal = `(?:${integer}(?:\\.\\d{1,24})?|(?<![\\dA-Za-z.])\\.\\d{1,24})`;

/** What multiplies a number: `1.5万`, `3千万`; 千 of 千克 is no magnitude. */
export const magnitude = '(?: ?(?:[十百千]?[万萬亿億兆]|百(?![分帕])|千(?![分克米瓦卡赫帕焦伏欧歐字])))';

/** A character of a word that a number counts: behind 100元 a dash is 到. */
const measureWord = '(?:(?![至到或和与與及为為是达達在])\\p{Script=Han})';

/** A sign where none can be a hyphen: nothing, a mark or a Han character stands before it. */
export const sign = `(?:(?<![\\dA-Za-z)\\]%°${said}] ?)(?<!\\d${measureWord}{1,3} ?)[-−+±])`;

/** Between two numbers that are the ends of a range. */
export const rangeMark = '(?: ?[-−–—~∼] ?| ?[至到或、] ?)';

/** `10`, `-1.5万`, `10-20`, `3至5万`. */
export const quantity = `${sign}?${decimal}${magnitude}?` + `(?:${rangeMark}[-−]?${decimal}${magnitude}?)?`;

const quantityParts = new RegExp(
  `(?<number>(?:(?<!\\d|[万萬亿億兆百千] ?)[-−+±])?(?:[\\d,]{1,40}(?:\\.\\d{1,24})?|\\.\\d{1,24}))|(?<mark>[-−–—~∼])|(?<rest>[^\\d])`,
  'gu',
);

/** Reads a {@link quantity}; `read` reads each of its numbers. The words in it stay, and a dash is 到. */
export function sayQuantity(written: string, read: (number: string) => string = amount): string {
  return written.replace(quantityParts, (_part, number?: string, mark?: string, rest?: string) => {
    if (number !== undefined) return read(number);
    if (mark !== undefined) return '到';
    return (rest ?? '').trim();
  });
}

/** The same before what is counted, a unit or a classifier; 2 is 两 before 万 too. */
export function sayCount(written: string): string {
  return sayQuantity(written, countedAmount);
}

/** The pattern of a rule: global, by code points. */
export function pattern(source: string): RegExp {
  return new RegExp(source, 'gu');
}

/** What stands before a match, at most `length` UTF-16 units of it. */
export function textBefore(match: RegExpExecArray, length: number): string {
  return match.input.slice(Math.max(0, match.index - length), match.index);
}

/** What stands behind a match, at most `length` UTF-16 units of it. */
export function textBehind(match: RegExpExecArray, length: number): string {
  const from = match.index + match[0].length;
  return match.input.slice(from, from + length);
}
