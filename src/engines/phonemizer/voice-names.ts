import type { EspeakVoice } from '@echogarden/espeak-ng-emscripten';

/**
 * eSpeak's identifiers by every name that the config of a voice may use, in lower case: the identifier itself
 * (`gmw/en-us`), the name of its file (`en-us`, `cmn`), and its languages (`en-gb`, `fr-fr`, `zh`, `no`), which eSpeak
 * does not take by itself. Where several voices have a language, the one that fits it best gets the name.
 */
export function identifiersByName(voices: readonly EspeakVoice[]): Map<string, string> {
  const languages = voices
    .flatMap(({ identifier, languages }) => languages.map((language) => ({ ...language, identifier })))
    .sort((a, b) => a.priority - b.priority);
  const names = [
    ...voices.map(({ identifier }) => [identifier, identifier] as const),
    ...voices.map(({ identifier }) => [identifier.slice(identifier.lastIndexOf('/') + 1), identifier] as const),
    ...languages.map(({ name, identifier }) => [name, identifier] as const),
  ];
  // A map keeps the last of equal keys; the first is the one that counts.
  return new Map(names.reverse().map(([name, identifier]) => [name.toLowerCase(), identifier]));
}
