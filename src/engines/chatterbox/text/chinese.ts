import path from 'node:path';
import { z } from 'zod';
import { StarlingError } from '../../../errors.ts';
import { UnusableModel } from '../unusable-model.ts';
import { joined, type Piece } from './pieces.ts';
import { readJson } from './tokenizer-file.ts';

const fileName = 'Cangjie5_TC.json';
const needsCangjie = `This model cannot speak Chinese without its file ${fileName}. Download that from where the model is published, into the same folder as tokenizer.json.`;

/** By glyph: the letters of its Cangjie code, and which of the glyphs with that code it is (`oq2`; the first has none). */
export type Cangjie = ReadonlyMap<string, string>;

/** Cuts a text into words. */
export type CutWords = (text: string) => readonly string[];

/**
 * Reads the table that was published with the model: a list of `glyph<TAB>code`. Undefined where the model's folder has
 * none. Throws {@link UnusableModel}.
 */
export async function readCangjie(folder: string): Promise<Cangjie | undefined> {
  const file = path.join(folder, fileName);
  const lines = await readJson(file, z.array(z.string()));
  if (!lines) return undefined;
  const codes = new Map<string, string>();
  const glyphs = new Map<string, string[]>();
  for (const [index, line] of lines.entries()) {
    const [glyph, code] = line.split('\t');
    if (glyph === undefined || code === undefined) {
      throw new UnusableModel(
        `${file}: "${index}" has no tab; expected a glyph, a tab and its code. Download it again.`,
      );
    }
    codes.set(glyph, code);
    const same = glyphs.get(code);
    if (same) same.push(glyph);
    else glyphs.set(code, [glyph]);
  }
  const spelling = ([glyph, code]: readonly [string, string]): [string, string] => {
    const place = glyphs.get(code)?.indexOf(glyph) ?? 0;
    return [glyph, place > 0 ? `${code}${place}` : code];
  };
  return new Map([...codes].map(spelling));
}

/**
 * Chinese as the model learnt it (`ChineseCangjieConverter` in chatterbox): words with spaces between them, each glyph
 * spelt as the tokens of its code and `[cj_.]`. What the table does not have stays as it is. jieba cuts the words, where
 * the model was trained with pkuseg; the border of a word is a short pause at most.
 */
export class Chinese {
  readonly #cangjie: Cangjie | undefined;
  readonly #load: () => Promise<CutWords>;
  #cutWords: CutWords | undefined;

  constructor(cangjie: Cangjie | undefined, load: () => Promise<CutWords> = loadJieba) {
    this.#cangjie = cangjie;
    this.#load = load;
  }

  /** Why Chinese cannot be spoken, and what to do; undefined when it can. */
  get missing(): string | undefined {
    return this.#cangjie ? undefined : needsCangjie;
  }

  /** Throws {@link StarlingError} for Chinese where the model's folder lacks its table. */
  async pieces(text: string): Promise<Piece[]> {
    if (!/\p{Script=Han}/u.test(text)) return [{ text }];
    const cangjie = this.#cangjie;
    if (!cangjie) throw new StarlingError('language_not_supported', needsCangjie);
    this.#cutWords ??= await this.#load();
    const words = this.#cutWords(text).filter((each) => each.trim() !== '');
    return joined([...words.join(' ')].flatMap((letter) => spelt(letter, cangjie)));
  }
}

function spelt(letter: string, cangjie: Cangjie): Piece[] {
  const code = /\p{Lo}/u.test(letter) ? cangjie.get(letter) : undefined;
  return code === undefined ? [{ text: letter }] : [...code, '.'].map((part) => ({ token: `[cj_${part}]` }));
}

/** 4 MB of WebAssembly with its dictionary, a quarter of a second. */
async function loadJieba(): Promise<CutWords> {
  const { cut } = await import('jieba-wasm');
  return (text) => cut(text, true);
}
