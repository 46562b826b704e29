export interface LanguageModelShape {
  readonly layers: number;
  /** Width of what flows between the layers. */
  readonly hidden: number;
  /** Heads of queries, and as many of keys and values. */
  readonly heads: number;
  readonly headDim: number;
  /** Width inside the feed-forward part. */
  readonly mlp: number;
  /** Columns of the logits. */
  readonly vocab: number;
  /** Llama: rotary positions, RMS norms, SwiGLU. GPT-2: learned positions, layer norms, GELU, biases. */
  readonly kind: 'llama' | 'gpt2';
}

/** Speech tokens that the language models know (chatterbox: `T3Config`, `speech_tokens_dict_size`). */
const llamaVocab = 8194;
const gptVocab = 6563;

const english: LanguageModelShape = {
  ...{ layers: 30, hidden: 1024, heads: 16, headDim: 64, mlp: 4096 },
  ...{ vocab: llamaVocab, kind: 'llama' },
};
const turbo: LanguageModelShape = {
  ...{ layers: 24, hidden: 1024, heads: 16, headDim: 64, mlp: 4096 },
  ...{ vocab: gptVocab, kind: 'gpt2' },
};

/** Rotary positions on a CPU need heads of a multiple of 16. */
const tiny = { hidden: 32, heads: 2, headDim: 16, mlp: 64 } as const;
const tinyEnglish: LanguageModelShape = { ...english, ...tiny, layers: 2 };

/** The published language models, and tiny ones of the same structure; Turbo and Nano are told apart by their layers. */
export const shapes = {
  full: {
    english,
    multilingual: english,
    turbo,
    nano: { ...turbo, layers: 12, hidden: 768, heads: 12, mlp: 3072 } satisfies LanguageModelShape,
  },
  tiny: {
    english: tinyEnglish,
    multilingual: tinyEnglish,
    turbo: { ...turbo, ...tiny } satisfies LanguageModelShape,
    nano: { ...turbo, ...tiny, layers: 12 } satisfies LanguageModelShape,
  },
} as const;
