/**
 * flite makes one utterance of a sentence, and its memory grows with the length of that utterance: 0.8 MB for a second.
 * In prose a character is about 0.07 s. Spelled-out text says a word for each character, up to half a second or more,
 * so 300 of them could be 200 s and 230 MB.
 */

/** A word of more letters than this is spelled out for certain. */
const longestWord = 25;
/** What a spelled character, a digit or a symbol weighs against a letter of prose. */
const spelledWeight = 5;
/** The weight after which an utterance ends. Prose of a whole segment weighs 300 to 400. */
const maxUtteranceWeight = 500;

/** Returns ASCII text with an empty line, which ends an utterance, wherever flite would otherwise take in too much. */
export function limitUtterances(text: string): string {
  let result = '';
  let weight = 0;
  for (const [piece] of text.matchAll(/\s+|[A-Za-z']+|[^\sA-Za-z']/gu)) {
    const isWord = piece.length > 1 && piece.length <= longestWord;
    for (const part of isWord ? [piece] : piece) {
      const added = isWord ? part.length : /[\s.,;:!?'()-]/u.test(part) ? 1 : spelledWeight;
      if (weight + added > maxUtteranceWeight) {
        result += '\n\n';
        weight = 0;
      }
      weight += added;
      result += part;
    }
  }
  return result;
}
