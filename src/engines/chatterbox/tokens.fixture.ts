import type { EmbedderShape } from './embedder-graph.ts';
import type { Embedder } from './embedder.ts';
import type { KvArena } from './kv-arena.ts';
import type { LanguageModelShape } from './language-model-graph.ts';
import type { Batch, LanguageModel } from './language-model.ts';
import { speech } from './variant.ts';

/** A language model of arithmetic: it keeps what it was told in the arena, and its next token depends on all of that. */
export const countingShape: LanguageModelShape = {
  layers: 1,
  heads: 1,
  headDim: 1,
  width: 1,
  vocabulary: speech.stop + 1,
  cacheType: 'float32',
  caches: [
    { past: 'past.0.key', present: 'present.0.key' },
    { past: 'past.0.value', present: 'present.0.value' },
  ],
  embeds: 'embeds',
  mask: 'mask',
  positions: undefined,
  logits: 'logits',
  inPlace: true,
  bytesPerToken: 8,
};

/** The token after a history; about one in 25 is the stop token. */
export function tokenAfter(history: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const each of history) hash = Math.imul(hash ^ each, 0x01000193) >>> 0;
  hash = (hash ^ (hash >>> 15)) >>> 0;
  return hash % 25 === 0 ? speech.stop : hash % 1000;
}

export class CountingModel implements LanguageModel {
  readonly #arena: KvArena;
  /** Rows of each run. */
  readonly runs: number[] = [];
  /** Throws at the next run. */
  failure: Error | undefined;
  running = false;

  constructor(arena: KvArena) {
    this.#arena = arena;
  }

  async run({ start, embeds, lengths }: Batch): Promise<Float32Array> {
    if (this.running) throw new Error('Two runs at once.');
    this.running = true;
    await new Promise((resolve) => setImmediate(resolve));
    this.running = false;
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
    this.runs.push(lengths.length);
    const added = embeds.dims[1] as number;
    const cache = this.#arena.tensor('past.0.key').data as Float32Array;
    const logits = new Float32Array(lengths.length * countingShape.vocabulary);
    for (const [row, length] of lengths.entries()) {
      const at = (start + row) * this.#arena.capacity;
      cache.set((embeds.data as Float32Array).subarray(row * added, (row + 1) * added), at + length);
      const history = [...cache.subarray(at, at + length + added)];
      logits[row * countingShape.vocabulary + tokenAfter(history)] = 1;
    }
    return logits;
  }

  release(): void {
    // Nothing to give back.
  }
}

/** Embeds a token as itself. */
export const countingEmbedder = {
  shape: { width: 1 } as EmbedderShape,
  step: async (tokens: readonly number[]) => Float32Array.from(tokens),
} as unknown as Embedder;
