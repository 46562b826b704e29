import { primaryLanguage } from './language-tag.ts';
import { said } from './normalize/rule.ts';
import { scripts } from './scripts.ts';

/** A stretch of a text that is read by the rules of one language. */
export interface LanguageRun {
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
}

/** Languages that are written in Han characters. */
const hanLanguages = new Set(['zh', 'yue', 'ja', 'ko']);

/**
 * Latin words between Han characters are names and terms until they hold this share of the words: of a sentence in a text that is written in Han
 * characters, and in any other.
 */
const latinShare = { inHan: 0.7, elsewhere: 0.5 };

/**
 * So many English words in a row, among Chinese, are a phrase of their own: its numbers are read in English. `iPad Pro 12.9` is none. No part
 * can match what the next one begins with, and a stretch begins at a word's start only.
 */
const englishPhrase =
  /(?<![A-Za-z\d'’-])[A-Za-z][A-Za-z'’-]{0,40}(?:[ ,;:]{1,3}(?:[$£€]?\d[\d.,:%/]{0,20}[ ,;:]{1,3})?[A-Za-z][A-Za-z'’-]{0,40}){3,}[.!?]?/gu;

/** Han characters in a text of another script, with the numbers between them. */
const hanPhrase = /[\p{Script=Han}〇][\p{Script=Han}〇\d.%：，、]{0,200}/gu;

/** Ends of sentences and lines; a stop inside a number or a name is none. */
const sentence = /[^.!?。！？；\n]+(?:[.!?]+(?!\s)[^.!?。！？；\n]+)*[.!?。！？；\n]*\s*|[.!?。！？；\n]+\s*/gu;

const foreign = /(?![\p{Script_Extensions=Latin}\p{Script_Extensions=Common}\p{Script=Inherited}])\p{L}/u;
const latinOrKana = /[\p{Script=Latin}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Units and the like behind numbers are written alike in many languages: `5 km`, `256GB`, `5G`. */
const unit = /(?<=\p{N}) ?\p{Script=Latin}{1,2}(?!\p{L})/gu;
const han = /[\p{Script=Han}〇]/gu;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const latin = /(?=\p{L})\p{Script=Latin}/gu;

/**
 * Cuts a text into runs of one language each; together they are the text. `base`: the language of the text as a whole (BCP 47), which
 * decides wherever the script does not. A Chinese sentence with English names in it is one run; an English sentence or phrase beside it is
 * another. Linear in the text.
 */
export function languageRuns(text: string, base: string): LanguageRun[] {
  const primary = primaryLanguage(base);
  const own = scripts.find(({ language }) => language === primary);
  const usesHan = hanLanguages.has(primary);
  // Most texts are of one script.
  const plain = usesHan || own ? !latinOrKana.test(text) : !foreign.test(text);
  if (plain) return [{ text, language: base }];

  const runs: { text: string; language: string }[] = [];
  const add = (piece: string, language: string): void => {
    const last = runs.at(-1);
    if (piece === '') return;
    if (last?.language === language) last.text += piece;
    else runs.push({ text: piece, language });
  };
  for (const [piece] of text.matchAll(sentence)) {
    const language = languageOf(piece, base, primary, runs.at(-1)?.language ?? base);
    const inHan = hanLanguages.has(primaryLanguage(language));
    const inner = inHan ? englishPhrase : hanPhrase;
    const innerLanguage = inHan ? 'en' : usesHan ? base : 'zh';
    let taken = 0;
    for (const match of piece.matchAll(inner)) {
      if (match[0].includes(said)) continue;
      add(piece.slice(taken, match.index), language);
      add(match[0], innerLanguage);
      taken = match.index + match[0].length;
    }
    add(piece.slice(taken), language);
  }
  return runs;
}

/** The language of one sentence. Without words it is that of the sentence before. */
function languageOf(text: string, base: string, primary: string, before: string): string {
  const count = (letters: RegExp): number => text.match(letters)?.length ?? 0;
  const [hans, kanas] = [count(han), count(kana)];
  const latins = text.replace(unit, '').match(latin)?.length ?? 0;
  const latinLanguage =
    hanLanguages.has(primary) || scripts.some((script) => script.language === primary) ? 'en' : base;
  const share = hanLanguages.has(primary) ? latinShare.inHan : latinShare.elsewhere;
  if (hans + kanas > 0 && latins * 0.2 < share * (hans + kanas + latins * 0.2)) {
    if (primary === 'ja' || kanas > 0.2 * (hans + kanas)) return primary === 'ja' ? base : 'ja';
    return hanLanguages.has(primary) ? base : 'zh';
  }
  if (latins > 0) {
    const other = foreign.test(text.replaceAll(han, '')) ? otherLanguage(text) : undefined;
    return other ?? latinLanguage;
  }
  return foreign.test(text) ? (otherLanguage(text) ?? base) : before;
}

/** What the script with the most letters decides. */
function otherLanguage(text: string): string | undefined {
  let [best, most] = [undefined as string | undefined, text.match(latin)?.length ?? 0];
  for (const { letters, language } of scripts) {
    const count = language === undefined ? 0 : (text.match(letters)?.length ?? 0);
    if (count > most) [best, most] = [language, count];
  }
  return best;
}
