import { writeGraph, weightsFolder } from '../../onnx/graph-write.ts';
import { cpu, type Device } from '../../onnx/device.ts';
import type { Graph } from '../../onnx/graph.ts';
import { Session, type SessionOptions } from '../../onnx/session.ts';
import { readModelGraph, unusableGraph, type ModelDescription } from './describe-model.ts';
import { guidedEmbedder } from './embedder-graph.ts';
import { Embedder } from './embedder.ts';
import { preparedLanguageModel } from './language-model-graph.ts';

/**
 * Where a language model runs: on the card, but for one whose attention appends to 32-bit caches, since CUDA's GroupQueryAttention is for 16
 * bits (group_query_attention.cc). All caches would cross the bus at every step.
 */
export function languageModelDevice(device: Device, { inPlace, cacheType }: ModelDescription['languageModel']): Device {
  return inPlace && cacheType === 'float32' ? cpu : device;
}

/** Opens the language model, patched for how it is run here; its weights stay in the published file. Throws {@link UnusableModel}. */
export async function openLanguageModel(
  { files, languageModel }: ModelDescription,
  { threads, device }: { threads: number; device: Device },
): Promise<Session> {
  const file = files.graphs.language_model;
  return opened(file, (graph) => preparedLanguageModel(graph, languageModel), { threads, device });
}

/** Opens `embed_tokens`, with its row for guidance where there can be one. Throws {@link UnusableModel}. */
export async function openEmbedder({ files, embedder }: ModelDescription): Promise<Embedder> {
  // On the host: what it gives is one row of numbers for each sequence.
  const session = await opened(files.graphs.embed_tokens, (graph) => guidedEmbedder(graph, embedder));
  return new Embedder(session, embedder);
}

/** Opens a graph as it was edited. Its weights are read where they are published, also where links lead to them. */
async function opened(file: string, edited: (graph: Graph) => Graph, options: SessionOptions = {}): Promise<Session> {
  try {
    const model = writeGraph(edited(readModelGraph(file)), { weights: 'published' });
    return await Session.open(model, { ...options, weightsFolder: weightsFolder(file) });
  } catch (error) {
    throw unusableGraph(file, error);
  }
}
