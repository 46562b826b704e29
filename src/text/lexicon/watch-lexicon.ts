import { statSync } from 'node:fs';
import { messageOf } from '../../errors.ts';
import type { Lexicon } from './lexicon.ts';
import { readLexicon } from './read-lexicon.ts';
import { UnusableLexicon } from './unusable-lexicon.ts';

/** How often the file is looked at. */
const intervalMs = 1000;
/** How long after a first sign of a change it is read: an editor writes in several steps. */
const settleMs = 200;

/**
 * Calls `onChange` with the lexicon each time its file has changed, and `onFault` where it has become unusable or is gone: whoever uses it
 * keeps the one they have. The file need not be there yet. Calls nothing for the file as it is now; read it first, then watch it, and a change
 * between the two is seen as well where `seen` is the file's {@link fileState} from before reading.
 *
 * It is asked what the file is, again and again, and not the folder what happens in it: editors put another file in its place, mounted
 * configurations link to a file in another folder, and network drives tell nobody of what others write. Close it to let go.
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

  // Compared with what was read last, and not with the last look as `watchFile` does: a file that comes and goes between two looks was read.
  const interval = setInterval(() => {
    if (fileState(file) !== state) lookSoon();
  }, intervalMs).unref();
  lookSoon();
  return {
    close: () => {
      clearTimeout(timer);
      clearInterval(interval);
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
