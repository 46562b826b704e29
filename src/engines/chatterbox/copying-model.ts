import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Session } from '../../onnx/session.ts';
import { Tensor } from '../../onnx/tensor.ts';
import type { KvArena } from './kv-arena.ts';
import type { LanguageModelShape } from './language-model-graph.ts';
import { lastOf, positionsOf, type Batch, type LanguageModel } from './language-model.ts';

/**
 * For a graph whose attention makes a new cache at each run: the rows' caches are copied out of the arena, padded on the right to
 * the longest, and what the run added is copied back. Correct for every graph, and slower. Copying
 * gives the event loop its turns, but what ONNX Runtime gave is copied out in one.
 */
export class CopyingModel implements LanguageModel {
  readonly #session: Session;
  readonly #shape: LanguageModelShape;
  readonly #arena: KvArena;

  constructor(session: Session, shape: LanguageModelShape, arena: KvArena) {
    this.#session = session;
    this.#shape = shape;
    this.#arena = arena;
  }

  async run({ start, embeds, lengths }: Batch, signal?: AbortSignal): Promise<Float32Array> {
    const { caches, logits, mask, positions, embeds: input } = this.#shape;
    const added = embeds.dims[1] as number;
    const longest = Math.max(...lengths);
    const feeds: Record<string, Tensor> = { [input]: embeds, [mask]: paddedMask(lengths, longest, added) };
    if (positions !== undefined) feeds[positions] = positionsOf(lengths, added);
    for (const { past } of caches) {
      feeds[past] = this.#padded(past, start, lengths, longest);
      await nextTurn();
    }
    const outputs = await this.#session.run(feeds, [logits, ...caches.map(({ present }) => present)], signal);
    for (const { past, present } of caches) {
      this.#keep(past, outputs[present] as Tensor, start, lengths, longest, added);
    }
    return lastOf(outputs[logits] as Tensor);
  }

  /** [rows, heads, longest, headDim] */
  #padded(past: string, start: number, lengths: readonly number[], longest: number): Tensor {
    const { heads, headDim, cacheType } = this.#shape;
    const { capacity } = this.#arena;
    const padded = Tensor.zeros(cacheType, [lengths.length, heads, longest, headDim]);
    const source = this.#arena.tensor(past).data as Float32Array;
    for (const [row, length] of lengths.entries()) {
      for (let head = 0; head < heads; head++) {
        const from = ((start + row) * heads + head) * capacity * headDim;
        const to = (row * heads + head) * longest * headDim;
        (padded.data as Float32Array).set(source.subarray(from, from + length * headDim), to);
      }
    }
    return padded;
  }

  /** Copies the tokens behind the padding to each row's own end. */
  #keep(
    past: string,
    present: Tensor,
    start: number,
    lengths: readonly number[],
    longest: number,
    added: number,
  ): void {
    const { heads, headDim } = this.#shape;
    const { capacity } = this.#arena;
    const target = this.#arena.tensor(past).data as Float32Array;
    for (const [row, length] of lengths.entries()) {
      for (let head = 0; head < heads; head++) {
        const from = ((row * heads + head) * (longest + added) + longest) * headDim;
        const to = (((start + row) * heads + head) * capacity + length) * headDim;
        target.set((present.data as Float32Array).subarray(from, from + added * headDim), to);
      }
    }
  }

  release(): void {
    // Nothing is kept between runs.
  }
}

/** Each row: its tokens, the padding, and the new tokens behind it. */
function paddedMask(lengths: readonly number[], longest: number, added: number): Tensor {
  const width = longest + added;
  const mask = Tensor.zeros('int64', [lengths.length, width]);
  const ones = mask.data as BigInt64Array;
  for (const [row, length] of lengths.entries()) {
    ones.fill(1n, row * width, row * width + length);
    ones.fill(1n, row * width + longest, (row + 1) * width);
  }
  return mask;
}
