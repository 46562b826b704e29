import type { Quality } from '../engine.ts';

/** How much of the decoder's work is done. None of these was judged on real weights yet, but for the published one, `high`. */
export interface Preset {
  /** Tokens of the reference clip that the decoder sees, from its end; the published graphs see up to 250. */
  readonly promptTokens: number;
  /** Tokens before a chunk that it sees again, with the mel that was made of them. */
  readonly contextTokens: number;
  /** Steps of the flow; a distilled flow (Turbo, Nano) keeps its own. Undefined: as published. */
  readonly steps: number | undefined;
  /** How many of them are guided, where the decoder is. Undefined: all. */
  readonly guidedSteps: number | undefined;
  /** The flow's products in 8-bit integers. */
  readonly int8: boolean;
  /**
   * Tokens of the first chunks for a listener who waits, and of every later one the last number. Each is made while the ones before it
   * play: where the token loop gives 50 tokens a second and a chunk takes 0.25 s and 16 ms for each token (measured with Turbo and three
   * listeners on two cores, when the vocoder ran twelve frames more), growing by a quarter each leaves 0.2 s to spare at the second chunk and 1.6 s at the seventh. Growing by more
   * than half left a tenth of a second at each, which other streams took.
   */
  readonly opening: readonly number[];
  /**
   * The same for a listener who has something to hear. The last number is begun only when six tenths of another such chunk are known to follow it
   * (`chunks.ts`): straight after 50 tokens that took longer to make, beside two other streams, than what was there lasted.
   */
  readonly following: readonly number[];
}

/**
 * Every chunk runs prompt and context through the flow again, so its cost is that of prompt + context + chunk: with 250 tokens of
 * prompt a chunk of 25 costs eleven times itself, with 30 three times.
 */
export const presets: Readonly<Record<Quality, Preset>> = {
  high: {
    promptTokens: 250,
    contextTokens: 25,
    steps: undefined,
    guidedSteps: undefined,
    int8: false,
    opening: [25, 75, 150],
    following: [150],
  },
  balanced: {
    promptTokens: 30,
    contextTokens: 12,
    steps: 7,
    guidedSteps: undefined,
    int8: false,
    opening: [14, 16, 20, 25, 32, 40, 50, 64, 80, 100],
    following: [50, 64, 80, 100],
  },
  fast: {
    promptTokens: 30,
    contextTokens: 12,
    steps: 4,
    guidedSteps: 2,
    int8: true,
    opening: [14, 16, 20, 25, 32, 40, 50, 64, 80, 100],
    following: [50, 64, 80, 100],
  },
};
