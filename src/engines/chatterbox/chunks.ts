import { speech } from './variant.ts';

/** Tokens that are decoded together: from `start` to `end`, of which those from `end` to `seen` only lend their future. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly seen: number;
  /** Nothing comes after it. */
  readonly last: boolean;
}

/** Tokens of a sequence that are there: how many, how many of them will be heard, and whether that is all. */
export interface Known {
  readonly known: number;
  readonly heard?: number;
  readonly finished: boolean;
}

/** The flow's encoder looks three tokens ahead (`pre_lookahead_len` in s3gen/flow.py). */
export const lookAhead = 3;

/**
 * Less than this share of a chunk is not left over: every chunk runs prompt and context again, a small one mostly those. The first chunks
 * are made as soon as they can be, for a listener who has little to hear.
 */
const leastRest = { first: 0.1, later: 0.6 };

/**
 * The next chunk of a sequence of which `known` tokens are there, all of them if `finished`; undefined when there are not enough yet.
 * `sizes`: of the first chunks, and of every later one the last number. What comes out depends on the tokens alone and not on when they
 * come: the same seed gives the same audio on a busy machine.
 */
export function nextChunk(
  sizes: readonly number[],
  index: number,
  start: number,
  { known, heard = known, finished }: Known,
): Chunk | undefined {
  const size = sizeOf(sizes, index);
  const end = start + size;
  const rest = index < sizes.length - 1 ? leastRest.first : leastRest.later;
  const tail = Math.max(lookAhead, Math.floor(size * rest));
  if (known >= end + tail) return { start, end, seen: end + lookAhead, last: false };
  if (!finished || heard <= start) return undefined;
  return { start, end: heard, seen: heard, last: true };
}

function sizeOf(sizes: readonly number[], index: number): number {
  return sizes[Math.min(index, sizes.length - 1)] as number;
}

/** Cuts the tokens of a sequence into chunks as they come, and tells how long what is there will last. */
export class ChunkPlan {
  readonly #sizes: readonly number[];
  readonly #known: () => Known;
  /** Chunks that were taken, and where they end. */
  #taken = 0;
  #end = 0;
  /** Where the sound that was delivered ends. */
  #delivered = 0;

  constructor(sizes: readonly number[], known: () => Known) {
    this.#sizes = sizes;
    this.#known = known;
  }

  /** Takes the next chunk; undefined when more tokens are needed for it, or there is nothing left. */
  take(): Chunk | undefined {
    const chunk = nextChunk(this.#sizes, this.#taken, this.#end, this.#known());
    if (!chunk) return undefined;
    this.#taken++;
    this.#end = chunk.end;
    return chunk;
  }

  /** The sound of all chunks that were taken is delivered. */
  delivered(): void {
    this.#delivered = this.#end;
  }

  /**
   * Seconds of sound for which all tokens are there, and that are not delivered yet; and of the chunk behind them, whose tokens are not: 0 when
   * nothing comes behind them.
   */
  get ahead(): { readonly known: number; readonly next: number } {
    const known = this.#known();
    const seconds = (tokens: number): number => tokens / speech.tokensPerSecond;
    let end = this.#end;
    for (let index = this.#taken; ; index++) {
      const chunk = nextChunk(this.#sizes, index, end, known);
      if (chunk) end = chunk.end;
      if (!chunk || chunk.last) {
        const next = known.finished ? 0 : sizeOf(this.#sizes, index);
        return { known: seconds(end - this.#delivered), next: seconds(next) };
      }
    }
  }
}
