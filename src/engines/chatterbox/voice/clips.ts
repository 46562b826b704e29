import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../../errors.ts';
import type { EngineFault } from '../../engine.ts';

/** A reference clip on disk: a WAV file that a voice is made of. */
export interface Clip {
  /** What its voice is called. */
  readonly name: string;
  readonly file: string;
}

/** A name that can stand in a URL, a header and a log line. */
const plainName = /^[A-Za-z0-9][\w.+-]{0,99}$/;
/** Of the voices of a model; the listing of all of them goes to clients. */
const mostClips = 500;
const mostEntries = 20_000;
/** Five minutes of 16-bit stereo at 48 kHz, of which 15 s are heard. */
export const mostClipBytes = 64 * 2 ** 20;

/**
 * Finds the clips of a model: `default_voice.wav` in its folder (the voice `default`), and the WAV files in `voices/`
 * there and in the model folder of all, in the order of their names. Of two with the same name the first in this order
 * speaks. A clip that cannot be one is a fault. Folders within are not searched, hidden files passed over, and links to
 * files followed.
 */
export function findClips(modelFolder: string, modelDir: string): { clips: Clip[]; faults: EngineFault[] } {
  const found: Clip[] = [
    ...read(modelFolder)
      .filter((entry) => entry === 'default_voice.wav')
      .map((entry) => ({ name: 'default', file: path.join(modelFolder, entry) })),
    ...[...new Set([modelFolder, modelDir].map((folder) => path.resolve(folder, 'voices')))].flatMap(clipsIn),
  ];
  const clips = new Map<string, Clip>();
  const faults: EngineFault[] = [];
  for (const clip of found) {
    const { name, file } = clip;
    const reason = reasonAgainst(clip, clips.get(name)?.file);
    if (reason !== undefined) faults.push(faultOf(name, reason));
    else if (clips.size < mostClips) clips.set(name, clip);
    else {
      faults.push(faultOf(name, `${file} is one clip too many: a model has at most ${mostClips}. Remove some.`));
      break;
    }
  }
  return { clips: [...clips.values()], faults };
}

/** The WAV files of a folder, by name. */
function clipsIn(folder: string): Clip[] {
  return read(folder)
    .filter((entry) => !entry.startsWith('.') && /\.wav$/iu.test(entry))
    .map((entry) => ({ name: nameOf(entry), file: path.join(folder, entry) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.file, b.file));
}

/** A voice's name goes into headers: `tugão.wav` is `tugao` there. */
function nameOf(entry: string): string {
  return entry.slice(0, -'.wav'.length).normalize('NFD').replace(/\p{M}/gu, '');
}

function reasonAgainst({ name, file }: Clip, other: string | undefined): string | undefined {
  if (!plainName.test(name)) {
    return `The name of ${file} has characters other than letters, digits and "._+-", does not begin with a letter or digit, or is longer than 100. Rename it.`;
  }
  if (other !== undefined) return `${file} has the same name as ${other}. Remove or rename one of them.`;
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return `${file} is no file. Remove it, or put a WAV file in its place.`;
    if (stat.size > mostClipBytes) {
      return `${file} has ${stat.size} bytes, and a clip at most ${mostClipBytes}. Cut it to 15 s.`;
    }
    return undefined;
  } catch (error) {
    return `${file} cannot be read: ${messageOf(error)}.`;
  }
}

/** Longest reason that is told: names are of any length. */
const mostReason = 500;

/** What the system says is not always one line, and names may hold anything. */
function faultOf(voice: string, reason: string): EngineFault {
  const line = reason.replace(/\p{Cc}+/gu, ' ');
  return { voice, reason: line.length > mostReason ? `${line.slice(0, mostReason)} ….` : line };
}

/** A folder that is absent or cannot be read holds none. */
function read(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, mostEntries);
  } catch {
    return [];
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
