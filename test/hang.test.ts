import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from './fixtures/answers.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';
import { pcmOf, untilIdle } from './fixtures/streams.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ settings: { engineProcesses: 2, segmentTimeoutSeconds: 0.6 } });
});
afterAll(() => server[Symbol.asyncDispose]());

const restarts = async () => (await server.metric('starling_engine_restarts_total{engine="flite"}')) || 0;

describe('an engine that hangs', () => {
  it('is killed, tried once more and then fails its request, while others go on', async () => {
    const text = 'Others speak as ever.';
    const undisturbed = await pcmOf(server, text);
    const outcome = { known: false };
    const hanging = server.speech({ input: 'Hang here for ever.' }).finally(() => (outcome.known = true));
    let served = 0;
    while (!outcome.known) {
      expect((await pcmOf(server, text)).equals(undisturbed)).toBe(true);
      served++;
    }
    expect(await expectError(await hanging, 500, 'segment_failed')).toContain('died 2 times');
    expect(await restarts()).toBe(2);
    expect(served).toBeGreaterThan(1);
    expect(server.log.some((line) => line.includes('It gave no sign of life for 0.6 s.'))).toBe(true);
    await untilIdle(server);
  });

  it('with a client that has left is killed, and its segment is not tried again', async () => {
    await until(
      'both processes are ready',
      async () => (await server.metric('starling_slots{engine="flite",state="free"}')) === 2,
    );
    const before = await restarts();
    const abort = new AbortController();
    const gone = server.speech({ input: 'Deaf to all, it sits there.' }, { signal: abort.signal });
    await until('it runs', async () => (await server.metric('starling_slots{engine="flite",state="busy"}')) === 1);
    abort.abort();
    await expect(gone).rejects.toThrow('aborted');
    await until('it was killed', async () => (await restarts()) === before + 1);
    await untilIdle(server);
    expect(await restarts()).toBe(before + 1);
    expect((await pcmOf(server, 'And on it goes.')).length).toBeGreaterThan(0);
  });
});
