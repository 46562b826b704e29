import { StarlingError } from '../../../errors.ts';
import { matchLanguage } from '../../../text/language-tag.ts';
import { UnusableModel } from '../unusable-model.ts';
import { speech, type Variant } from '../variant.ts';
import { Chinese, readCangjie } from './chinese.ts';
import { tags } from './control-tokens.ts';
import { Japanese } from './japanese.ts';
import { MultilingualText, languageToken, trainedLanguages } from './multilingual.ts';
import { spaced, type Piece } from './pieces.ts';
import { normalizePunctuation } from './punctuation.ts';
import { idsBehind } from './template.ts';
import { readTokenizerFile, type TokenizerFile } from './tokenizer-file.ts';
import { Vocabulary } from './vocabulary.ts';

export interface PromptTextOptions {
  /** The folder with `tokenizer.json`, and with `Cangjie5_TC.json` for Chinese. */
  readonly folder: string;
  readonly variant: Variant;
  /** Rows of the text table in the model's embed graph; a larger id would stop the session. */
  readonly textRows: number;
  /** Whether Multilingual learnt small letters only, as its first two versions did; true by default. */
  readonly lowercase?: boolean;
}

export interface PromptIds {
  readonly ids: readonly number[];
  /** Where the text begins in `ids`: at START_TEXT, or at 0 for Turbo and Nano. */
  readonly textStart: number;
  /** Where it has ended: after STOP_TEXT, or before the ends of text. */
  readonly textEnd: number;
  /** How many ids of the text the model cannot take; `[UNK]` stands for them, or nothing in Turbo and Nano. */
  readonly replaced: number;
}

/** What stands around the text. */
interface Frame {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly textStart: number;
  /** Ids of `after` that belong to the text. */
  readonly endIds: number;
}

/** Begin and end of a text in English and Multilingual (chatterbox: `t3_config.py`). */
const [startText, stopText] = [255, 0];
/** The end of text of GPT-2. Turbo and Nano hear it as the start of speech. */
const endOfText = 50_256;
/** How often it ends a prompt, where the tokenizer does not say. */
const endsOfText = { turbo: 2, nano: 1 } as const;

/** Makes prompts of texts. One model's; English, Turbo and Nano speak English only. */
export class PromptText {
  /** BCP 47 primary tags that it can speak. */
  readonly languages: readonly string[];
  /** Languages that the model knows and cannot speak for want of a file or package, with what to do. */
  readonly missing: ReadonlyMap<string, string>;
  readonly #variant: Variant;
  readonly #vocabulary: Vocabulary;
  readonly #frame: Frame;
  readonly #multilingual: MultilingualText;

  private constructor(
    variant: Variant,
    vocabulary: Vocabulary,
    frame: Frame,
    multilingual: MultilingualText,
    missing: ReadonlyMap<string, string>,
  ) {
    this.#variant = variant;
    this.#vocabulary = vocabulary;
    this.#frame = frame;
    this.#multilingual = multilingual;
    const known = variant === 'multilingual' ? speakable(vocabulary) : ['en'];
    this.missing = new Map([...missing].filter(([language]) => known.includes(language)));
    this.languages = known.filter((language) => !this.missing.has(language));
  }

  /** Reads the model's files. Throws {@link UnusableModel}. */
  static async open({ folder, variant, textRows, lowercase = true }: PromptTextOptions): Promise<PromptText> {
    const tokenizer = await readTokenizerFile(folder);
    const isTurbo = variant === 'turbo' || variant === 'nano';
    // English and Multilingual number speech from 6561 on in the same ids.
    const limit = isTurbo ? textRows : Math.min(textRows, speech.start);
    const vocabulary = new Vocabulary(tokenizer, limit, isTurbo ? tags : []);
    const frame = isTurbo ? turboFrame(tokenizer, vocabulary, endsOfText[variant]) : frameOf(tokenizer, vocabulary);
    const chinese = new Chinese(variant === 'multilingual' ? await readCangjie(folder) : undefined);
    const japanese = new Japanese();
    const multilingual = new MultilingualText({ lowercase, chinese, japanese });
    const lacks = Object.entries({ zh: chinese.missing, ja: japanese.missing });
    const missing = new Map(lacks.flatMap(([language, reason]) => (reason === undefined ? [] : [[language, reason]])));
    const prompts = new PromptText(variant, vocabulary, frame, multilingual, missing);
    if (prompts.languages.length > 0) return prompts;
    throw new UnusableModel(
      `${tokenizer.file} has no token for a language, such as "[en]", within the ${textRows} rows of the model's text table. Use the tokenizer that was published with the model.`,
    );
  }

