import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { expectError } from './fixtures/answers.ts';
import { isAlive } from './fixtures/engine-folder.ts';
import { Program } from './fixtures/program.ts';
import { until } from './fixtures/server.ts';
import { OpenStream } from './fixtures/streams.ts';

const text = 'It begins with this sentence. At the Waitgate it has to wait. And with this it ends.';
const exitedWell = { code: 0, signal: null };

/** A stream whose first segment is heard and whose second waits for the gate. */
async function openStream(program: Program, body: object = {}): Promise<OpenStream> {
  const stream = new OpenStream(await program.speech({ input: text, response_format: 'pcm', ...body }));
  await stream.more();
  return stream;
}

async function untilDraining(program: Program): Promise<void> {
  await until('it drains', () => program.logged('draining') !== undefined);
}

describe.skipIf(process.platform !== 'linux')('a stop signal', () => {
  it('lets what was admitted finish, takes nothing new, and ends with 0 and no process left', async () => {
    await using program = await Program.ready();
    const engines = program.engines();
    expect(engines.map(isAlive)).toEqual([true]);
    const stream = await openStream(program);
    const waiting = program.speech({ input: 'This one waits in the queue.', response_format: 'pcm' });
    await until('both are inside', async () => (await activeRequests(program)) === 2);
    program.signal('SIGTERM');
    await untilDraining(program);

    const refused = await program.speech({ input: 'Too late.' });
    expect(refused.headers.get('retry-after')).toBe('1');
    await expectError(refused, 503, 'draining');
    const ready = await fetch(`${program.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect((await fetch(`${program.url}/health/live`)).status).toBe(200);

    program.folder.write('gate');
    // 0.05 s a character, at 48,000 bytes a second.
    expect((await stream.whole()).length).toBeGreaterThan((text.length - 2) * 0.05 * 48_000);
    const late = await waiting;
    expect([late.status, (await late.arrayBuffer()).byteLength > 40_000]).toEqual([200, true]);
    expect(await program.exited).toEqual(exitedWell);
    expect(program.logged('stopped')).toMatchObject({ signal: 'SIGTERM', finished: true });
    expect(engines.map(isAlive)).toEqual([false]);
  });

  it('waits until a slow reader has what the system holds for it, and ends with 0', async () => {
    await using program = await Program.ready();
    const socket = connect(program.port, '127.0.0.1');
    const body = JSON.stringify({ input: 'It is all written before it is read. '.repeat(8), response_format: 'pcm' });
    socket.write(
      `POST /v1/audio/speech HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await once(socket, 'readable');
    await until('it is all written', async () => (await activeRequests(program)) === 0);
    program.signal('SIGTERM');
    await untilDraining(program);
    let over = false;
    void program.exited.then(() => (over = true));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(over).toBe(false);
    let received = '';
    for await (const part of socket) received += (part as Buffer).toString('latin1');
    expect(received.endsWith('\r\n0\r\n\r\n')).toBe(true);
    expect(received.length).toBeGreaterThan(500_000);
    expect(await program.exited).toEqual(exitedWell);
  });

  it('does not wait for one who never reads longer than drainSeconds', async () => {
    await using program = await Program.ready({ drainSeconds: '0.5' });
    const socket = connect(program.port, '127.0.0.1');
    await once(socket, 'connect');
    const idle = connect({ port: program.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(idle, 'connect');
    program.signal('SIGTERM');
    expect(await program.exited).toEqual(exitedWell);
    socket.destroy();
    idle.destroy();
  });

  it('cuts off visibly what is not finished after drainSeconds, and still ends with 0', async () => {
    await using program = await Program.ready({ drainSeconds: '0.3', engineProcesses: '2' });
    await until('both engines run', () => program.engines().length === 2);
    const engines = program.engines();
    const stream = await openStream(program);
    const events = await openStream(program, { stream_format: 'sse', response_format: 'wav' });
    // Even if it gets its turn before the second segments do, it is not heard.
    const waiting = program.speech({ input: 'At the Waitgate this one ends.' });
    await until('all are inside', async () => (await activeRequests(program)) === 3);
    program.signal('SIGINT');
    const [plain, sse, unheard] = await Promise.allSettled([stream.whole(), events.whole(), waiting]);
    expect(plain).toMatchObject({ status: 'rejected' });
    expect(sse).toMatchObject({ status: 'rejected' });
    if (unheard.status === 'rejected') throw unheard.reason;
    await expectError(unheard.value, 503, 'draining');
    expect(await program.exited).toEqual(exitedWell);
    expect(program.logged('drain-cut-short')).toMatchObject({ active: 3 });
    expect(program.logged('stopped')).toMatchObject({ signal: 'SIGINT', finished: false });
    expect(engines.map(isAlive)).toEqual([false, false]);
  });

  it('ends the program at once when Ctrl-C comes a second time, its engines too', async () => {
    await using program = await Program.ready();
    const engines = program.engines();
    const stream = await openStream(program);
    program.signal('SIGINT');
    await untilDraining(program);
    program.signal('SIGINT');
    expect(await program.exited).toEqual({ code: 1, signal: null });
    await expect(stream.whole()).rejects.toThrow('terminated');
    await until('its engine is gone', () => !engines.some(isAlive));
  });

  it('is not taken for impatience when it comes twice, as a group of processes gets it', async () => {
    await using program = await Program.ready();
    const stream = await openStream(program);
    program.signal('SIGTERM');
    await untilDraining(program);
    program.signal('SIGTERM');
    program.folder.write('gate');
    await stream.whole();
    expect(await program.exited).toEqual(exitedWell);
  });

  it('ends a program that is still loading its engines', async () => {
    await using program = new Program({}, { ENGINE: 'mute' });
    await until('its engine loads', () => program.engines().length === 1);
    program.signal('SIGTERM');
    expect(await program.exited).toEqual(exitedWell);
  });
});

describe.skipIf(process.platform !== 'linux')('a program that is killed', () => {
  it('takes its engines with it, in the middle of their work too', async () => {
    await using program = await Program.ready({ engineProcesses: '2' });
    await until('both engines run', () => program.engines().length === 2);
    const engines = program.engines();
    const stream = await openStream(program);
    program.signal('SIGKILL');
    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await expect(stream.whole()).rejects.toThrow('terminated');
    await until('its engines are gone', () => !engines.some(isAlive));
  });
});

async function activeRequests(program: Program): Promise<number> {
  const health = (await (await fetch(`${program.url}/health`)).json()) as { activeRequests: number };
  return health.activeRequests;
}
