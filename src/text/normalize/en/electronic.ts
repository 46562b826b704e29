import type { Rule } from '../rule.ts';
import { digitByDigit } from './numbers.ts';
import { anyOf, rule } from './patterns.ts';

/** How marks are called in an address; others in it are silent. */
const marks: Readonly<Record<string, string>> = {
  ...{ '.': 'dot', '@': 'at', '/': 'slash', ':': 'colon', '-': 'dash', _: 'underscore', '+': 'plus', '=': 'equals' },
  ...{
    '?': 'question mark',
    '&': 'and',
    '%': 'percent',
    '#': 'hash',
    '~': 'tilde',
    '*': 'star',
    $: 'dollar',
    ',': 'comma',
  },
  ...{ ';': 'semicolon', '!': 'exclamation mark' },
};

/** Ends of names that are said as a word; other short ones are letters: `.uk`, `.pdf`. */
const saidAsWord = new Set(
  'com co org net gov edu mil info biz app dev shop blog online site name zip exe bin doc jar log bat tar dot zone team tech live'.split(
    ' ',
  ),
);

/** Ends of names of files and sites that may follow a word in capitals (`README.md`, `Amazon.com`). */
const knownEnds = (
  'com co org net gov edu mil info biz io ai co uk us eu de fr it es nl ca au in jp cn ru br tv me app dev ' +
  'pdf doc docx xls xlsx ppt pptx txt csv md html htm xml json yaml yml js ts py rb go rs cpp java exe zip tar gz jpg jpeg png gif svg mp3 mp4 wav ogg avi mov log sql sh bat ini cfg css php'
).split(' ');

/** What stands in an address or a name of a file, said piece by piece: marks by their names, digits one by one. */
export function electronicWords(written: string): string {
  return written
    .replace(/(?<=\.)\p{L}{2,4}(?=$|[/:?#])/gu, (end) =>
      end.toLowerCase() === 'jpg' ? 'jpeg' : saidAsWord.has(end.toLowerCase()) ? end : end.toUpperCase(),
    )
    .replace(/^(?:https?|ftps?|wss?|ssh)(?=:)|(?<=^|\/)www(?=\.)/giu, (scheme) => scheme.toUpperCase())
    .replace(/\d+|[^\p{L}\p{M}\d]/gu, (piece) => ` ${/\d/u.test(piece) ? digitByDigit(piece) : (marks[piece] ?? '')} `)
    .replace(/ {2,}/gu, ' ')
    .trim();
}

/** `BlackLivesMatter`, `snake_case`: the words of a name that is written as one. */
function nameWords(written: string): string {
  return written
    .replace(/_/gu, ' underscore ')
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replace(/\d+/gu, (digits) => ` ${digitByDigit(digits)} `)
    .replace(/ {2,}/gu, ' ')
    .trim();
}

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const path = '(?:[/?#][^\\s\\uE000<>"“”]{0,2000}(?<![.,;:!?)\\]\'’]))?';
const port = '(?::\\d{2,5}(?!\\d))?';

/** A full stop inside a word, which every address has. */
const dotInside = '[A-Za-z0-9_-]\\.[A-Za-z]';

const sayWhole = ({ 0: written }: RegExpExecArray): string => electronicWords(written);

/** Addresses of mail and pages, names of files, handles and tags: before everything, since they hold numbers and marks of all kinds. */
export const electronicRules: readonly Rule[] = [
  rule(
    'url',
    `(?<![A-Za-z])(?<![\\p{L}\\p{N}])(?:https?|ftps?|wss?|ssh|file):/{1,3}[^\\s\\uE000<>"“”]{1,2000}(?<![.,;:!?)\\]'’])`,
    sayWhole,
    'giu',
    ':/',
  ),
  rule(
    'url',
    `(?<![\\p{L}\\p{N}@._-])(?:localhost(?::\\d{2,5})?|\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{2,5})?(?=/\\p{L}))(?![\\p{L}\\p{N}])${path}`,
    sayWhole,
    'gu',
    'localhost|/',
  ),
  rule(
    'email',
    `(?<![A-Za-z])(?=[A-Za-z0-9_%+.-]{1,80}@)(?<![\\p{L}\\p{N}._%+-])[A-Za-z0-9_%+-]{1,64}(?:\\.[A-Za-z0-9_%+-]{1,64}){0,4}@${label}(?:\\.${label}){1,5}${path}`,
    sayWhole,
    'gu',
    '@',
  ),
  rule(
    'url',
    `(?<![A-Za-z])(?<![\\p{L}\\p{N}@._-])www\\.${label}(?:\\.${label}){1,5}${port}${path}`,
    sayWhole,
    'giu',
    'www\\.',
  ),
  rule(
    'url',
    `(?<![A-Za-z])(?=[a-z0-9-]{1,63}\\.[a-z0-9])(?<![\\p{L}\\p{N}@._'’-])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,4}\\.[a-z]{2,6}(?![\\p{L}\\p{N}_@'’-]|\\.[\\p{L}\\p{N}])${port}${path}`,
    ({ 0: written }) =>
      /^(?:\d+|\d.*\.(?:m|in|ft|lb|oz|km|kg|cm|mm|am|pm|hrs?|th|st|nd|rd)|[ap]\.m.*)$/u.test(written) ||
      !/[a-z].*\./u.test(written)
        ? undefined
        : electronicWords(written),
    'gu',
    dotInside,
  ),
  rule(
    'file',
    `(?<![A-Za-z])(?=[.~/]|[A-Za-z0-9_-]{1,64}[./])(?<![\\p{L}\\p{N}@._'’/-])(?:\\.{1,2}/|~?/)?(?:[A-Za-z0-9_.-]{1,64}/){0,20}[A-Za-z0-9_][A-Za-z0-9_-]{0,63}\\.(?:${anyOf(knownEnds)})(?![\\p{L}\\p{N}_'’-]|\\.[\\p{L}\\p{N}])`,
    ({ 0: written }) => (/^\d[\d,.]*\.\p{L}+$/u.test(written) ? undefined : electronicWords(written)),
    'gu',
    dotInside,
  ),
  rule(
    'path',
    '(?<![A-Za-z])(?<![\\p{L}\\p{N}\\p{M}/.)<])[~.]?(?:/[A-Za-z_.][A-Za-z0-9_.-]{0,63}){2,20}/?(?<![.-])(?![\\p{L}\\p{N}/])',
    sayWhole,
    'gu',
    '/',
  ),
  rule(
    'handle',
    '(?<![A-Za-z])(?<![\\p{L}\\p{N}._])@(?<name>[\\p{L}_][\\p{L}\\p{M}\\d_]{0,63})',
    ({ groups }) => `at ${nameWords(groups?.['name'] ?? '')}`,
    'gu',
    '@',
  ),
  rule(
    'tag',
    '(?<![A-Za-z])(?<![\\p{L}\\p{N}&])#(?<name>(?!\\d{1,5}[A-Z](?![\\p{L}\\d_]))\\d{0,8}[\\p{L}_][\\p{L}\\p{M}\\d_]{0,99})',
    ({ groups }) => `hash ${nameWords(groups?.['name'] ?? '')}`,
    'gu',
    '#',
  ),
];
