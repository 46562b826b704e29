import { Tokenizer } from '@huggingface/tokenizers';
import { messageOf } from '../../../errors.ts';
import { UnusableModel } from '../unusable-model.ts';
import { isControl, type AddedToken } from './control-tokens.ts';
import type { Piece } from './pieces.ts';
import type { TokenizerFile } from './tokenizer-file.ts';

export interface EncodedPieces {
  readonly ids: number[];
  /** How many ids the model has no row for, or would be steered by; `[UNK]` stands for them, or nothing. */
  readonly replaced: number;
}

/**
 * The tokens of a model. What a user writes goes through a tokenizer that does not have the tokens that steer the model,
 * so `[START]` in a text is seven letters; those tokens come in by their name, from us.
 */
export class Vocabulary {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #tokenizer: Tokenizer;
  /** Ids that text may never become. */
  readonly #controls: ReadonlySet<number>;
  /** Ids from here on have no row in the table. */
  readonly #limit: number;
  /** What stands for what the model does not know; Turbo, which knows every byte, has none. */
  readonly #unknown: number | undefined;

  /** Tokens of `spoken` may stand in a text, even if they are in brackets. Throws {@link UnusableModel}. */
  constructor({ file, content, addedTokens }: TokenizerFile, limit: number, spoken: readonly string[]) {
    const added = new Map(addedTokens.map((token) => [token.content, token]));
    this.#ids = new Map([
      ...Object.entries(content.model.vocab),
      ...addedTokens.map((t) => [t.content, t.id] as const),
    ]);
    this.#limit = limit;
    this.#unknown = this.idOf('[UNK]');
    const steers = (name: string) => !spoken.includes(name) && isControl(name, added.get(name));
    this.#controls = new Set([...this.#ids].filter(([name]) => steers(name)).map(([, id]) => id));
    const plain = addedTokens.filter((token) => !steers(token.content));
    this.#tokenizer = plainTokenizer(file, content, plain);
  }

  /** The id of a token; undefined where the model has no such token, or no row for it. */
  idOf(name: string): number | undefined {
    const id = this.#ids.get(name);
    return id === undefined || id >= this.#limit ? undefined : id;
  }

  encode(pieces: readonly Piece[]): EncodedPieces {
    const all: number[] = [];
    let replaced = 0;
    for (const piece of pieces) {
      for (const id of 'token' in piece ? [this.idOf(piece.token)] : this.#textIds(piece.text)) {
        if (id === undefined) replaced += 1;
        const known = id ?? this.#unknown;
        if (known !== undefined) all.push(known);
      }
    }
    return { ids: all, replaced };
  }

  #textIds(text: string): (number | undefined)[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids.map((id) => {
      if (id === undefined || id === this.#unknown) return this.#unknown;
      return id < this.#limit && !this.#controls.has(id) ? id : undefined;
    });
  }
}

/** The library's tokenizer of that file, with no other added tokens than `plain` and without a template. */
function plainTokenizer(file: string, content: TokenizerFile['content'], plain: readonly AddedToken[]): Tokenizer {
  const parts = {
    ...content,
    pre_tokenizer: withUnicodeWords(content.pre_tokenizer),
    added_tokens: plain,
    post_processor: null,
    decoder: null,
  };
  try {
    return new Tokenizer(parts, {});
  } catch (error) {
    throw new UnusableModel(`${file} cannot be used: ${messageOf(error)}. Download it again.`);
  }
}

/** `\w` of the Rust library (Unicode TR 18, annex C), which the models were trained with. */
const word = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;

/**
 * `Whitespace` cuts a text into words and runs of marks. The JavaScript library knows only ASCII letters there, and
 * would cut a word at each accent; so it gets the rule spelt out.
 */
function withUnicodeWords(preTokenizer: unknown): unknown {
  if (typeof preTokenizer !== 'object' || preTokenizer === null || !('type' in preTokenizer)) return preTokenizer;
  if (preTokenizer.type === 'Whitespace') {
    const pattern = { Regex: String.raw`[${word}]+|[^${word}\s]+` };
    return { type: 'Split', pattern, behavior: 'Removed', invert: true };
  }
  if (preTokenizer.type !== 'Sequence' || !('pretokenizers' in preTokenizer)) return preTokenizer;
  const { pretokenizers: parts } = preTokenizer;
  return Array.isArray(parts) ? { ...preTokenizer, pretokenizers: parts.map(withUnicodeWords) } : preTokenizer;
}
