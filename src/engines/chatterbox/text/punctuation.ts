import type { Variant } from '../variant.ts';

type Replacement = readonly [found: string, instead: string];

/** In this order, each wherever it stands (`punc_norm` in chatterbox: `tts.py`, `mtl_tts.py`). */
const replacements: readonly Replacement[] = [
  ['...', ', '],
  ['…', ', '],
  [':', ','],
  [' - ', ', '],
  [';', ', '],
  ['—', '-'],
  ['–', '-'],
  [' ,', ','],
  ['“', '"'],
  ['”', '"'],
  ['‘', "'"],
  ['’', "'"],
];

/** What Turbo and Nano did not learn to replace (`tts_turbo.py`). */
const notInTurbo: ReadonlySet<string> = new Set(['...', ' - ', ';']);
const turboReplacements = replacements.filter(([found]) => !notInTurbo.has(found));

const ends = ['.', '!', '?', '-', ','];
const multilingualEnds = [...ends, '、', '，', '。', '？', '！'];

/** White space as Python's `str.split` sees it. */
const whiteSpace = /[\s\u001C-\u001F\u0085]+/gu;

/**
 * The text with the punctuation that the models learnt: a capital first, no runs of white space, few kinds of marks, and
 * a mark at the end. A text of white space is empty.
 */
export function normalizePunctuation(text: string, variant: Variant): string {
  const [first = ''] = text;
  const capital = /^\p{Lowercase}/u.test(first) ? first.toUpperCase() + text.slice(first.length) : text;
  let normal = capital.replace(whiteSpace, ' ').trim();
  if (normal === '') return '';
  const isTurbo = variant === 'turbo' || variant === 'nano';
  for (const [found, instead] of isTurbo ? turboReplacements : replacements) {
    normal = normal.replaceAll(found, instead);
  }
  normal = normal.trimEnd();
  const ended = (variant === 'multilingual' ? multilingualEnds : ends).some((end) => normal.endsWith(end));
  return ended ? normal : `${normal}.`;
}
