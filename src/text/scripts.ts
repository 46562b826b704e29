/** Which writing systems a text is written in. */

/** One writing system. */
export interface Script {
  readonly name: string;
  readonly letters: RegExp;
  /** How much of a word one letter is: a Han character weighs about as one word, five Latin letters make one. */
  readonly wordsPerLetter: number;
  /** The language that this script decides by itself (BCP 47), where it does. */
  readonly language?: string;
}

function script(name: string, wordsPerLetter: number, language?: string): Script {
  const letters = new RegExp(`(?=\\p{L})\\p{Script=${name}}`, 'gu');
  return language === undefined ? { name, letters, wordsPerLetter } : { name, letters, wordsPerLetter, language };
}

/** The scripts that are told apart. Those without a language need a closer look (`language.ts`). */
export const scripts: readonly Script[] = [
  script('Latin', 0.2),
  script('Cyrillic', 0.2),
  script('Arabic', 0.2),
  script('Han', 1),
  script('Hiragana', 1),
  script('Katakana', 1),
  script('Bopomofo', 1, 'zh'),
  script('Hangul', 0.5, 'ko'),
  script('Thai', 0.2, 'th'),
  script('Lao', 0.2, 'lo'),
  script('Khmer', 0.2, 'km'),
  script('Myanmar', 0.2, 'my'),
  script('Tibetan', 0.2, 'bo'),
  script('Hebrew', 0.2, 'he'),
  script('Greek', 0.2, 'el'),
  script('Devanagari', 0.2, 'hi'),
  script('Bengali', 0.2, 'bn'),
  script('Gurmukhi', 0.2, 'pa'),
  script('Gujarati', 0.2, 'gu'),
  script('Oriya', 0.2, 'or'),
  script('Tamil', 0.2, 'ta'),
  script('Telugu', 0.2, 'te'),
  script('Kannada', 0.2, 'kn'),
  script('Malayalam', 0.2, 'ml'),
  script('Sinhala', 0.2, 'si'),
  script('Georgian', 0.2, 'ka'),
  script('Armenian', 0.2, 'hy'),
  script('Ethiopic', 0.4, 'am'),
];

/** Words' worth of letters for each script that occurs in `text`. */
export function scriptWeights(text: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { name, letters, wordsPerLetter } of scripts) {
    const count = text.match(letters)?.length ?? 0;
    if (count > 0) weights.set(name, count * wordsPerLetter);
  }
  return weights;
}

/** Whether a script of its own decides for this language, so that its detection is no guess. */
export function decidesLanguage(language: string): boolean {
  // Han is written in both, but Kana tells them apart, and no Latin voice reads either.
  return language === 'zh' || language === 'ja' || scripts.some((script) => script.language === language);
}

/** A letter of another script; letters that all scripts share (`µ`, a modifier apostrophe) are not. */
const otherLetter = /(?![\p{Script_Extensions=Latin}\p{Script_Extensions=Common}])\p{L}/u;

/** True when no letter belongs to another script than Latin: what an engine that reads ASCII can be given. */
export function isLatinOnly(text: string): boolean {
  return !otherLetter.test(text);
}
