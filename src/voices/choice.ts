import type { EngineInfo, EngineVoice } from '../engines/engine.ts';
import { isLatinOnly, matchLanguage } from '../text/language.ts';

/** A voice as users see it. */
export interface Voice extends EngineVoice {
  readonly engine: string;
}

/** A voice chosen for a piece of text. */
export interface Choice {
  readonly voice: Voice;
  /** BCP 47, the one of the voice's languages that is spoken. */
  readonly language: string;
}

/** A voice that is taken where it speaks the language of the text. */
export interface Preference {
  readonly id: string;
  /** Chosen by somebody here, not one of the names that every OpenAI client sends. */
  readonly firm: boolean;
}

/**
 * Who speaks a text, by the first of the languages that anybody speaks: the preferred voice if it does, else the best of
 * the first engine that has one. A firm preference goes before the order of engines. Only voices that can read the
 * text's letters count.
 */
export function chooseVoice(
  engines: readonly EngineInfo[],
  wanted: { preferred: Preference | undefined; languages: readonly string[]; text: string },
): Choice | undefined {
  const { preferred, languages, text } = wanted;
  const latin = isLatinOnly(text);
  const readers = engines.map((info) => ({
    ...info,
    voices: info.voices.filter((voice) => latin || !voice.latinOnly),
  }));
  return firstOf(languages, (language) => {
    const firm = preferred?.firm ? firstOf(readers, (info) => ownVoice(info, preferred.id, language)) : undefined;
    return firm ?? firstOf(readers, (info) => bestVoice(info, preferred?.id, language));
  });
}

/** The voice of that name, if it speaks the language. */
function ownVoice(info: EngineInfo, id: string | undefined, language: string): Choice | undefined {
  const own = info.voices.find((voice) => voice.id === id);
  const tag = own && matchLanguage(language, own.languages);
  return own && tag ? { voice: { ...own, engine: info.id }, language: tag } : undefined;
}

function bestVoice(info: EngineInfo, preferred: string | undefined, language: string): Choice | undefined {
  const own = ownVoice(info, preferred, language);
  if (own) return own;
  const tag = matchLanguage(language, [...new Set(info.voices.flatMap((voice) => voice.languages))]);
  // Of several voices for a language, the one whose first language it is.
  const rank = (voice: EngineVoice) => voice.languages.indexOf(tag ?? '');
  const [voice] = info.voices.filter((each) => tag && rank(each) >= 0).sort((a, b) => rank(a) - rank(b));
  return voice && tag ? { voice: { ...voice, engine: info.id }, language: tag } : undefined;
}

/** The first result of `choose` over the items that is one. */
function firstOf<T, R>(items: readonly T[], choose: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const result = choose(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
