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
 * Finds Piper voices under the model folder by their configs, in the order of their names. Hidden folders and links to
 * folders are not followed. A folder that is absent or cannot be read has none.
 */
export function findVoiceFiles(folder: string): VoiceFiles[] {
  const found: VoiceFiles[] = [];
  let entries = 0;
  const search = (at: string, depth: number): void => {
    for (const entry of read(at)) {
      if (++entries > mostEntries) return;
      const full = path.join(at, entry.name);
      if (entry.isDirectory() && depth < deepest && !entry.name.startsWith('.')) search(full, depth + 1);
      else if (!entry.isDirectory() && entry.name.endsWith('.onnx')) {
        found.push({ name: entry.name.slice(0, -'.onnx'.length), model: full, config: `${full}.json` });
      }
    }
  };
  search(folder, 0);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
