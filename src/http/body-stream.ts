import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { StarlingError } from '../errors.ts';

/** Written at once, in bytes. Small, so that a reader as slow as the audio itself is seen to read all the time. */
const pieceBytes = 16_384;

export interface Reader {
  /** How long a client may read nothing, in milliseconds. */
  readonly maxStallMs: number;
  /** Seconds of audio that the chunks pulled so far hold. */
  readonly audioSeconds: () => number;
}

/**
 * Writes a stream of bytes as fast as the client reads, and no faster: a full socket stops the pull, and with it the
 * whole pipeline behind. Returns when the last byte is handed to the system.
 *
 * A client that takes nothing for `maxStallMs` is given up with `reader_stalled`, counted from when a listener would have
 * played all that was handed over: the system reports that a client reads only after the better part of its buffers,
 * 1.5 MB or three minutes of mp3, and one that plays in real time must not be taken for stalled meanwhile.
 */
export async function writeAll(
  response: Writable,
  chunks: AsyncIterable<Uint8Array>,
  { maxStallMs, audioSeconds }: Reader,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const untilRead = async (name: 'drain' | 'finish') => {
    const unplayedMs = Math.max(0, startedAt + audioSeconds() * 1000 - performance.now());
    await event(response, name, unplayedMs + maxStallMs, signal);
  };
  for await (const chunk of chunks) {
    flushLater(response);
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      signal.throwIfAborted();
      if (!response.write(chunk.subarray(at, at + pieceBytes))) await untilRead('drain');
    }
  }
  signal.throwIfAborted();
  // Only one that has no socket yet.
  while (response.writableCorked > 0) response.uncork();
  response.end();
  if (!response.writableFinished) await untilRead('finish');
}

/**
 * What is written in one turn of the event loop goes out together, in one system call. Its socket is held back, not the response: in Node 22 a
 * response that was held back does not always say when it is empty (`drain`), and sends its end before what is held back.
 */
function flushLater(response: Writable & { readonly socket?: Writable | null }): void {
  const wire = response.socket ?? response;
  if (wire.writableCorked > 0) return;
  wire.cork();
  setImmediate(() => wire.uncork());
}

/** Waits for the client to read: rejects after so many milliseconds, or with the signal's reason. */
async function event(
  response: Writable,
  name: 'drain' | 'finish',
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (act: () => void) => () => {
      clearTimeout(timer);
      response.off(name, onEvent);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onEvent = settle(resolve);
    const onAbort = settle(() => reject(signal.reason as Error));
    const onStall = settle(() =>
      reject(new StarlingError('reader_stalled', `The client read nothing for ${Math.round(milliseconds)} ms.`)),
    );
    const timer = setTimeout(onStall, milliseconds);
    response.once(name, onEvent);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** Ends a started response visibly broken, with a reset: nobody may take the bytes so far for a whole file. */
export function breakOff(response: ServerResponse): void {
  if (response.socket && !response.socket.destroyed) response.socket.resetAndDestroy();
  else response.destroy();
}

/** A reset overtakes what is still on its way: the last words get so long to arrive. */
const lastWordsMs = 200;

/** Says a last thing and then breaks off; a client that does not take it in time gets the reset alone. */
export function breakOffAfter(response: ServerResponse, lastWords: Uint8Array, maxStallMs: number): void {
  const timer = setTimeout(() => breakOff(response), maxStallMs);
  response.write(lastWords, () => {
    clearTimeout(timer);
    setTimeout(() => breakOff(response), lastWordsMs);
  });
}
