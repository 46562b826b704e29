import { usualFirstWords } from '../../abbreviations.ts';
import type { Rule } from '../rule.ts';

/** Pieces of patterns that the classes share. A number is found at its first digit only, so that no long number is scanned twice. */

/** Stands before a word: not inside another, nor inside a number. The first look behind says nothing new and is quick. */
export const wordBegin = '(?<![A-Za-z])(?<![\\p{L}\\p{M}\\p{N}]|\\p{N}[.,])';

/** The same before a number. The look ahead comes first, since it is quick and fails nearly everywhere. */
export const begin = `(?=[\\d.¼-¾⅐-⅞↉])${wordBegin}`;

/** Stands behind it. */
export const end = '(?![\\p{L}\\p{M}\\p{N}]|[.,]\\d)';

/** `1,234.5`, `5,00,000`, `12`, `.5`; at most 40 digits on each side, with no group of its own. */
export const number =
  '(?:(?:\\d{1,3}(?:,\\d{3}){1,12}|\\d{1,2}(?:,\\d{2}){1,5},\\d{3}|\\d{1,40})(?:\\.\\d{1,40})?|\\.\\d{1,40})';

/** A number with a sign that belongs to it, or with none. */
export const signedNumber = `(?=[-−–+±\\d.])(?:(?<![\\p{L}\\p{M}\\p{N})\\]%\\uE000])[-−–]|[+±](?<![\\p{L}\\p{M}\\p{N}].)|${begin})${number}`;

/** Between the two ends of a range. */
export const dash = ' ?[-–—‒~] ?';

/** What rules need, by its source and flags: one for all that need the same. */
const needed = new Map<string, RegExp>();

function need(source: string, flags: string): RegExp {
  const known = needed.get(`${flags} ${source}`) ?? new RegExp(source, flags);
  needed.set(`${flags} ${source}`, known);
  return known;
}

/** A rule of this language, and what a text must hold for it: by default what `source` looks ahead at first, one character. */
export function rule(
  name: string,
  source: string,
  say: Rule['say'],
  flags: 'gu' | 'giu' = 'gu',
  needs = /^\(\?=(?<first>\[(?:[^\]\\]|\\.)+\])\)/u.exec(source)?.groups?.['first'],
): Rule {
  const pattern = new RegExp(source, flags);
  return needs === undefined
    ? { name, pattern, say }
    : { name, pattern, say, needs: need(needs, flags.replace('g', '')) };
}

/** What the named groups of a match hold; empty where they found nothing. */
export function groupsOf(match: RegExpExecArray): Readonly<Record<string, string | undefined>> {
  return match.groups ?? {};
}

/** The text before a match, at most 40 characters of it. */
export const before = ({ input, index }: RegExpExecArray): string => input.slice(Math.max(0, index - 40), index);

/** The text behind a match, at most 40 characters of it. */
export const after = ({ input, index, 0: written }: RegExpExecArray): string =>
  input.slice(index + written.length, index + written.length + 40);

/** An amount that describes what stands behind it takes the singular: `a $5 bill`, `a 10 kg bag`. */
export const describesNoun = (match: RegExpExecArray): boolean =>
  /(?:^|[^\p{L}])an? $/iu.test(before(match)) &&
  /^ (?!(?:of|or|and|per|an?|in|at|on|to|is|was|for|more|less|each)\b)\p{Ll}/u.test(after(match));

/**
 * The full stop of an abbreviation that ends its sentence too, `at 5 p.m. He left`, to be said behind its words; otherwise nothing. A
 * sentence ends where a usual first word follows, or nothing.
 */
export function closing(match: RegExpExecArray): string {
  if (!match[0].endsWith('.')) return '';
  const next = /^\s+["'“‘(]?(\p{Lu}\p{L}*)/u.exec(after(match))?.[1];
  return next !== undefined && usualFirstWords.has(next.toLowerCase())
    ? '.'
    : /^(?:\n|$)/u.test(after(match))
      ? '.'
      : '';
}

/** Alternatives of a pattern, the longest first, with what is special in a pattern escaped. */
export function anyOf(words: Iterable<string>): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[$.*+?()[\]{}|^\\/]/gu, '\\$&'))
    .join('|');
}
