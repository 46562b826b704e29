/**
 * The messages between an engine process and the phonemizer process that it forks. The phonemizer says once `ready`,
 * `unavailable` or `load-failed`. After `ready` it gets one request at a time, answers it with `ipa`, and only then gets
 * the next. It ends when its channel closes; an end of its own means that eSpeak crashed.
 */
export type FromPhonemizer =
  | {
      readonly type: 'ready';
      /** eSpeak's identifiers by every name of a voice, in lower case. */
      readonly identifiers: ReadonlyMap<string, string>;
    }
  | { readonly type: 'unavailable'; readonly reason: string; readonly remedy: string }
  | { readonly type: 'load-failed'; readonly reason: string }
  | {
      readonly type: 'ipa';
      /** One string for each piece. */
      readonly ipa: readonly string[];
    };

export interface ToPhonemizer {
  readonly identifier: string;
  /** Plain text, each of at most {@link longestPiece} UTF-16 units. */
  readonly pieces: readonly string[];
}

/**
 * UTF-16 units of the longest piece: a segment without a mark. Of a clause eSpeak reads 300 words, 200 Chinese characters
 * or, where letters follow each other without a space, about 65 of them (Kana, Thai), and leaves out what is beyond.
 */
export const longestPiece = 300;
