/** All that a model needs of a voice: what its `speech_encoder` makes of a reference clip. */
export interface Conditionals {
  /** What goes before the text: [prefixRows, width of the language model]. */
  readonly prefix: Float32Array;
  readonly prefixRows: number;
  /** Speech tokens of the clip. */
  readonly promptTokens: Int32Array;
  /** The log-mel of those tokens, [2 × promptTokens.length, 80]. */
  readonly promptFeatures: Float32Array;
  /** [192] */
  readonly speakerEmbedding: Float32Array;
}
