import { existsSync, readFileSync, readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import { UnusableModel } from './unusable-model.ts';

/** Folders are searched so deep (a hub cache is models--ORG--NAME/snapshots/REVISION), and so many entries are looked at. */
const deepest = 5;
const mostEntries = 20_000;

/** The four graphs of a model, in the order in which speech takes them. */
export const graphNames = ['speech_encoder', 'embed_tokens', 'language_model', 'conditional_decoder'] as const;
export type GraphName = (typeof graphNames)[number];

/** A folder that holds a Chatterbox model, as the hub lays it out: tokenizer and configuration, and graphs in `onnx/`. */
export interface ModelFiles {
  /** What it is called: the folder's name, or the repository's in a hub cache. */
  readonly name: string;
  readonly folder: string;
  /** The file of each graph, of several precisions the best for the device. */
  readonly graphs: Readonly<Record<GraphName, string>>;
}

/**
 * Precisions by the endings of file names, the best first. On a CPU the language model is bound by memory, and 4 bits with
 * a 32-bit cache are fastest; those that scale activations over the whole batch (`_quantized`, `_int8_mixed`) come after, since
 * with them a sequence's tokens depend on its neighbours. The other graphs are precise first: an encoder runs once a voice, and a
 * 4-bit decoder was heard to be damaged.
 */
const preferences = {
  cpu: {
    language_model: ['_q4', '', '_quantized', '_int8_mixed', '_q4f16', '_fp16'],
    others: ['', '_quantized', '_int8', '_q4', '_fp16', '_q4f16'],
  },
  cuda: {
    language_model: ['_q4f16', '_fp16', '_q4', ''],
    others: ['', '_fp16', '_quantized', '_q4', '_q4f16'],
  },
} as const;

/** What a folder lacks to be a model. */
export interface IncompleteModel {
  readonly name: string;
  readonly reason: string;
}

/** Finds the Chatterbox models under the model folder, in the order of their names. */
export function findModels(
  modelDir: string,
  device: 'cpu' | 'cuda' = 'cpu',
): { models: ModelFiles[]; incomplete: IncompleteModel[] } {
  const models: ModelFiles[] = [];
  const incomplete: IncompleteModel[] = [];
  for (const folder of modelFolders(modelDir)) {
    const name = nameOf(folder);
    try {
      models.push({ name, folder, graphs: graphsOf(folder, device) });
    } catch (error) {
      incomplete.push({ name, reason: messageOf(error) });
    }
  }
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return { models: models.sort(byName), incomplete: incomplete.sort(byName) };
}

/** Whether a folder's files are those of a Chatterbox model, whole or not. */
export function isModelFolder(names: ReadonlySet<string>): boolean {
  return [...names].some((name) => /^(language_model|conditional_decoder)(_\w+)?\.onnx$/u.test(name));
}

function modelFolders(modelDir: string): string[] {
  const found: string[] = [];
  let entries = 0;
  const search = (at: string, depth: number): void => {
    const all = read(at);
    if (isModelFolder(new Set(all.map(({ name }) => name)))) {
      found.push(path.basename(at) === 'onnx' ? path.dirname(at) : at);
      return;
    }
    for (const entry of all) {
      if (++entries > mostEntries) return;
      if (entry.isDirectory() && !entry.name.startsWith('.') && depth < deepest) {
        search(path.join(at, entry.name), depth + 1);
      }
    }
  };
  search(modelDir, 0);
  return found;
}

/** `models--ORG--NAME/snapshots/REVISION` is called NAME. */
function nameOf(folder: string): string {
  const cached = /(?:^|[\\/])models--[^\\/]*?--([^\\/]+)[\\/]snapshots[\\/][^\\/]+$/u.exec(folder);
  return cached?.[1] ?? path.basename(folder);
}

function graphsOf(folder: string, device: 'cpu' | 'cuda'): Record<GraphName, string> {
  const inOnnx = path.join(folder, 'onnx');
  const at = existsSync(inOnnx) ? inOnnx : folder;
  const names = new Set(read(at).map(({ name }) => name));
  const graphs = graphNames.map((graph) => {
    const endings = preferences[device][graph === 'language_model' ? graph : 'others'];
    const ending = endings.find((each) => names.has(`${graph}${each}.onnx`));
    if (ending === undefined) {
      throw new UnusableModel(
        `${at} has no ${graph}.onnx (nor one that ends in ${endings.filter(Boolean).join(', ')}).`,
      );
    }
    return [graph, path.join(at, `${graph}${ending}.onnx`)] as const;
  });
  for (const file of ['tokenizer.json']) {
    if (!existsSync(path.join(folder, file)))
      throw new UnusableModel(`${folder} has no ${file}. Download it beside the graphs.`);
  }
  return Object.fromEntries(graphs) as Record<GraphName, string>;
}

/** The precision that a graph's file name says: `fp32`, `q4`, `fp16`, … */
export function precisionOf(file: string): string {
  const ending = /_(fp16|quantized|int8_mixed|int8|q4f16|q4)\.onnx$/u.exec(path.basename(file))?.[1];
  return ending === undefined ? 'fp32' : ending === 'quantized' ? 'q8' : ending;
}

/** Whether the tokenizer has a token for a language besides English, as only Multilingual's does. */
export function hasLanguageTokens(files: ModelFiles): boolean {
  const file = path.join(files.folder, 'tokenizer.json');
  try {
    const { model, added_tokens: added = [] } = JSON.parse(readFileSync(file, 'utf8')) as {
      model: { vocab: Record<string, number> };
      added_tokens?: { content: string }[];
    };
    const known = new Set(added.map(({ content }) => content));
    return ['[fr]', '[de]', '[zh]'].some((token) => known.has(token) || Object.hasOwn(model.vocab, token));
  } catch (error) {
    throw new UnusableModel(`${file} is no tokenizer: ${messageOf(error)} Download it again.`);
  }
}

function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
