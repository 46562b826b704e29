import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voiceFiles } from './data.ts';
import { expectError } from './fixtures/answers.ts';
import { isAlive } from './fixtures/engine-folder.ts';
import { ModelFolder } from './fixtures/model-folder.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';
import { OpenStream, openStream, pcmOf, untilIdle, untilWaiting } from './fixtures/streams.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const died = () => path.join(server.folder, 'died');
const restarts = async () => (await server.metric('starling_engine_restarts_total{engine="flite"}')) || 0;
const flite = () => server.parts.scheduler.engines.find(({ id }) => id === 'flite')!;

async function untilReady(): Promise<void> {
  await until('the engine is ready', () => flite().state === 'ready');
}

/** Kills the engine process from outside and returns its id. */
function kill(): number {
  const [pid] = flite().pids;
  process.kill(pid!, 'SIGKILL');
  return pid!;
}

describe('an engine that dies', () => {
  it.each([
    ['in the middle of a segment', 'Dieonce'],
    ['since its card failed', 'Cardfails'],
  ])('%s is started again, and the listener hears the whole text once', async (_, word) => {
    const text = `It begins quietly. Then the engine will ${word} in the middle of this. And so it ends, in peace.`;
    writeFileSync(died(), '');
    const undisturbed = await pcmOf(server, text);
    rmSync(died());
    const before = await restarts();
    const heard = await pcmOf(server, text);
    expect(heard.equals(undisturbed)).toBe(true);
    expect(await restarts()).toBe(before + 1);
    await untilIdle(server);
  });

  it('by a signal from outside, in the middle of a stream, is not heard either', async () => {
    const text = 'The Slow story begins with this. It goes on Slow and steady, for a while. It ends Slow, as it began.';
    const undisturbed = await pcmOf(server, text);
    const before = await restarts();
    const stream = await openStream(server, { input: text, response_format: 'pcm' });
    expect(isAlive(kill())).toBe(true);
    const heard = await stream.whole();
    expect(heard.equals(undisturbed)).toBe(true);
    expect(await restarts()).toBe(before + 1);
    await untilIdle(server);
  });

  it('while nothing runs is started again, and who comes meanwhile waits', async () => {
    await untilReady();
    const undisturbed = await pcmOf(server, 'Is anybody there?');
    const before = await restarts();
    const pid = kill();
    await until('its end is noticed', async () => (await restarts()) === before + 1);
    expect(flite().state).toBe('restarting');
    expect((await pcmOf(server, 'Is anybody there?')).equals(undisturbed)).toBe(true);
    expect(flite().pids).not.toContain(pid);
    expect(isAlive(pid)).toBe(false);
  });

  it('twice with the same segment fails that request with 500, and those that wait are served', async () => {
    const others = ['One who waits.', 'Two who wait.'];
    const undisturbed = await Promise.all(others.map(async (text) => pcmOf(server, text)));
    const before = await restarts();
    const gate = path.join(server.folder, 'gate');
    const first = server.speech({ input: 'Mute they Waitgate and Diealways.' });
    await untilWaiting(server, 0);
    const waiting = others.map(async (text) => pcmOf(server, text));
    await untilWaiting(server, 2);
    writeFileSync(gate, '');
    const message = await expectError(await first, 500, 'segment_failed');
    expect(message).toBe(
      'The engine flite died 2 times while speaking the same 33 characters. Other text is not affected; change this text or use another model.',
    );
    const heard = await Promise.all(waiting);
    expect(heard.map((audio, index) => audio.equals(undisturbed[index]!))).toEqual([true, true]);
    expect(await restarts()).toBe(before + 2);
    await untilIdle(server);
    rmSync(gate);
  });

  it('twice after the first byte breaks the stream off, so that nobody takes it for whole', async () => {
    const input = 'This much is heard by everyone. And here they Diealways.';
    const response = await server.speech({ input, response_format: 'mp3' });
    expect(response.status).toBe(200);
    await expect(new OpenStream(response).whole()).rejects.toThrow('terminated');
    await untilIdle(server);
    const log = server.log.find((line) => line.includes('stream-failed'));
    expect(log).toContain('segment_failed');
  });

  it('is followed by an engine that works as before', async () => {
    await untilReady();
    expect((await pcmOf(server, 'All is well.')).length).toBeGreaterThan(0);
    expect(server.log.join('\n')).not.toMatch(/heard by everyone|anybody there|Diealways/);
  });
});

describe('an engine that refuses a text', () => {
  it('fails that request alone and stays as it is', async () => {
    const [pid] = flite().pids;
    const message = await expectError(await server.speech({ input: 'Refuse this.' }), 500, 'segment_failed');
    expect(message).toContain('this text is refused');
    expect(flite().pids).toEqual([pid]);
    await untilIdle(server);
  });
});

/** Times that a text of 77 characters is spoken, so that there are more than two megabytes of audio. */
const repeats: Readonly<Record<string, number>> = {
  ...{ flite: 25, espeak: 25, 'chatterbox-turbo': 35 },
  ...(voiceFiles.length > 0 && { piper: 12 }),
};

describe.each(Object.entries(repeats))('the real engine %s', (engine, times) => {
  it('is killed again and again in the middle of a stream, and the listener hears every sample once', async () => {
    using models = new ModelFolder().withJoe();
    if (engine === 'chatterbox-turbo') models.withChatterbox('turbo', { defaultVoice: true });
    await using real = await startServer({ real: [engine], settings: { ...models.settings, modelMemoryMb: 65_536 } });
    const metric = `starling_engine_restarts_total{engine="${engine}"}`;
    const input = 'The morning train was late again, but nobody on the platform seemed to mind. '.repeat(times);
    const body = { model: engine, input, response_format: 'pcm', seed: 1 };
    const undisturbed = Buffer.from(await (await real.speech(body)).arrayBuffer());
    const status = () => real.parts.scheduler.engines[0]!;
    const response = await real.speech(body);
    const parts: Uint8Array[] = [];
    let killed = 0;
    let bytes = 0;
    for await (const part of response.body!) {
      parts.push(part as Uint8Array);
      bytes += (part as Uint8Array).length;
      // A segment is 80 to 240 kB: each time another one is met, since dying twice with the same one is fatal.
      if (killed < 3 && bytes > killed * 1e6) {
        await until('the engine is up', () => status().state === 'ready' && status().pids.length === 1);
        process.kill(status().pids[0]!, 'SIGKILL');
        killed++;
      }
    }
    expect(killed).toBe(3);
    expect(Buffer.concat(parts).equals(undisturbed)).toBe(true);
    await until('every end was counted', async () => (await real.metric(metric)) === killed);
  });
});
