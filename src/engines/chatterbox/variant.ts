/** The models of the family. They differ in text, prompt and sampling; `model-files.ts` tells them apart by their files. */
export type Variant = 'english' | 'multilingual' | 'turbo' | 'nano';

/** Numbers that all variants share (chatterbox: `t3_config.py`, `s3tokenizer`, `s3gen`). */
export const speech = {
  /** Begins the speech of a sequence. */
  start: 6561,
  /** Ends it; the only token that does. */
  stop: 6562,
  /** The place of the emotion in a prompt; only English and Multilingual have it. */
  exaggeration: 6563,
  /** A token that sounds like nothing. */
  silence: 4299,
  /** Ids under this one are sound. */
  codes: 6561,
  tokensPerSecond: 25,
  /** Mel frames of a token. */
  framesPerToken: 2,
  /** Samples of a token. */
  samplesPerToken: 960,
  sampleRate: 24_000,
  /** Values of a mel frame. */
  melBands: 80,
  /** Values of a speaker embedding. */
  embeddingWidth: 192,
} as const;
