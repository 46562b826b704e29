/** The part that we use of a package whose own types Node's module resolution does not find. */
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    /** Takes the content of a `tokenizer.json` and of a `tokenizer_config.json`. */
    constructor(tokenizer: object, config: object);
    /** An id is undefined where a token came out that the vocabulary does not have. */
    encode(
      text: string,
      options: { readonly add_special_tokens: boolean },
    ): { readonly ids: readonly (number | undefined)[] };
  }
}
