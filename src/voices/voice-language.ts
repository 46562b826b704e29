import type { EngineVoice } from '../engines/engine.ts';
import { decidesLanguage, detectLanguage, isLatinOnly, matchLanguage } from '../text/language.ts';
import type { Choice } from './choice.ts';

/** Its languages without regions: one for most voices, many for those of Chatterbox Multilingual. */
function primaryLanguages({ languages }: EngineVoice): readonly string[] {
  return [...new Set(languages.map((tag) => tag.split('-')[0] ?? tag))];
}

/** What a voice speaks, for people: its first language, or all where it has several. */
export function mainLanguages(voice: EngineVoice): readonly string[] {
  const primary = primaryLanguages(voice);
  return primary.length > 1 ? primary : voice.languages.slice(0, 1);
}

/**
 * In which language a voice that was named reads a text: its own, or where it has several the text's. Undefined for a script that it cannot
 * read.
 */
export function likelyLanguage(voice: EngineVoice, text: string): string | undefined {
  const { languages } = voice;
  if (primaryLanguages(voice).length < 2) return languages[0];
  const detected = detectLanguage(text);
  const spoken = matchLanguage(detected, languages);
  // A script of its own leaves no doubt; a guess from few words may be wrong, and never refuses.
  if (spoken !== undefined || decidesLanguage(detected)) return spoken;
  return matchLanguage('en', languages) ?? languages[0];
}

/** A voice of several languages goes over to that of a segment where its script leaves no doubt. */
export function inLanguageOf(text: string, choice: Choice): Choice {
  const { voice } = choice;
  if (primaryLanguages(voice).length < 2) return choice;
  const detected = detectLanguage(text);
  // English words in a Chinese text are spoken as English, and so is a whole segment of them.
  const isOther = decidesLanguage(detected) || (decidesLanguage(choice.language) && isLatinOnly(text));
  const language = isOther ? matchLanguage(detected, voice.languages) : undefined;
  return language === undefined ? choice : { ...choice, language };
}
