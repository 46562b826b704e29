import type { EspeakVoice } from '@echogarden/espeak-ng-emscripten';
import type { EngineVoice } from '../engine.ts';

/** A voice with the name by which eSpeak knows it. */
export interface NamedVoice extends Pick<EngineVoice, 'id' | 'name' | 'languages'> {
  readonly identifier: string;
}

/** eSpeak's priorities above this mark languages that a voice is only a makeshift for. */
const makeshift = 7;

/** What eSpeak's own list has wrong for us, by identifier. */
const corrections: Readonly<Record<string, { readonly tag?: string; readonly languages?: readonly string[] }>> = {
  // Named after a family of accents where the others are named after one.
  'gmw/en': { tag: 'en-gb' },
  'roa/fr': { languages: ['fr', 'fr-fr'] },
  // Private marks where eSpeak's tag means a country: Bosnia, none, the Vatican, Chile.
  'roa/ca-ba': { languages: ['ca-x-balear'] },
  'roa/ca-nw': { languages: ['ca-x-norwest'] },
  'roa/ca-va': { languages: ['ca-valencia'] },
  'zle/ru-cl': { languages: ['ru-x-classic'] },
  // Not well-formed as BCP 47.
  'gmw/en-US-nyc': { languages: ['en-us-x-nyc'] },
  'art/piqd': { languages: ['tlh'] },
  'art/py': { languages: ['art-x-pyash'] },
  'iro/chr': { languages: ['chr'] },
  // They read pinyin, or jyutping, beside Chinese characters: asked for by name only.
  'sit/cmn-Latn-pinyin': { languages: ['cmn-latn-pinyin'] },
  'sit/yue-Latn-jyutping': { languages: ['yue-latn-jyutping'] },
};

/** Left out: a test of eSpeak's authors, not a language ("xextan-test"). */
const leftOut = new Set(['art/xex']);

/** Returns eSpeak's voices in its own order, as `espeak-<tag>`. */
export function nameVoices(voices: readonly EspeakVoice[]): NamedVoice[] {
  return voices
    .filter(({ identifier }) => !leftOut.has(identifier))
    .map((voice) => {
      const { identifier } = voice;
      const correction = corrections[identifier];
      const tag = correction?.tag ?? identifier.slice(identifier.lastIndexOf('/') + 1).toLowerCase();
      return {
        id: `espeak-${tag}`,
        name: `${voice.name} (eSpeak NG)`,
        languages: correction?.languages ?? languagesOf(voice),
        identifier,
      };
    });
}

/** BCP 47, best first. `zh-cmn` and `zh-yue` are older forms of tags that stand beside them. */
function languagesOf({ languages }: EspeakVoice): string[] {
  return languages
    .filter(({ name, priority }) => priority < makeshift && !/^zh-(?:cmn|yue)$/u.test(name))
    .map(({ name }) => name);
}
