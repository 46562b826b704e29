import type { Chinese } from './chinese.ts';
import type { Japanese } from './japanese.ts';
import { spaced, type Piece } from './pieces.ts';

/** What Multilingual was trained on (`SUPPORTED_LANGUAGES` in chatterbox: `mtl_tts.py`). */
export const trainedLanguages: readonly string[] = [
  ...['ar', 'da', 'de', 'el', 'en', 'es', 'fi', 'fr', 'he', 'hi', 'it', 'ja'],
  ...['ko', 'ms', 'nl', 'no', 'pl', 'pt', 'ru', 'sv', 'sw', 'tr', 'zh'],
];

/** The token that says in which language a text is. */
export function languageToken(language: string): string {
  return `[${language}]`;
}

/**
 * A text as Multilingual learnt it (`MTLTokenizer` in chatterbox): small letters, decomposed (NFKD; that also takes
 * Korean syllables apart), Chinese and Japanese respelt, all behind the token of its language.
 *
 * Two optional steps of chatterbox are not taken: vowel signs for Hebrew and stress marks for Russian.
 */
export class MultilingualText {
  readonly #lowercase: boolean;
  readonly #chinese: Chinese;
  readonly #japanese: Japanese;

  constructor(parts: { readonly lowercase: boolean; readonly chinese: Chinese; readonly japanese: Japanese }) {
    this.#lowercase = parts.lowercase;
    this.#chinese = parts.chinese;
    this.#japanese = parts.japanese;
  }

  /** `text` has normal punctuation; `language` is one of {@link trainedLanguages}. */
  async pieces(text: string, language: string): Promise<Piece[]> {
    const decomposed = (this.#lowercase ? text.toLowerCase() : text).normalize('NFKD');
    return spaced([{ token: languageToken(language) }, ...(await this.#spelt(decomposed, language))]);
  }

  async #spelt(text: string, language: string): Promise<Piece[]> {
    if (language === 'zh') return this.#chinese.pieces(text);
    if (language === 'ja') return [{ text: await this.#japanese.kana(text) }];
    return [{ text: language === 'ko' ? text.trim() : text }];
  }
}
