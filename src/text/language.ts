import { eld } from 'eld/extrasmall';
import { greetings, languagesOfScript, tellingLetters, tellingWords, englishWords } from './language-words.ts';
import { scripts, scriptWeights } from './scripts.ts';

// Importing this file loads eld's smallest table (about 0.5 s and 90 MB): engine processes, which only need these,
// import them from their own files.
export { isLanguageTag, matchLanguage } from './language-tag.ts';
export { decidesLanguage, isLatinOnly } from './scripts.ts';

/** How much of a text is looked at, in UTF-16 units. */
const lookedAt = 2000;

/** Latin words between other letters are names and terms: that script must hold this share of the words to decide. */
const latinShare = 0.7;

/** Japanese is hardly ever written with less Kana than this among its Kana and Han (headlines have the least). */
const kanaShare = 0.05;

/** Fewer letters than this are too few for statistics. */
const shortText = 10;

/** Fewer letters than this without an accent may be English, unless another language leads it clearly in eld's scores. */
const plainText = 40;
/** Measured: English sentences that were taken for others lose by 0.00–0.11, others' sentences win by 0.19–0.85. */
const clearLead = 0.12;

const languageOfGreeting = new Map(
  Object.entries(greetings).flatMap(([language, phrases]) => phrases.map((phrase) => [phrase, language] as const)),
);

/**
 * The language of a text as a BCP 47 primary tag: the script decides where it can (`zh`, `ja`, `ko`, `th`, …); `eld`
 * tells apart what shares the Latin, Cyrillic or Arabic script. Latin text that is short or that it cannot place
 * reliably is `en`, and so is text without letters. Cantonese is not told from Mandarin, nor Indonesian from Malay.
 */
export function detectLanguage(text: string): string {
  const start = text.slice(0, lookedAt);
  const name = mainScript(scriptWeights(start));
  if (name === 'Han') return 'zh';
  if (name === 'Hiragana') return 'ja';
  const direct = scripts.find((script) => script.name === name)?.language;
  return direct ?? detectWithin(name, start);
}

/** The script that decides. Chinese and Japanese are weighed as one, then told apart: `Hiragana` means Japanese. */
function mainScript(weights: ReadonlyMap<string, number>): string {
  const weightOf = (name: string): number => weights.get(name) ?? 0;
  const merged = new Map(weights);
  const kana = weightOf('Hiragana') + weightOf('Katakana');
  const ideographic = kana + weightOf('Han') + weightOf('Bopomofo');
  for (const name of ['Hiragana', 'Katakana', 'Han', 'Bopomofo', 'Latin']) merged.delete(name);
  if (ideographic > 0) merged.set(kana >= kanaShare * ideographic ? 'Hiragana' : 'Han', ideographic);

  const [name, weight] = [...merged].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['Latin', 0]);
  const latin = weightOf('Latin');
  return latin >= latinShare * (latin + weight) ? 'Latin' : name;
}

/** Tells apart the languages of one script. */
function detectWithin(script: string, text: string): string {
  const words = text
    .replace(new RegExp(`(?![\\p{Script=${script}}\\p{M}])[^'’]`, 'gu'), ' ')
    .replace(/ +/gu, ' ')
    .trim();
  const greeting = languageOfGreeting.get(words.toLowerCase());
  if (greeting !== undefined) return greeting;

  const offered = languagesOfScript[script] ?? ['en'];
  const fallback = offered[0] ?? 'en';
  const telling = tellingLetters[script]?.find(([, letters]) => letters.test(words))?.[0];
  const letterCount = words.match(/\p{L}/gu)?.length ?? 0;
  if (letterCount < shortText && (script !== 'Latin' || /^[\0-\x7F]*$/u.test(words))) return telling ?? fallback;

  const found = eld.detect(words);
  if (!found.isReliable() || !offered.includes(found.language)) return telling ?? fallback;
  return script === 'Latin' && couldBeEnglish(words, letterCount, found) ? 'en' : found.language;
}

/** "Hello, I am Starling." is Norwegian to statistics, by a hair: few plain letters need more than a hair, or a word. */
function couldBeEnglish(words: string, letterCount: number, found: ReturnType<typeof eld.detect>): boolean {
  if (letterCount >= plainText || !/^[\0-\x7F]*$/u.test(words)) return false;
  const scores: Record<string, number> = found.getScores();
  const lead = (scores[found.language] ?? 0) - (scores['en'] ?? 0);
  if (tellingWords[found.language]?.test(words)) return false;
  return lead < clearLead || englishWords.test(words);
}
