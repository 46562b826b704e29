/** Tokens that are decoded together: from `start` to `end`, of which those from `end` to `seen` only lend their future. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly seen: number;
  /** Nothing comes after it. */
  readonly last: boolean;
}

/** The flow's encoder looks three tokens ahead (`pre_lookahead_len` in s3gen/flow.py). */
export const lookAhead = 3;

/** A chunk of so many tokens is made as soon as it can be: somebody waits for the first sound. */
const shortChunk = 10;
/** Less than this share of a chunk is not left over: every chunk runs prompt and context again, a small one mostly those. */
const leastRest = 0.6;

/**
 * The next chunk of a sequence of which `known` tokens are there, all of them if `finished`; undefined when there are not enough yet.
 * A longer chunk is only cut off when as much as half of it would be left, so that no crumb remains. What comes out depends on the
 * tokens alone and not on when they come: the same seed gives the same audio on a busy machine.
 */
export function nextChunk(
  sizes: readonly number[],
  index: number,
  start: number,
  { known, heard = known, finished }: { known: number; heard?: number; finished: boolean },
): Chunk | undefined {
  const size = sizes[Math.min(index, sizes.length - 1)] as number;
  const end = start + size;
  const tail = size <= shortChunk ? lookAhead : Math.floor(size * leastRest);
  if (known >= end + tail) return { start, end, seen: end + lookAhead, last: false };
  if (!finished || heard <= start) return undefined;
  return { start, end: heard, seen: heard, last: true };
}
