import { Tensor as NodeTensor } from 'onnxruntime-node';
import { KvArena } from '../../src/engines/chatterbox/kv-arena.ts';
import type { LanguageModelShape } from '../../src/engines/chatterbox/language-model-graph.ts';
import { languageModelOver } from '../../src/engines/chatterbox/language-model-over.ts';
import { Random } from '../../src/engines/random.ts';
import { Tensor } from '../../src/onnx/tensor.ts';
import type { Session } from '../../src/onnx/session.ts';
import { median } from '../harness.ts';
import type { CopiedCache } from './copied-cache.ts';

/** How long a decode step takes over so many sequences that have so many tokens each. */
export interface StepTime {
  readonly past: number;
  readonly batch: number;
  readonly ms: number;
  /** Of onnxruntime-node, where it was measured; the ratio is of medians. */
  readonly nodeMs: number | undefined;
  readonly ratio: number | undefined;
}

export interface StepTimesOptions {
  readonly pasts: readonly number[];
  readonly batches: readonly number[];
  readonly rounds: number;
  /** Batches at which the other is measured too. */
  readonly nodeBatches: readonly number[];
}

/** Steps of the in-place arena and, in turns with them, of a model that gives new caches. */
export async function stepTimes(
  ours: { readonly session: Session; readonly shape: LanguageModelShape },
  node: CopiedCache | undefined,
  { pasts, batches, rounds, nodeBatches }: StepTimesOptions,
): Promise<StepTime[]> {
  const { session, shape } = ours;
  const rows = Math.max(...batches);
  const arena = new KvArena(shape, rows, Math.max(...pasts) + 64);
  for (const { past } of shape.caches) fillRandom(arena.tensor(past).data as Float32Array);
  const model = languageModelOver(session, shape, arena);
  const times: StepTime[] = [];
  for (const past of pasts) {
    for (const batch of batches) {
      const values = new Random(batch).fillNormal(new Float32Array(batch * shape.width));
      const dims = [batch, 1, shape.width];
      const embeds = Tensor.from('float32', dims, values);
      const lengths = Array.from({ length: batch }, () => past);
      const step = () => model.run({ start: 0, embeds, lengths });
      const other = nodeBatches.includes(batch) ? node : undefined;
      other?.start(batch, past, fillRandom);
      const theirEmbeds = new NodeTensor('float32', values, dims);
      const theirLengths = lengths.map((length) => length + 1);
      const theirs = () => other?.run(theirEmbeds, theirLengths, { total: past + 1, keep: false });
      const mine: number[] = [];
      const nodes: number[] = [];
      for (let round = 0; round < rounds; round++) {
        // The first of each takes what the other has left in the caches of the processor.
        mine.push(...(await timed(step, 4)).slice(1));
        if (other) nodes.push(...(await timed(theirs, 3)).slice(1));
      }
      other?.start(0);
      const ms = median(mine);
      const nodeMs = other && median(nodes);
      times.push({ past, batch, ms, nodeMs, ratio: nodeMs && nodeMs / ms });
    }
  }
  model.release();
  return times;
}

async function timed(run: () => Promise<unknown> | undefined, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return times;
}

const someNumbers = new Random(1).fillNormal(new Float32Array(1 << 16));

/** Pages that were never written are all the same one, and would be read from the processor's cache. */
function fillRandom(values: Float32Array): void {
  for (let at = 0; at < values.length; at += someNumbers.length) {
    values.set(someNumbers.subarray(0, Math.min(someNumbers.length, values.length - at)), at);
  }
}

/** Bytes that a step must read at least: the weights of all products once, and the caches of all sequences. */
export function stepBytes(weightBytes: number, shape: LanguageModelShape, { past, batch }: StepTime): number {
  return weightBytes + past * batch * shape.bytesPerToken;
}
