import type { Rule } from '../rule.ts';
import { amount } from './numbers.ts';
import { decimal, pattern, start, textBefore, textBehind } from './numerals.ts';
import { scoreBefore, scoreBehind } from './times.ts';

/** What has a colon between numbers and is no time of the day: scores, ratios, scales. */

function sayRatio(written: string): string {
  return written
    .split(/ ?[:：∶/\-–] ?/u)
    .map((term) => amount(term))
    .join('比');
}

export const scoreRules: readonly Rule[] = [
  {
    // Blood pressure.
    name: 'ratio',
    pattern: pattern(`${start}\\d{2,3}/\\d{2,3}(?![\\d/])`),
    say: (match) =>
      /血[压壓][^\d。]{0,4}$/u.test(textBefore(match, 7)) || /^ ?mmHg/u.test(textBehind(match, 5))
        ? sayRatio(match[0])
        : undefined,
  },
  {
    name: 'score',
    pattern: pattern(`${start}\\d{1,3} ?[-–] ?\\d{1,3}(?![\\d.]|[-–]\\d)`),
    say: (match) =>
      scoreBefore.test(textBefore(match, 16)) || scoreBehind.test(textBehind(match, 4))
        ? sayRatio(match[0])
        : undefined,
  },
  {
    name: 'ratio',
    pattern: pattern(`${start}(?<!\\d[:：∶])${decimal}(?: ?[:：∶] ?${decimal}){1,20}(?!\\d)`),
    say: ([written]) => sayRatio(written),
  },
];
