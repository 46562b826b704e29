import type { Rule } from '../rule.ts';
import { initialisms } from './initialisms.ts';
import { cardinal, digitByDigit } from './numbers.ts';
import { pattern, textBehind, textBefore } from './numerals.ts';

/** Letters in Chinese text that are more than letters: initialisms in lower case, and Roman numerals. */

const romanValues: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

/** `XIV` → 14; undefined for what is no Roman numeral. */
export function romanNumber(letters: string): number | undefined {
  if (!/^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/u.test(letters)) return undefined;
  const values = [...letters].map((letter) => romanValues[letter] ?? 0);
  return values.reduce((sum, value, index) => (value < (values[index + 1] ?? 0) ? sum - value : sum + value), 0);
}

function sayRoman(letters: string): string | undefined {
  const value = romanNumber(letters.normalize('NFKC').toUpperCase());
  return value === undefined || value === 0 ? undefined : cardinal(String(value));
}

/** An English word stands beside it, so that it is part of a phrase. */
function isInPhrase(match: RegExpExecArray): boolean {
  return (
    /[A-Za-z\d@._/-] ?$/u.test(textBefore(match, 2)) || /^ ?[A-Za-z@_]|^[./-][A-Za-z\d]|^'/u.test(textBehind(match, 2))
  );
}

export const letterRules: readonly Rule[] = [
  {
    name: 'initialism',
    pattern: pattern('(?<![A-Za-z])[a-z]{2,6}(?![A-Za-z])'),
    say: (match) => {
      const [word] = match;
      return initialisms.has(word) && !isInPhrase(match) ? word.toUpperCase() : undefined;
    },
  },
  {
    name: 'initialism',
    pattern: pattern('(?<![A-Za-z] ?)[a-z](?:[ .][a-z]){1,5}\\.?(?! ?[A-Za-z])'),
    say: ([written]) => {
      const word = written.replace(/[ .]/gu, '');
      return initialisms.has(word) ? word.toUpperCase() : undefined;
    },
  },
  { name: 'roman', pattern: pattern('[Ⅰ-ⅿ]{1,15}'), say: ([letters]) => sayRoman(letters) },
  {
    // Latin letters are a Roman numeral where the words beside say so: 第II卷, 路易XIV世.
    name: 'roman',
    pattern: pattern('(?<=第 ?)[IVX]{1,8}(?![A-Za-z])|(?<![A-Za-z])[IVX]{1,8}(?= ?世(?![界纪紀]))'),
    say: ([letters]) => sayRoman(letters),
  },
];

/** Letters and digits one by one, capitals for letters: `a1-b` → `A 一 B`. */
export function sayCharacters(text: string): string {
  return [...text]
    .map((character) => (/^\d$/u.test(character) ? digitByDigit(character) : character.toUpperCase()))
    .filter((character) => /^[\p{L}\p{M}]$/u.test(character))
    .join(' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
}
