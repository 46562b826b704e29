/**
 * eSpeak reads its input as SSML here, and `[[…]]` in it as phonemes (espeak-ng/src/libespeak-ng/readclause.c). Both
 * would let a text say something else than what is written. Returns text that is spoken as it is written.
 */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('\0', ' ') // A zero would end the text.
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\[(?=\[)/gu, '[ ');
}
