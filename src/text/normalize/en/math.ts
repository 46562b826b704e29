import { greekLetters } from '../../greek-letters.ts';
import type { Rule } from '../rule.ts';
import { ordinal, readNumber } from './numbers.ts';
import { begin, number, rule, wordBegin } from './patterns.ts';

const operators: Readonly<Record<string, string>> = {
  ...{
    '+': 'plus',
    '-': 'minus',
    '−': 'minus',
    '–': 'minus',
    '*': 'times',
    '×': 'times',
    '·': 'times',
    '/': 'divided by',
    '÷': 'divided by',
  },
  ...{
    '=': 'equals',
    '≠': 'is not equal to',
    '<': 'is less than',
    '>': 'is greater than',
    '≤': 'is less than or equal to',
  },
  ...{
    '≥': 'is greater than or equal to',
    '≈': 'is approximately',
    '±': 'plus or minus',
    '²': 'squared',
    '³': 'cubed',
    '√': 'the square root of',
  },
  ...{ '(': '', ')': '', '∞': 'infinity' },
};

/** Greek letters, which stand for themselves among other letters, and the forms that mathematics has of some. */
const greek: Readonly<Record<string, string>> = { ...greekLetters, µ: 'mu', ϕ: 'phi', ϑ: 'theta', ϵ: 'epsilon' };
const greekLetter = '[Α-Ωα-ωµϕϑϵ∆Ω]';
const greekName = (letter: string): string | undefined => greek[letter.replace('∆', 'δ').toLowerCase()];

const operand = `√?(?:[-−+±]?${number}(?:\\p{L}(?!\\p{L}))?|\\p{L}{1,2}(?!\\p{L}))[²³]?`;
const operation = `(?: ?[-−–+*×·/÷±] ?${operand})`;
const relation = ' ?[=≠<>≤≥≈] ?';

/** An expression with an equals sign or the like: here a hyphen is a minus and a slash divides. */
function sayExpression({ 0: written }: RegExpExecArray): string {
  return written
    .replace(
      new RegExp(`${number}|[^\\p{L}\\p{N} ]|[²³]|${greekLetter}`, 'gu'),
      (piece) =>
        ` ${/\d/u.test(piece) ? readNumber(piece.replaceAll(',', '')) : (operators[piece] ?? greekName(piece) ?? piece)} `,
    )
    .replace(/ {2,}/gu, ' ')
    .trim();
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Powers, written small: `²` squared, `⁻³` to the power of minus three. */
function sayPower({ 0: written }: RegExpExecArray): string {
  if (written === '²') return 'squared';
  if (written === '³') return 'cubed';
  const digits = Array.from(written, (each) =>
    superscripts.includes(each) ? String(superscripts.indexOf(each)) : '',
  ).join('');
  return /^⁻/u.test(written) ? `to the power of minus ${readNumber(digits)}` : `to the ${ordinal(digits)}`;
}

/** Expressions and powers. */
export const mathRules: readonly Rule[] = [
  rule(
    'math',
    `${wordBegin}(?<![-−–+*×·/÷=] ?)${operand}${operation}{0,6}(?:${relation}${operand}${operation}{0,6}){1,3}(?![\\p{L}\\p{N}])`,
    sayExpression,
    'gu',
    '[=≠<>≤≥≈]',
  ),
  rule(
    'math',
    `${begin}${number} ?[*×÷·] ?${number}(?: ?[*×÷·] ?${number}){0,6}(?![\\p{L}\\p{N}]|[.,]\\d)`,
    sayExpression,
    'gu',
    '[*×÷·]',
  ),
];

/** A difference of variables, with spaces: `x² - 1`, `n - k`; a single Greek letter, alone or beside others: `β`, `Δx`, `2πr`. */
export const symbolicRules: readonly Rule[] = [
  rule(
    'math',
    '(?=[-−–])(?<=(?<![\\p{L}\\p{N}])(?:[b-hj-zα-ω][²³]?|\\d[²³]) )[-−–](?= (?:\\d|[b-hj-zα-ω](?![\\p{L}\\p{N}])))',
    () => 'minus',
  ),
  rule('greek', `(?=[^\\0-\\x7f])(?<!\\p{Script=Greek})${greekLetter}(?!\\p{Script=Greek}|\\p{M})`, ({ 0: letter }) =>
    greekName(letter),
  ),
];

/** Powers behind a number that was said or behind a letter; the rules for numbers come before them. */
export const powerRules: readonly Rule[] = [
  rule('power', `(?=[⁻⁺${superscripts}])(?<=[\\p{L}\\uE000)\\]])[⁻⁺]?[${superscripts}]{1,12}`, sayPower),
];
