import type { ServerResponse } from 'node:http';
import { StarlingError } from '../errors.ts';

/**
 * Writes a stream of bytes as fast as the client reads, and no faster: a full socket stops the pull, and with it the
 * whole pipeline behind. A client that takes nothing for `maxStallMs` is given up with `reader_stalled`.
 */
export async function writeAll(
  response: ServerResponse,
  chunks: AsyncIterable<Uint8Array>,
  maxStallMs: number,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    if (!response.write(chunk)) await drained(response, maxStallMs, signal);
  }
  signal.throwIfAborted();
}

async function drained(response: ServerResponse, maxStallMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (act: () => void) => () => {
      clearTimeout(timer);
      response.off('drain', onDrain);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onDrain = settle(resolve);
    const onAbort = settle(() => reject(signal.reason as Error));
    const onStall = settle(() =>
      reject(new StarlingError('reader_stalled', `The client read nothing for ${maxStallMs} ms.`)),
    );
    const timer = setTimeout(onStall, maxStallMs);
    response.once('drain', onDrain);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** Ends a started response visibly broken, with a reset: nobody may take the bytes so far for a whole file. */
export function breakOff(response: ServerResponse): void {
  if (response.socket && !response.socket.destroyed) response.socket.resetAndDestroy();
  else response.destroy();
}
