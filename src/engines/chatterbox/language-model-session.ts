import { writeGraph, weightsFolder } from '../../onnx/graph-write.ts';
import type { Device } from '../../onnx/device.ts';
import { Session } from '../../onnx/session.ts';
import { messageOf } from '../../errors.ts';
import { readModelGraph, type ModelDescription } from './describe-model.ts';
import { guidedEmbedder } from './embedder-graph.ts';
import { Embedder } from './embedder.ts';
import { preparedLanguageModel } from './language-model-graph.ts';
import { UnusableModel } from './unusable-model.ts';

/** Opens the language model, patched for how it is run here; its weights stay in the published file. Throws {@link UnusableModel}. */
export async function openLanguageModel(
  { files, languageModel }: ModelDescription,
  { threads, device }: { threads: number; device: Device },
): Promise<Session> {
  const file = files.graphs.language_model;
  const graph = preparedLanguageModel(readModelGraph(file), languageModel);
  return opened(file, () =>
    Session.open(writeGraph(graph, { weights: 'published' }), { threads, device, weightsFolder: weightsFolder(file) }),
  );
}

/** Opens `embed_tokens`, with its row for guidance where there can be one. Throws {@link UnusableModel}. */
export async function openEmbedder({ files, embedder }: ModelDescription): Promise<Embedder> {
  const file = files.graphs.embed_tokens;
  const graph = guidedEmbedder(readModelGraph(file), embedder);
  // On the host: what it gives is one row of numbers for each sequence.
  const session = await opened(file, () =>
    Session.open(writeGraph(graph, { weights: 'published' }), { weightsFolder: weightsFolder(file) }),
  );
  return new Embedder(session, embedder);
}

async function opened(file: string, open: () => Promise<Session>): Promise<Session> {
  try {
    return await open();
  } catch (error) {
    throw new UnusableModel(`${file} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
}
