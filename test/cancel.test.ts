import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startServer, until, type TestServer } from './fixtures/server.ts';
import { openStream, pcmOf, queuedSegments, untilIdle, untilWaiting } from './fixtures/streams.ts';

let server: TestServer;
const gate = () => path.join(server.folder, 'gate');
const cancelled = () => server.metric('starling_cancelled_total');
const finished = () => server.metric('starling_rtf_count{engine="flite"}');

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => {
  rmSync(gate(), { force: true });
  vi.restoreAllMocks();
});

/** A stream whose first segment is heard and whose second holds the only slot. */
async function holdSlot(init?: RequestInit): Promise<void> {
  await openStream(
    server,
    { input: 'A stream begins with this sentence. At the Waitgate it stops for good.', response_format: 'pcm' },
    init,
  );
  await untilWaiting(server, 0);
}

describe('a client that goes away', () => {
  it('in the middle of its stream leaves the slot to the next, who hears only the own audio', async () => {
    const text = 'Quite another text, which is long enough for two segments. Nothing of the other may sound in it.';
    const own = await pcmOf(server, text);
    const before = await cancelled();
    const abort = new AbortController();
    await holdSlot({ signal: abort.signal });
    const next = pcmOf(server, text);
    await untilWaiting(server, 1);
    abort.abort();
    expect(own.equals(await next)).toBe(true);
    await untilIdle(server);
    expect(await cancelled()).toBe(before + 1);
  });

  it('while it waits in the queue leaves the queue, and the one that runs is not disturbed', async () => {
    const text = 'At the Waitgate this one holds the slot.';
    const running = pcmOf(server, text);
    await untilWaiting(server, 0);
    const abort = new AbortController();
    const waiting = server.speech({ input: 'Waiting.' }, { signal: abort.signal });
    await untilWaiting(server, 1);
    const queued = queuedSegments(server);
    abort.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await untilWaiting(server, 0);
    writeFileSync(gate(), '');
    const heard = await running;
    await untilIdle(server);
    expect(queued()).toEqual([]);
    expect(heard.equals(await pcmOf(server, text))).toBe(true);
  });

  it('before the first byte frees the slot and is counted', async () => {
    const before = await cancelled();
    const abort = new AbortController();
    const gone = server.speech({ input: 'At the Waitgate nothing sounds.' }, { signal: abort.signal });
    await untilWaiting(server, 0);
    abort.abort();
    await expect(gone).rejects.toThrow('aborted');
    await untilIdle(server);
    expect(await cancelled()).toBe(before + 1);
    expect((await pcmOf(server, 'The slot is free.')).length).toBeGreaterThan(0);
  });

  it('stops the synthesis within one segment', async () => {
    const queued = queuedSegments(server);
    const before = await finished();
    const abort = new AbortController();
    await openStream(
      server,
      { input: 'This is one of many Slow sentences that nobody waits for. '.repeat(30), response_format: 'pcm' },
      { signal: abort.signal },
    );
    abort.abort();
    await untilIdle(server);
    expect(queued().length).toBeLessThanOrEqual(2);
    expect((await finished()) - before).toBeLessThanOrEqual(1);
  });

  it.each([20])('leaves nothing behind, %i of them at once, wherever each is', async (many) => {
    const before = await cancelled();
    const aborts = Array.from({ length: many }, () => new AbortController());
    const calls = aborts.map(async ({ signal }, index) => {
      const input = `${'Sentence after sentence, the Slow story goes on. '.repeat(5)}${index}`;
      return (await server.speech({ input, response_format: 'wav' }, { signal })).arrayBuffer();
    });
    const outcomes = Promise.allSettled(calls);
    await until('all are inside', () => server.parts.lifecycle.active === many);
    for (const abort of aborts) {
      abort.abort();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
    await untilIdle(server);
    expect(await cancelled()).toBe(before + many);
  });
});
