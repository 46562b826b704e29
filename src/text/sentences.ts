import { afterOrdinal, beforeMore, beforeName, beforeNumber, usualFirstWords } from './abbreviations.ts';

/** Unicode's sentence rules (UAX #29) are the same for every language here; what they lack is added below. */
const sentenceSegmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Marks that close what a sentence ends with: quotes and brackets. */
export const closers = `["'»”’\\p{Pe}\\p{Pf}]*`;

/** Ends inside what Unicode takes for one sentence: ；, and … where a new sentence starts behind it. */
const innerEnd = new RegExp(
  `；${closers}|…${closers}(?=[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}])|…${closers}(?= +\\p{Lu})`,
  'gu',
);

/** How far after a border the next word is looked at, in UTF-16 units. */
const lookAhead = 32;

/**
 * Yields where each sentence of `text` ends, after its closing quotes and brackets and before the space behind them.
 * `text` holds no paragraph border; line ends count as spaces. When it is only the start of a longer text (`complete`
 * false), an end that more text could move is not yielded.
 */
export function* sentenceEnds(text: string, complete: boolean): Generator<number> {
  const flat = text.replaceAll('\n', ' ');
  let start = 0;
  for (const end of candidates(flat)) {
    if (end <= start) continue;
    if (!complete && end > flat.length - lookAhead) return;
    if (end < flat.length && goesOn(text.slice(start, end), flat.slice(end, end + lookAhead))) continue;
    yield start + flat.slice(start, end).trimEnd().length;
    start = end;
  }
}

function* candidates(flat: string): Generator<number> {
  for (const { segment, index } of sentenceSegmenter.segment(flat)) {
    for (const match of segment.matchAll(innerEnd)) {
      const end = match.index + match[0].length;
      if (end < segment.length) yield index + end;
    }
    yield index + segment.length - openersAtEnd(segment, flat.charAt(index + segment.length));
  }
}

/** Unicode leaves `“` or `「` behind 。with the sentence before; they open the next one when it follows at once. */
function openersAtEnd(sentence: string, next: string): number {
  if (next === '' || next === ' ') return 0;
  return /[\p{Ps}\p{Pi}]*$/u.exec(sentence.slice(-4))?.[0].length ?? 0;
}

/** True when the border between `before` and `after` is none: an abbreviation, an initial, a quote inside a sentence. */
function goesOn(before: string, after: string): boolean {
  const said = before.trimEnd();
  // “Wait!” he said.
  if (/[!?…]["'»”’]$/u.test(said)) return /^ *\p{Ll}/u.test(after);
  const token = /(?:^|[^\p{L}\p{N}.])([\p{L}\p{N}.-]+)\.$/u.exec(said.slice(-lookAhead))?.[1];
  if (token === undefined) return false;
  const word = token.toLowerCase();
  const next = (/[\p{L}\p{N}]+/u.exec(after)?.[0] ?? '').toLowerCase();
  // The number of a list item at the start of a line, "3. Oktober".
  if (/^\p{N}{1,3}$/u.test(token)) return /(?:^|\n)[^\p{L}\n]*$/u.test(said) || afterOrdinal.has(next);
  if (beforeMore.has(word)) return true;
  if (beforeNumber.has(word) && /^\p{N}/u.test(next)) return true;
  // Initials: J. K. Rowling, but "so did I."
  if (/^\p{Lu}$/u.test(token)) return token !== 'I';
  return (beforeName.has(word) || /^(?:\p{L}\.)+\p{L}$/u.test(token)) && !usualFirstWords.has(next);
}
