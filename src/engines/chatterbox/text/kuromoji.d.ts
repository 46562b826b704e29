/** The part that we use of a package that comes without types. */
declare module 'kuromoji' {
  export interface KuromojiToken {
    readonly surface_form: string;
    /** In katakana; absent or `*` for a word that the dictionary does not have. */
    readonly reading?: string;
  }

  export interface KuromojiTokenizer {
    /** The tokens' `surface_form`s together are the text. */
    tokenize(text: string): KuromojiToken[];
  }

  interface Kuromoji {
    builder(options: { readonly dicPath: string }): {
      build(done: (error: Error | null, tokenizer: KuromojiTokenizer) => void): void;
    };
  }

  const kuromoji: Kuromoji;
  export default kuromoji;
}
