import { Binding } from '../../onnx/binding.ts';
import { elementTypes } from '../../onnx/element-type.ts';
import type { Session } from '../../onnx/session.ts';
import { Tensor } from '../../onnx/tensor.ts';
import { KvArena, type Arena } from './kv-arena.ts';
import type { LanguageModelShape } from './language-model-graph.ts';

/** A run of the language model over neighbouring rows of the arena. */
export interface Batch {
  /** The first row. */
  readonly start: number;
  /** [rows, new tokens, width]; every row gets as many. */
  readonly embeds: Tensor;
  /** Tokens that each row has before. */
  readonly lengths: readonly number[];
}

/** Runs a language model over an arena's rows. One run at a time. */
export interface LanguageModel {
  /** Appends the new tokens to the rows and returns the logits of the last one of each, [rows × vocabulary]; valid until the next run. */
  run(batch: Batch, signal?: AbortSignal): Promise<Float32Array>;
  /** Gives back what belongs to it, and not the session. */
  release(): void;
}

/** Throws a TypeError for an arena on a card when the caches have to be copied, which is done in host memory. */
export function languageModelOver(session: Session, shape: LanguageModelShape, arena: Arena): LanguageModel {
  if (shape.inPlace) return new InPlaceModel(session, shape, arena);
  if (arena instanceof KvArena) return new CopyingModel(session, shape, arena);
  throw new TypeError('Caches that are copied lie in host memory.');
}

/** Ones as far as each row reaches; rows of different lengths share a run. */
function maskOf(lengths: readonly number[], added: number): Tensor {
  const longest = Math.max(...lengths) + added;
  const mask = Tensor.zeros('int64', [lengths.length, longest]);
  const ones = mask.data as BigInt64Array;
  for (const [row, length] of lengths.entries()) ones.fill(1n, row * longest, row * longest + length + added);
  return mask;
}

/** Where the new tokens stand: each row goes on from its own length. */
function positionsOf(lengths: readonly number[], added: number): Tensor {
  const positions = lengths.flatMap((length) => Array.from({ length: added }, (_, index) => length + index));
  return Tensor.from('int64', [lengths.length, added], positions);
}

/** The logits of the last position, where the graph gives those of all (`preparedLanguageModel` mostly sees to it). */
function lastOf(logits: Tensor): Float32Array {
  const [rows = 0, positions = 0, vocabulary = 0] = logits.dims;
  const data = logits.data as Float32Array;
  if (positions === 1) return data;
  const last = new Float32Array(rows * vocabulary);
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * positions * vocabulary;
    last.set(data.subarray(end - vocabulary, end), row * vocabulary);
  }
  return last;
}

/**
 * Attention appends to the arena itself: the same memory is bound as the cache before and after, so that a step copies nothing.
 * For each group of neighbouring rows there is a binding, made once.
 */
class InPlaceModel implements LanguageModel {
  readonly #session: Session;
  readonly #shape: LanguageModelShape;
  readonly #arena: Arena;
  readonly #bindings = new Map<string, Binding>();

  constructor(session: Session, shape: LanguageModelShape, arena: Arena) {
    this.#session = session;
    this.#shape = shape;
    this.#arena = arena;
  }

  async run({ start, embeds, lengths }: Batch, signal?: AbortSignal): Promise<Float32Array> {
    const { embeds: input, mask, positions, logits } = this.#shape;
    const added = embeds.dims[1] as number;
    const binding = this.#binding(start, lengths.length);
    binding.bindInput(input, embeds);
    binding.bindInput(mask, maskOf(lengths, added));
    if (positions !== undefined) binding.bindInput(positions, positionsOf(lengths, added));
    binding.bindFreshOutput(logits);
    await binding.run(signal);
    return lastOf(binding.outputs()[0] as Tensor);
  }

  #binding(start: number, count: number): Binding {
    const key = `${start}+${count}`;
    const known = this.#bindings.get(key);
    if (known) return known;
    const binding = new Binding(this.#session);
    for (const { past, present } of this.#shape.caches) {
      const view = this.#arena.view(past, start, start + count);
      binding.bindInput(past, view);
      binding.bindOutput(present, view);
    }
    this.#bindings.set(key, binding);
    return binding;
  }

  release(): void {
    for (const binding of this.#bindings.values()) binding.release();
    this.#bindings.clear();
  }
}

/**
 * For a graph whose attention makes a new cache at each run: the rows' caches are copied out of the arena, padded on the right to
 * the longest, and what the run added is copied back. Correct for every graph, and slower.
 */
class CopyingModel implements LanguageModel {
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
    for (const { past } of caches) feeds[past] = this.#padded(past, start, lengths, longest);
    const outputs = await this.#session.run(feeds, [logits, ...caches.map(({ present }) => present)], signal);
    for (const { past, present } of caches)
      this.#keep(past, outputs[present] as Tensor, start, lengths, longest, added);
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
  const ones = mask.data as InstanceType<(typeof elementTypes)['int64']['View']>;
  for (const [row, length] of lengths.entries()) {
    ones.fill(1n, row * width, row * width + length);
    ones.fill(1n, row * width + longest, (row + 1) * width);
  }
  return mask;
}
