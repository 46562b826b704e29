import { setImmediate as nextTurn } from 'node:timers/promises';
import { elementTypes } from '../../onnx/element-type.ts';
import type { DeviceTensor } from '../../onnx/device-memory.ts';
import { Tensor } from '../../onnx/tensor.ts';
import type { LanguageModelShape } from './language-model-graph.ts';

/** Bytes that are moved in one turn of the event loop: about a millisecond. */
const bytesPerTurn = 4 << 20;

/** Where the caches of all running sequences are: in host memory, or on a card (`device-arena.ts`). */
export interface Arena {
  readonly rows: number;
  /** Tokens that a row has room for, the prompt's included. */
  readonly capacity: number;
  /** Bytes of all rows, used or not. */
  readonly bytes: number;
  /** The rows `start` to `end` of one cache, by the name of the graph's input: [end − start, heads, capacity, headDim]. */
  view(past: string, start: number, end: number): Tensor | DeviceTensor;
  /** Copies the first `length` tokens of a row into another. */
  move(from: number, to: number, length: number): Promise<void>;
  /** Gives the memory back; after what was bound to it. */
  free(): Promise<void>;
}

/**
 * The memory of all running sequences: for each layer the keys and the values of every row, [rows, heads, capacity, headDim].
 * It is allocated once and stays where it is; attention appends to a row in place, and a batch is a view on the first rows. Pages
 * of the host that were never written take no memory.
 */
export class KvArena implements Arena {
  readonly rows: number;
  readonly capacity: number;
  readonly #shape: LanguageModelShape;
  /** By the name of the graph's input. */
  readonly #tensors: ReadonlyMap<string, Tensor>;

  constructor(shape: LanguageModelShape, rows: number, capacity: number) {
    this.rows = rows;
    this.capacity = capacity;
    this.#shape = shape;
    const { heads, headDim, cacheType, caches } = shape;
    this.#tensors = new Map(
      caches.map(({ past }) => [past, Tensor.zeros(cacheType, [rows, heads, capacity, headDim])] as const),
    );
  }

  get bytes(): number {
    return this.rows * this.capacity * this.#shape.bytesPerToken;
  }

  view(past: string, start: number, end: number): Tensor {
    return this.tensor(past).rows(start, end);
  }

  /** A whole cache. */
  tensor(past: string): Tensor {
    return this.#tensors.get(past) as Tensor;
  }

  /** Copies the first `length` tokens of a row into another, with turns of the event loop in between. */
  async move(from: number, to: number, length: number): Promise<void> {
    const { heads, headDim } = this.#shape;
    const row = heads * this.capacity * headDim;
    let moved = 0;
    for (const { type, data } of this.#tensors.values()) {
      for (let head = 0; head < heads; head++) {
        const start = from * row + head * this.capacity * headDim;
        data.copyWithin(to * row + head * this.capacity * headDim, start, start + length * headDim);
      }
      moved += heads * length * headDim * elementTypes[type].View.BYTES_PER_ELEMENT;
      if (moved < bytesPerTurn) continue;
      moved = 0;
      await nextTurn();
    }
  }

  async free(): Promise<void> {
    // Garbage collection has it.
  }
}
