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
  return firstOf(languages, (language) => {
    const speech = { language, latin };
    const firm = preferred?.firm ? firstOf(engines, (info) => ownVoice(info, preferred.id, speech)) : undefined;
    return firm ?? firstOf(engines, (info) => ownVoice(info, preferred?.id, speech) ?? bestVoice(info, speech));
  });
}

interface SpokenText {
  readonly language: string;
  /** All of its letters are Latin. */
  readonly latin: boolean;
}

/** The voice of that name, if it speaks and reads the text. */
function ownVoice(info: EngineInfo, id: string | undefined, { language, latin }: SpokenText): Choice | undefined {
  const own = info.voices.find((voice) => voice.id === id);
  const tag = own && (latin || !own.latinOnly) && matchLanguage(language, own.languages);
  return own && tag ? { voice: { ...own, engine: info.id }, language: tag } : undefined;
}

/** To choose takes a millisecond where there are a hundred voices, so it is remembered while an engine has the same ones; emptied when full. */
const chosen = new WeakMap<EngineInfo, Map<string, Choice | undefined>>();
const mostChosen = 1000;

function bestVoice(info: EngineInfo, { language, latin }: SpokenText): Choice | undefined {
  const known = chosen.get(info) ?? new Map<string, Choice | undefined>();
  chosen.set(info, known);
  const key = `${latin} ${language}`;
  if (known.has(key)) return known.get(key);
  if (known.size >= mostChosen) known.clear();
  const voices = info.voices.filter((voice) => latin || !voice.latinOnly);
  const tag = matchLanguage(language, [...new Set(voices.flatMap((voice) => voice.languages))]);
  // Of several voices for a language, the one whose first language it is.
  const rank = (voice: EngineVoice) => voice.languages.indexOf(tag ?? '');
  const [voice] = voices.filter((each) => tag && rank(each) >= 0).sort((a, b) => rank(a) - rank(b));
  const choice = voice && tag ? { voice: { ...voice, engine: info.id }, language: tag } : undefined;
  known.set(key, choice);
  return choice;
}

/** The first result of `choose` over the items that is one. */
function firstOf<T, R>(items: readonly T[], choose: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const result = choose(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
