import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readGraph, type Graph } from '../../src/onnx/graph.ts';
import { dataFolder } from '../data.ts';
import { valuesFor } from './skeleton-values.ts';
import { WeightFile } from './weight-file.ts';

export type SkeletonName =
  'en_conditional_decoder' | 'turbo_conditional_decoder' | 'en_embed_tokens' | 'en_speech_encoder';

/** An entry of `NAME.initializers.json`; `ext` is null for what the graph holds itself. */
interface ListedWeight {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dtype: string;
  readonly ext: { readonly location: string; readonly offset: number; readonly length: number } | null;
}

/**
 * A model of full size and true structure with random weights: copies the weight-free graph of the test data into
 * `folder` as `conditional_decoder.onnx` and so on, and writes its external data beside it (62 to 591 MB, tensor by
 * tensor). The weights are scaled so that what flows through the graph stays about as large as in a trained model.
 * Returns the path of the graph.
 */
export function fillSkeleton(name: SkeletonName, folder: string, seed = 1): string {
  const from = path.join(dataFolder, 'skeletons', name);
  const file = path.join(folder, `${name.replace(/^(en|turbo)_/, '')}.onnx`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(`${from}.onnx`, file);
  writeWeights(readGraph(file), listOf(`${from}.initializers.json`), folder, seed);
  return file;
}

function listOf(file: string): readonly ListedWeight[] {
  const { initializers } = JSON.parse(readFileSync(file, 'utf8')) as { readonly initializers: readonly ListedWeight[] };
  return initializers;
}

function writeWeights(graph: Graph, listed: readonly ListedWeight[], folder: string, seed: number): void {
  const stored = listed.flatMap(({ name, dims, dtype, ext }) => (ext ? [{ name, dims, dtype, ...ext }] : []));
  stored.sort((a, b) => a.offset - b.offset);
  const files = new Map<string, WeightFile>();
  try {
    for (const { name, dims, dtype, location, offset, length } of stored) {
      const weights = files.get(location) ?? new WeightFile(path.join(folder, location));
      files.set(location, weights);
      const values = valuesFor(graph, name, dims, seed);
      if (dtype !== 'FLOAT' || weights.bytes !== offset || values.byteLength !== length) {
        throw new Error(
          `Expected float weights without gaps; "${name}" is ${length} bytes of ${dtype} at ${offset} of ${location}, behind ${weights.bytes} bytes. Export the skeleton again.`,
        );
      }
      weights.append(values);
    }
  } finally {
    for (const weights of files.values()) weights.close();
  }
}
