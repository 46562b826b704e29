import type { Pronunciation } from '../../text/passage.ts';
import { clauses, type Clause } from './clauses.ts';

/**
 * The phonemes of each sentence, as Piper's voices learnt them (`phonemize_espeak.py` in piper-tts): the IPA of each
 * clause and its mark, after `,` `:` `;` also a space, decomposed (NFD), one code point a phoneme. `ipa` is called once,
 * with all clauses, and returns a string for each.
 *
 * A word with a pronunciation of its own is spoken so, and what stands before and behind it in its clause is read apart.
 *
 * Not as Piper does it: where a clause ends without a mark inside a sentence (`wait… what`), a space keeps the words
 * apart, which Piper runs together.
 */
export async function phonemesOf(
  text: string,
  ipa: (pieces: readonly string[]) => Promise<readonly string[]>,
  pronunciations: readonly Pronunciation[] = [],
): Promise<string[][]> {
  const cut = clauses(withWholeWords(text, pronunciations));
  const pieces = cut.map((clause) => piecesOf(clause, pronunciations));
  const read = await ipa(pieces.flat().flatMap((piece) => ('text' in piece ? [piece.text] : [])));
  let next = 0;
  const spoken = pieces.map((all) =>
    all
      .map((piece) => ('text' in piece ? (read[next++] ?? '') : piece.ipa))
      .filter((each) => each !== '')
      .join(' '),
  );
  const sentences: string[][] = [];
  let sentence = '';
  for (const [index, { mark, endsSentence }] of cut.entries()) {
    const said = spoken[index] ?? '';
    if (said !== '' && /\S$/u.test(sentence)) sentence += ' ';
    sentence += said + mark;
    if (mark === ',' || mark === ':' || mark === ';') sentence += ' ';
    if (!endsSentence) continue;
    sentences.push([...sentence.normalize('NFD')]);
    sentence = '';
  }
  sentences.push([...sentence.normalize('NFD')]);
  return sentences.filter(({ length }) => length > 0);
}

/** Ways to write IPA that Piper's voices did not learn from eSpeak, and what they learnt in place of them. */
const learnt: Readonly<Record<string, string>> = {
  ...{ g: 'ɡ', ʦ: 'ts', ʣ: 'dz', ʧ: 'tʃ', ʤ: 'dʒ', ʨ: 'tɕ', ʥ: 'dʑ', ɝ: 'ɜː', "'": 'ˈ', '’': 'ˈ' },
};

/**
 * A pronunciation as eSpeak would write it, in one piece: its marks would end a sentence. A full stop parts syllables, ties (U+0361, U+035C) join
 * letters that are pronounced as one.
 */
function asLearnt(ipa: string): string {
  const letters = ipa.replace(/[.,:;!?\u0361\u035C]/gu, (mark) => (mark === ':' ? 'ː' : ''));
  return letters.replace(/[gʦʣʧʤʨʥɝ'’]/gu, (letter) => learnt[letter] ?? letter);
}

/** The text without the marks inside words that have a pronunciation, which end no clause: `St. John`. As long as it was. */
function withWholeWords(text: string, pronunciations: readonly Pronunciation[]): string {
  let [whole, taken] = ['', 0];
  for (const { start, end } of pronunciations) {
    whole +=
      text.slice(taken, start) + text.slice(start, end).replace(/[\p{P}\s]/gu, (mark) => 'x'.repeat(mark.length));
    taken = end;
  }
  return whole + text.slice(taken);
}

/** A clause cut at the words that have a pronunciation. */
function piecesOf(
  { text, start }: Clause,
  pronunciations: readonly Pronunciation[],
): ({ readonly text: string } | { readonly ipa: string })[] {
  const pieces: ({ text: string } | { ipa: string })[] = [];
  const addText = (piece: string) => {
    if (piece.trim() !== '') pieces.push({ text: piece.trim() });
  };
  let taken = 0;
  for (const { start: from, end, ipa } of pronunciations) {
    if (from < start || end > start + text.length) continue;
    addText(text.slice(taken, from - start));
    pieces.push({ ipa: asLearnt(ipa) });
    taken = end - start;
  }
  addText(text.slice(taken));
  return pieces;
}

/**
 * Phonemes of the longest part that is spoken in one go: what 300 letters make. `9%` is two characters and fourteen
 * phonemes, and the text encoder's memory grows with their square.
 */
const longestPart = 350;

/** A sentence in parts that are not too long, cut between words where there are any. */
export function inParts(sentence: readonly string[]): string[][] {
  const parts: string[][] = [];
  let rest = [...sentence];
  while (rest.length > longestPart) {
    const border = rest.lastIndexOf(' ', longestPart - 1);
    const end = border > 0 ? border + 1 : longestPart;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

/** The same for voices of `phoneme_type: "text"`: the code points of the decomposed text, all as one sentence. */
export function textPhonemes(text: string): string[][] {
  return text === '' ? [] : [[...text.normalize('NFD')]];
}
