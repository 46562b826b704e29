import { Binding } from '../../onnx/binding.ts';
import type { Session } from '../../onnx/session.ts';
import { Tensor } from '../../onnx/tensor.ts';
import type { Arena } from './kv-arena.ts';
import type { LanguageModelShape } from './language-model-graph.ts';
import { lastOf, positionsOf, type Batch, type LanguageModel } from './language-model.ts';

/**
 * Attention appends to the arena itself: the same memory is bound as the cache before and after, so that a step copies nothing.
 * For each group of neighbouring rows there is a binding, made once.
 */
export class InPlaceModel implements LanguageModel {
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

/** Ones as far as each row reaches; rows of different lengths share a run. */
function maskOf(lengths: readonly number[], added: number): Tensor {
  const longest = Math.max(...lengths) + added;
  const mask = Tensor.zeros('int64', [lengths.length, longest]);
  const ones = mask.data as BigInt64Array;
  for (const [row, length] of lengths.entries()) ones.fill(1n, row * longest, row * longest + length + added);
  return mask;
}
