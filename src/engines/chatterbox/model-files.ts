import { existsSync, readFileSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
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

/**
 * Finds the Chatterbox models under the model folder, in the order of their names. Links to folders are followed; of a model in a
 * hub cache the revision counts that `refs/main` names.
 */
export function findModels(
  modelDir: string,
  device: 'cpu' | 'cuda' = 'cpu',
): { models: ModelFiles[]; incomplete: IncompleteModel[] } {
  const models: ModelFiles[] = [];
  const incomplete: IncompleteModel[] = [];
  for (const folder of modelFolders(modelDir).sort()) {
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
function holdsGraphs(entries: readonly Dirent[]): boolean {
  return entries.some(({ name }) => /^(language_model|conditional_decoder)(_\w+)?\.onnx$/u.test(name));
}

function modelFolders(modelDir: string): string[] {
  const found: string[] = [];
  const visited = new Set<string>();
  let entries = 0;
  const search = (at: string, depth: number): void => {
    const real = realFolder(at);
    if (real === undefined || visited.has(real)) return;
    visited.add(real);
    const all = read(at);
    if (holdsGraphs(all)) {
      found.push(path.basename(at) === 'onnx' ? path.dirname(at) : at);
      return;
    }
    const current = path.basename(at) === 'snapshots' ? mainRevision(path.dirname(at)) : undefined;
    for (const entry of all) {
      if (++entries > mostEntries) return;
      if (entry.name.startsWith('.') || depth === deepest || (current !== undefined && entry.name !== current))
        continue;
      if (entry.isDirectory() || entry.isSymbolicLink()) search(path.join(at, entry.name), depth + 1);
    }
  };
  search(modelDir, 0);
  return found;
}

/** The folder that a path leads to; undefined for what is no folder. */
function realFolder(at: string): string | undefined {
  try {
    return statSync(at).isDirectory() ? realpathSync(at) : undefined;
  } catch {
    return undefined;
  }
}

/** The revision of a hub cache that was downloaded last; undefined where none is named, or it is not there. */
function mainRevision(repository: string): string | undefined {
  try {
    const revision = readFileSync(path.join(repository, 'refs/main'), 'utf8').trim();
    return read(path.join(repository, 'snapshots')).find(({ name }) => name === revision)?.name;
  } catch {
    return undefined;
  }
}

/** `models--ORG--NAME/snapshots/REVISION` is called NAME. */
function nameOf(folder: string): string {
  const cached = /(?:^|[\\/])models--[^\\/]*?--([^\\/]+)[\\/]snapshots[\\/][^\\/]+$/u.exec(folder);
  return cached?.[1] ?? path.basename(folder);
}

/** Graphs are in `onnx/` or in the folder itself. */
function graphsOf(folder: string, device: 'cpu' | 'cuda'): Record<GraphName, string> {
  const places = [path.join(folder, 'onnx'), folder].map((at) => ({ at, names: read(at).map(({ name }) => name) }));
  const graphs = graphNames.map((graph) => {
    const endings = preferences[device][graph === 'language_model' ? graph : 'others'];
    const candidates = places.flatMap(({ at, names }) =>
      endings
        .filter((each) => names.includes(`${graph}${each}.onnx`))
        .map((each) => path.join(at, `${graph}${each}.onnx`)),
    );
    const [file] = candidates;
    if (file === undefined) {
      const { at } = places.find(({ names }) => names.some((name) => name.endsWith('.onnx'))) ?? { at: folder };
      const others = endings.filter(Boolean).join(', ');
      throw new UnusableModel(
        `${at} has no ${graph}.onnx (nor one that ends in ${others}). Download it beside the other graphs.`,
      );
    }
    return [graph, file] as const;
  });
  const tokenizer = path.join(folder, 'tokenizer.json');
  if (!existsSync(tokenizer)) {
    throw new UnusableModel(`${folder} has no tokenizer.json. Download it from where the graphs are from.`);
  }
  return Object.fromEntries(graphs) as Record<GraphName, string>;
}

/** A graph's file and those of its weights, which begin with the same name: `.onnx_data`, `.onnx.data`, `.onnx_data_1`. */
export function filesOf(graph: string): string[] {
  const folder = path.dirname(graph);
  const own = path.basename(graph);
  const isOwn = (name: string) => name.startsWith(own) && /^([._]data(_\d+)?)?$/u.test(name.slice(own.length));
  return read(folder)
    .filter(({ name }) => isOwn(name))
    .map(({ name }) => path.join(folder, name));
}

/** The precision that a graph's file name says: `fp32`, `q4`, `fp16`, … */
export function precisionOf(file: string): string {
  const ending = /_(fp16|quantized|int8_mixed|int8|q4f16|q4)\.onnx$/u.exec(path.basename(file))?.[1];
  return ending === undefined ? 'fp32' : ending === 'quantized' ? 'q8' : ending;
}

/** What is in a folder, by name: the same on every file system. */
function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
