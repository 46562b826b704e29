import { setTimeout as delay } from 'node:timers/promises';

export interface SpeechBody {
  readonly input: string;
  readonly response_format?: string;
  readonly [field: string]: unknown;
}

/** Asks a server for speech. */
export function speech(url: string, body: SpeechBody, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}/v1/audio/speech`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });
}

/** The body of a response, piece by piece. */
export async function* pieces(response: Response): AsyncGenerator<Uint8Array, void> {
  for await (const piece of response.body ?? []) yield piece as Uint8Array;
}

/** Takes all pieces, at most so many bytes a second, as a player does; returns how many bytes they were. */
export async function takeSlowly(parts: AsyncIterable<Uint8Array>, bytesPerSecond: number): Promise<number> {
  const began = performance.now();
  let total = 0;
  for await (const part of parts) {
    total += part.length;
    const dueMs = began + (total / bytesPerSecond) * 1000 - performance.now();
    if (dueMs > 0) await delay(dueMs);
  }
  return total;
}

/** Tries until `attempt` gives something. Throws after `limitMs`, with what went wrong last. */
export async function until<T>(what: string, limitMs: number, attempt: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + limitMs;
  let last: unknown;
  do {
    try {
      // An answer that never comes is no answer either: a port that Docker publishes is open before anybody listens behind it.
      const found = await Promise.race([attempt(), delay(5000, undefined)]);
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await delay(25);
  } while (performance.now() < end);
  throw new Error(`After ${limitMs / 1000} s there was no ${what}.`, { cause: last });
}

/** Waits until the server welcomes requests. */
export async function untilReady(url: string, limitMs = 60_000): Promise<void> {
  await until(`ready server at ${url}`, limitMs, async () => {
    const response = await fetch(`${url}/health/ready`);
    await response.arrayBuffer();
    return response.status === 200 || undefined;
  });
}

/** A number of /metrics, such as `starling_engine_restarts_total{engine="flite"}`; 0 when it was never counted. */
export async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
}
