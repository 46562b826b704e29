import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import { readGraph, type Graph } from '../../onnx/graph.ts';
import { InvalidModel } from '../../onnx/invalid-model.ts';
import { shapeOfEmbedder, type EmbedderShape } from './embedder-graph.ts';
import { shapeOfLanguageModel, type LanguageModelShape } from './language-model-graph.ts';
import { filesOf, type ModelFiles } from './model-files.ts';
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
      `${embedFile} gives embeddings of ${embedder.width} numbers, ${modelFile} takes ${languageModel.width}. The two files do not belong together: download both from one model.`,
    );
  }
  if (languageModel.vocabulary <= speech.stop) {
    throw new UnusableModel(
      `${modelFile} has logits for ${languageModel.vocabulary} tokens; Chatterbox's reach to the stop token ${speech.stop}. Use the file of a published Chatterbox model.`,
    );
  }
  return { files, variant: variantOf(files, embedder, languageModel), embedder, languageModel };
}

function variantOf(files: ModelFiles, { kind }: EmbedderShape, { layers }: LanguageModelShape): Variant {
  if (kind === 'positioned') return hasLanguageTokens(files) ? 'multilingual' : 'english';
  return layers <= nanoLayers ? 'nano' : 'turbo';
}

const tokenizerSchema = z.object({
  model: z.object({ vocab: z.record(z.string(), z.unknown()) }),
  added_tokens: z.array(z.object({ content: z.string() })).default([]),
});

/** Whether the tokenizer has a token for a language besides English, as only Multilingual's does. */
function hasLanguageTokens({ folder }: ModelFiles): boolean {
  const file = path.join(folder, 'tokenizer.json');
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/u, ''));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'it is not JSON' : messageOf(error);
    throw unusableFile([file], `${file} is no tokenizer: ${what}. ${again}`, error);
  }
  const { data, error } = tokenizerSchema.safeParse(content);
  if (!data) {
    const [issue] = error.issues;
    const field = issue?.path.join('.') || 'the file';
    throw unusableFile([file], `${file} is no tokenizer: ${field}: ${issue?.message}. ${again}`, error);
  }
  const known = new Set([...Object.keys(data.model.vocab), ...data.added_tokens.map((token) => token.content)]);
  return ['[fr]', '[de]', '[zh]'].some((token) => known.has(token));
}

/** Reads a graph's structure. Throws {@link UnusableModel}. */
export function readModelGraph(file: string): Graph {
  try {
    return readGraph(file);
  } catch (error) {
    throw unusableGraph(file, error);
  }
}

const again = 'Download it again; the download may have broken off.';

/** A graph, or the weights beside it, that could not be read or loaded. */
export function unusableGraph(file: string, error: unknown): UnusableModel {
  if (error instanceof UnusableModel) return error;
  const message = oneLine(messageOf(error));
  // `InvalidModel` names the file, or that of the weights.
  const problem =
    error instanceof InvalidModel
      ? `${message}. ${again}`
      : `${file} cannot be loaded: ${message}. Use a file of another precision, or download it again.`;
  return unusableFile(filesOf(file), problem, error);
}

/** Says what one of the files is instead of what it should be; where that is not seen, what was wrong with them. */
function unusableFile(files: readonly string[], problem: string, cause: unknown): UnusableModel {
  for (const file of files) {
    const start = startOf(file);
    if (start.startsWith('version https://git-lfs.github.com/')) {
      return new UnusableModel(`${file} is only a pointer of Git LFS. Get the file itself by "git lfs pull".`, {
        cause,
      });
    }
    if (/^\s*<(!doctype|html|\?xml)/iu.test(start)) {
      return new UnusableModel(`${file} is a web page. Download the file itself.`, { cause });
    }
  }
  return new UnusableModel(problem, { cause });
}

/** Longest text of others that is told: a hostile file can put anything into one. */
const mostText = 600;

/** A text of others in one line, without a full stop at its end. */
export function oneLine(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').trim();
  return line.length > mostText ? `${line.slice(0, mostText)} …` : line.replace(/\.$/u, '');
}

/** The first characters of a file; none when it cannot be read. */
function startOf(file: string): string {
  try {
    // Opening a pipe would wait for a writer.
    if (!statSync(file).isFile()) return '';
    const handle = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(64);
      return bytes.toString('latin1', 0, readSync(handle, bytes));
    } finally {
      closeSync(handle);
    }
  } catch {
    return '';
  }
}
