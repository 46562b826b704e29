import { messageOf } from '../../errors.ts';
import { readGraph, type Graph } from '../../onnx/graph.ts';
import { shapeOfEmbedder, type EmbedderShape } from './embedder-graph.ts';
import { shapeOfLanguageModel, type LanguageModelShape } from './language-model-graph.ts';
import { hasLanguageTokens, type ModelFiles } from './model-files.ts';
import { UnusableModel } from './unusable-model.ts';
import { speech, type Variant } from './variant.ts';

/** What a model is, as its files tell it. */
export interface ModelDescription {
  readonly files: ModelFiles;
  readonly variant: Variant;
  readonly embedder: EmbedderShape;
  readonly languageModel: LanguageModelShape;
}

/** Nano has 12 layers, Turbo 24; nothing else tells the two apart for sure. */
const nanoLayers = 12;

/**
 * Reads what a model is from its graphs and its tokenizer; names of folders and flags do not count. English and Multilingual have an
 * `embed_tokens` that gets positions; Multilingual's tokenizer has tokens for languages. Throws {@link UnusableModel}.
 */
export function describeModel(files: ModelFiles): ModelDescription {
  const { embed_tokens: embedFile, language_model: modelFile } = files.graphs;
  const embedder = shapeOfEmbedder(readModelGraph(embedFile), embedFile);
  const languageModel = shapeOfLanguageModel(readModelGraph(modelFile), modelFile);
  if (embedder.width !== languageModel.width) {
    throw new UnusableModel(
      `${embedFile} gives embeddings of ${embedder.width} numbers, ${modelFile} takes ${languageModel.width}. The two files do not belong together.`,
    );
  }
  if (languageModel.vocabulary <= speech.stop) {
    throw new UnusableModel(
      `${modelFile} has logits for ${languageModel.vocabulary} tokens; Chatterbox's reach to the stop token ${speech.stop}.`,
    );
  }
  return { files, variant: variantOf(files, embedder, languageModel), embedder, languageModel };
}

function variantOf(files: ModelFiles, { kind }: EmbedderShape, { layers }: LanguageModelShape): Variant {
  if (kind === 'positioned') return hasLanguageTokens(files) ? 'multilingual' : 'english';
  return layers <= nanoLayers ? 'nano' : 'turbo';
}

/** Reads a graph's structure. Throws {@link UnusableModel}. */
export function readModelGraph(file: string): Graph {
  try {
    return readGraph(file);
  } catch (error) {
    // `InvalidModel` names the file; what the system says does not always.
    const advice = 'The download broke off, or is something else: download it again.';
    throw new UnusableModel(`${messageOf(error)}. ${advice}`, { cause: error });
  }
}
