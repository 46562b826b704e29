import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { StarlingError } from '../errors.ts';

/** Written at once, in bytes. Small, so that a reader as slow as the audio itself is seen to read all the time. */
const pieceBytes = 16_384;

/**
 * Writes a stream of bytes as fast as the client reads, and no faster: a full socket stops the pull, and with it the
 * whole pipeline behind. Returns when the last byte is handed to the system. A client that takes nothing for
 * `maxStallMs` is given up with `reader_stalled`.
 */
export async function writeAll(
  response: Writable,
  chunks: AsyncIterable<Uint8Array>,
  maxStallMs: number,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      signal.throwIfAborted();
      if (!response.write(chunk.subarray(at, at + pieceBytes))) await event(response, 'drain', maxStallMs, signal);
    }
  }
  signal.throwIfAborted();
  response.end();
  if (!response.writableFinished) await event(response, 'finish', maxStallMs, signal);
}

/** Waits for the client to read: rejects after `maxStallMs`, or with the signal's reason. */
async function event(
  response: Writable,
  name: 'drain' | 'finish',
  maxStallMs: number,
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
      reject(new StarlingError('reader_stalled', `The client read nothing for ${maxStallMs} ms.`)),
    );
    const timer = setTimeout(onStall, maxStallMs);
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
