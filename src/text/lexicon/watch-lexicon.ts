import { statSync, watch } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Lexicon } from './lexicon.ts';
import { readLexicon } from './read-lexicon.ts';
import { UnusableLexicon } from './unusable-lexicon.ts';

/** How long after a first sign of a change the file is looked at: an editor writes in several steps. */
const settleMs = 200;

/**
 * Calls `onChange` with the lexicon each time its file has changed, and `onFault` where it has become unusable or is gone: whoever uses it
 * keeps the one they have. The file need not be there yet. Calls nothing for the file as it is now; read it first, then watch it, and a change
 * between the two is seen as well where `seen` is the file's {@link fileState} from before reading.
 *
 * It is the folder that is watched, and what the file is that is compared: editors put another file in its place, and so do mounted
 * configurations that link to a folder. Throws {@link UnusableLexicon} where the folder cannot be watched. Close it to let go.
 */
export function watchLexicon(
  file: string,
  onChange: (lexicon: Lexicon) => void,
  onFault: (fault: UnusableLexicon) => void,
  seen: string = fileState(file),
): { close(): void } {
  let state = seen;
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    timer = undefined;
    const now = fileState(file);
    if (now === state) return;
    state = now;
    const result = tryRead(file);
    if (result instanceof UnusableLexicon) onFault(result);
    else onChange(result);
  };
  const lookSoon = (): void => {
    timer ??= setTimeout(look, settleMs).unref();
  };

  const watcher = watchFolder(file, lookSoon);
  watcher.on('error', (error) => onFault(new UnusableLexicon(unwatched(file, error))));
  lookSoon();
  return {
    close: () => {
      clearTimeout(timer);
      watcher.close();
    },
  };
}

/** Tells one content of a file from the next, by what the file system knows of it; what it says where it knows none. */
export function fileState(file: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(file, { bigint: true });
    return [ino, size, mtimeNs].join(' ');
  } catch (error) {
    return messageOf(error);
  }
}

function tryRead(file: string): Lexicon | UnusableLexicon {
  try {
    return readLexicon(file);
  } catch (error) {
    return error instanceof UnusableLexicon
      ? error
      : new UnusableLexicon(`${file} cannot be read: ${messageOf(error)}.`);
  }
}

function watchFolder(file: string, onEvent: () => void): ReturnType<typeof watch> {
  try {
    return watch(path.dirname(path.resolve(file)), { persistent: false }, onEvent);
  } catch (error) {
    throw new UnusableLexicon(unwatched(file, error));
  }
}

function unwatched(file: string, error: unknown): string {
  return `The folder of ${file} cannot be watched for changes: ${messageOf(error)}. Make the folder, or restart the server after changes.`;
}
