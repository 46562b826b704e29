import { createRequire } from 'node:module';
import path from 'node:path';
import type { KuromojiToken, KuromojiTokenizer } from 'kuromoji';
import { StarlingError } from '../../../errors.ts';

/** A word as it is written, and how it is read in katakana; undefined where the dictionary does not have it. */
export interface ReadWord {
  readonly written: string;
  readonly reading: string | undefined;
}

/** Cuts a text into words; together they are the text. */
export type ReadWords = (text: string) => readonly ReadWord[];

/** The kanji that chatterbox turns into kana (`is_kanji`). */
const kanji = /[\u4E00-\u9FFF]/u;

const needsKuromoji =
  'Japanese needs the optional package kuromoji, which cannot be loaded. Run npm install kuromoji in the folder of Starling.';

/**
 * Japanese as the model learnt it (`hiragana_normalize` in chatterbox): words with kanji become hiragana, with a space in
 * front where they begin with は or へ, which would else be heard as particles; the rest stays. Not as there: the words
 * are cut by kuromoji, not pykakasi, and from composed text, since decomposed が falls apart in a dictionary.
 */
export class Japanese {
  readonly #load: () => Promise<ReadWords>;
  #readWords: ReadWords | undefined;

  constructor(load: () => Promise<ReadWords> = loadKuromoji) {
    this.#load = load;
  }

  /** Why kanji cannot be spoken, and what to do; undefined when the package is there. */
  get missing(): string | undefined {
    try {
      createRequire(import.meta.url).resolve('kuromoji/package.json');
      return undefined;
    } catch {
      return needsKuromoji;
    }
  }

  /** Decomposed (NFKD) kana. Throws {@link StarlingError} for kanji where the dictionary is not installed. */
  async kana(text: string): Promise<string> {
    if (!kanji.test(text)) return text.normalize('NFKD');
    this.#readWords ??= await this.#open();
    return this.#readWords(text.normalize('NFC')).map(inKana).join('').normalize('NFKD');
  }

  async #open(): Promise<ReadWords> {
    try {
      return await this.#load();
    } catch (error) {
      throw new StarlingError('language_not_supported', needsKuromoji, { cause: error });
    }
  }
}

function inKana({ written, reading }: ReadWord): string {
  if (reading === undefined || !kanji.test(written)) return written;
  const hiragana = hiraganaOf(reading);
  return /^[はへ]/u.test(hiragana) ? ` ${hiragana}` : hiragana;
}

/** ァ–ヶ and ヽヾ stand 96 code points behind their hiragana; the long vowel ー is the same in both. */
export function hiraganaOf(katakana: string): string {
  return katakana.replace(/[\u30A1-\u30F6\u30FD\u30FE]/gu, (kana) =>
    String.fromCodePoint((kana.codePointAt(0) ?? 0) - 96),
  );
}

/** The IPA dictionary: 17 MB on disk, 340 MB in memory, half a second. */
async function loadKuromoji(): Promise<ReadWords> {
  const { default: kuromoji } = await import('kuromoji');
  const folder = path.dirname(createRequire(import.meta.url).resolve('kuromoji/package.json'));
  const builder = kuromoji.builder({ dicPath: path.join(folder, 'dict') });
  return new Promise((resolve, reject) => {
    builder.build((error, tokenizer) => {
      if (error) reject(error);
      else resolve((text) => text.split(unreadable).flatMap((part) => wordsOf(part, tokenizer)));
    });
  });
}

/**
 * What kuromoji must not see: characters beyond 16 bits, which it counts as one in one place and as two in another, and loses what is
 * behind them; and NUL, which ends its words and makes it throw.
 */
const unreadable = /([\0\u{10000}-\u{10FFFF}]+)/u;

function wordsOf(part: string, tokenizer: KuromojiTokenizer): ReadWord[] {
  if (unreadable.test(part)) return [{ written: part, reading: undefined }];
  return tokenizer.tokenize(part).map(readWord);
}

function readWord({ surface_form: written, reading }: KuromojiToken): ReadWord {
  return { written, reading: reading === '*' ? undefined : reading };
}
