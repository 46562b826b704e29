import type { LanguageNumbers } from './number-words.ts';
import type { NumberMarks } from './written-number.ts';

/** Letters that hold a number fast (A4, H2O). Japanese and Korean words stand beside a number without a space. */
const spacedLetter = String.raw`[\p{L}\p{M}\p{N}_@#&]`;
const foreignLetter = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}_@#&]`;

/** Between digits these make dates, times, ranges, fractions and addresses, which are left as they are written. */
const joint = String.raw`[.,:/–−’'٫٬×*^+=-]`;

/**
 * Digits and marks. Where the language writes 1 234 567, what looks like groups is read as a whole or not at all.
 */
function digits({ group }: NumberMarks): string {
  const marked = String.raw`(?:[.,’'٫٬]\p{Nd}{1,40}){0,12}`;
  const run = String.raw`\p{Nd}{1,40}${marked}`;
  if (group !== ' ') return run;
  const grouped = String.raw`(?<!\p{Nd} )[1-9]\p{Nd}{0,2}(?: \p{Nd}{3}){1,5}(?! ?\p{Nd})${marked}`;
  const notLater = String.raw`(?!(?<=\p{Nd} )\p{Nd}{3}(?!\p{Nd}))`;
  const notFirst = String.raw`(?!(?<=(?<!\p{Nd})\p{Nd}{1,3}) \p{Nd}{3}(?!\p{Nd}))`;
  return `(?:${grouped}|${notLater}${run}${notFirst})`;
}

/** What stands around a number. */
interface Around {
  readonly before?: string;
  readonly after?: string;
}

/**
 * A number that stands alone, as the group `number`, with `before` and `after` beside it. A hyphen is a minus where nothing but a space or a
 * bracket is before it. Linear: a run of digits is tried once, at its start.
 */
export function numberPattern(
  numbers: LanguageNumbers,
  marks: NumberMarks,
  { before = '', after = '' }: Around,
): RegExp {
  const letter = numbers.besideLetters ? foreignLetter : spacedLetter;
  const start = String.raw`(?<!${letter}|\p{N}${joint}${before === '' ? String.raw`|\p{Sc} ?|%` : String.raw`|\p{N} `})${before}`;
  const end = String.raw`${after}(?!${letter}|${joint}\p{N}|:\p{L}${after === '' ? String.raw`| ?[\p{Sc}%‰°]` : ''})`;
  const suffix = after === '' && numbers.notBefore !== undefined ? `(?!${numbers.notBefore})` : '';
  return new RegExp(String.raw`${start}(?<number>(?:(?<=^|[\s(\p{Sc}])[-−])?${digits(marks)})${end}${suffix}`, 'gu');
}
