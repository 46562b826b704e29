/**
 * The ids of a sentence as Piper's voices learnt them (`phonemes_to_ids` in piper-tts): begin, pad, then each phoneme
 * followed by a pad, then end. A phoneme that the voice does not have is left out, and is among `unknown`, each once.
 *
 * Voices of `phoneme_type: "text"` may have small letters only: Piper's first program folded the case of a text, and its
 * present one does not. A capital that the voice does not have is its small letter here.
 */
export function phonemeIds(
  phonemes: readonly string[],
  map: ReadonlyMap<string, readonly number[]>,
): { ids: number[]; unknown: string[] } {
  const idsOf = (phoneme: string) => map.get(phoneme) ?? [];
  const pad = idsOf('_');
  const ids = [...idsOf('^'), ...pad];
  const unknown = new Set<string>();
  for (const phoneme of phonemes) {
    const own = map.get(phoneme) ?? map.get(phoneme.toLowerCase());
    if (own) ids.push(...own, ...pad);
    else unknown.add(phoneme);
  }
  return { ids: [...ids, ...idsOf('$')], unknown: [...unknown] };
}
