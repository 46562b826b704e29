import { readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';

/** Folders are searched so deep (rhasspy's own layout is en/en_US/joe/medium), and so many entries are looked at. */
const deepest = 5;
const mostEntries = 20_000;

/** The two files of a published Piper voice: `NAME.onnx` and `NAME.onnx.json`. */
export interface VoiceFiles {
  /** NAME, the first part of the voice's id. */
  readonly name: string;
  readonly model: string;
  readonly config: string;
}

/**
 * Finds Piper voices under the model folder, in the order of their names: every ONNX file, but for those without a config
 * of their own in the layout of Hugging Face's models (`config.json`, `tokenizer.json`, `onnx/…`), which are something else. Hidden
 * files and folders are passed over, and links to folders not followed. A folder that is absent or cannot be read has none.
 */
export function findVoiceFiles(folder: string): VoiceFiles[] {
  const found: VoiceFiles[] = [];
  let entries = 0;
  const search = (at: string, depth: number, inOtherModel: boolean): void => {
    const all = read(at);
    const names = new Set(all.map(({ name }) => name));
    const other = inOtherModel || names.has('config.json') || names.has('tokenizer.json');
    for (const entry of all) {
      if (++entries > mostEntries) return;
      if (entry.name.startsWith('.')) continue;
      const full = path.join(at, entry.name);
      if (entry.isDirectory() && depth < deepest) search(full, depth + 1, other);
      else if (!entry.isDirectory() && entry.name.endsWith('.onnx') && (!other || names.has(`${entry.name}.json`))) {
        found.push({ name: entry.name.slice(0, -'.onnx'.length), model: full, config: `${full}.json` });
      }
    }
  };
  search(folder, 0, false);
  return found.sort((a, b) => compare(a.name, b.name) || compare(a.model, b.model));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