  /**
   * The prompt of a text. A text without letters may be nothing but its frame. Throws {@link StarlingError} for a
   * language that it cannot speak, or not without a file or package that is missing.
   */
  async encode(text: string, language: string): Promise<PromptIds> {
    const spoken = matchLanguage(language, this.languages);
    if (spoken === undefined) {
      const known = matchLanguage(language, [...this.missing.keys()]);
      const reason = known === undefined ? undefined : this.missing.get(known);
      if (reason !== undefined) throw new StarlingError('language_not_supported', reason);
      throw new StarlingError(
        'language_not_supported',
        `This model cannot speak "${language.slice(0, 40)}". It speaks ${this.languages.join(', ')}.`,
      );
    }
    const normal = normalizePunctuation(text.toWellFormed(), this.#variant);
    const pieces = normal === '' ? [] : await this.#pieces(normal, spoken);
    const { ids, replaced } = this.#vocabulary.encode(pieces);
    const { before, after, textStart, endIds } = this.#frame;
    const textEnd = before.length + ids.length + endIds;
    return { ids: [...before, ...ids, ...after], textStart, textEnd, replaced };
  }

  async #pieces(text: string, language: string): Promise<Piece[]> {
    if (this.#variant === 'multilingual') return this.#multilingual.pieces(text, language);
    return this.#variant === 'english' ? spaced([{ text }]) : [{ text }];
  }
}

function speakable(vocabulary: Vocabulary): string[] {
  const has = (name: string) => vocabulary.idOf(name) !== undefined;
  return trainedLanguages.filter((language) => has(languageToken(language)) && (language !== 'zh' || has('[cj_.]')));
}

/** `[EXAGGERATION][START] … [STOP]` and the start of speech, twice, as chatterbox itself has it. */
function frameOf(tokenizer: TokenizerFile, vocabulary: Vocabulary): Frame {
  expectToken(tokenizer, vocabulary, '[START]', startText);
  expectToken(tokenizer, vocabulary, '[STOP]', stopText);
  expectToken(tokenizer, vocabulary, '[SPACE]');
  return {
    before: [speech.exaggeration, startText],
    after: [stopText, speech.start, speech.start],
    textStart: 1,
    endIds: 1,
  };
}

function turboFrame(tokenizer: TokenizerFile, vocabulary: Vocabulary, usual: number): Frame {
  expectToken(tokenizer, vocabulary, '<|endoftext|>', endOfText);
  const count = idsBehind(tokenizer.content.post_processor, endOfText) ?? usual;
  return { before: [], after: Array.from({ length: count }, () => endOfText), textStart: 0, endIds: 0 };
}

/** Throws {@link UnusableModel} where the token is not there, or is not that one. */
function expectToken(tokenizer: TokenizerFile, vocabulary: Vocabulary, name: string, id?: number): void {
  const found = vocabulary.idOf(name);
  if (found !== undefined && (id === undefined || found === id)) return;
  const expected = id === undefined ? `a token "${name}"` : `the token "${name}" as number ${id}`;
  const what = found === undefined ? 'there is none that the text table of the model has a row for' : `it is ${found}`;
  throw new UnusableModel(
    `${tokenizer.file}: expected ${expected}, but ${what}. Use the tokenizer that was published with the model.`,
  );
}
