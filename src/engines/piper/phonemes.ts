import { clauses } from './clauses.ts';

/**
 * The phonemes of each sentence, as Piper's voices learnt them (`phonemize_espeak.py` in piper-tts): the IPA of each
 * clause and its mark, after `,` `:` `;` also a space, decomposed (NFD), one code point a phoneme. `ipa` is called once,
 * with all clauses, and returns a string for each.
 *
 * Not as Piper does it: where a clause ends without a mark inside a sentence (`wait… what`), a space keeps the words
 * apart, which Piper runs together.
 */
export async function phonemesOf(
  text: string,
  ipa: (pieces: readonly string[]) => Promise<readonly string[]>,
): Promise<string[][]> {
  const cut = clauses(text);
  const spoken = await ipa(cut.map((clause) => clause.text));
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
