import { Tensor } from '../../onnx/tensor.ts';

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

/** Where the new tokens stand: each row goes on from its own length. */
export function positionsOf(lengths: readonly number[], added: number): Tensor {
  const positions = lengths.flatMap((length) => Array.from({ length: added }, (_, index) => length + index));
  return Tensor.from('int64', [lengths.length, added], positions);
}

/** The logits of the last position, where the graph gives those of all (`preparedLanguageModel` mostly sees to it). */
export function lastOf(logits: Tensor): Float32Array {
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
