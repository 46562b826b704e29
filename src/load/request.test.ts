import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SpeechClient, type Outcome, type Reading } from './request.ts';
import {
  SpeechServer,
  beginAudio,
  breaksOff,
  hangs,
  refusal,
  silence,
  whole,
  type Answer,
} from './speech-server.fixture.ts';

const reading: Reading = { prebufferSeconds: 0, timeoutSeconds: 20 };

interface Asking {
  readonly reading?: Reading;
  readonly body?: Record<string, unknown>;
  readonly key?: string;
  readonly signal?: AbortSignal;
  readonly onAudio?: (seconds: number) => void;
}

async function ask(answer: Answer, options: Asking = {}): Promise<Outcome & { server: SpeechServer }> {
  await using server = await SpeechServer.answering(answer);
  const client = new SpeechClient(server.url, options.key);
  const body = { input: 'Hello.', response_format: 'pcm', ...options.body };
  const outcome = await client.ask(
    body,
    options.reading ?? reading,
    options.signal ?? new AbortController().signal,
    options.onAudio,
  );
  client.close();
  return { ...outcome, server };
}

describe('a request', () => {
  it('is sent in the shape of OpenAI, with the key, and reads all audio', async () => {
    const { failure, player, server, firstAudioAt } = await ask(whole(1.5), {
      key: 'secret',
      body: { model: 'm', voice: 'v' },
    });
    expect([failure, player.audioSeconds, player.underrunSeconds]).toEqual([undefined, 1.5, 0]);
    expect(firstAudioAt).toBeDefined();
    expect(server.asked[0]).toMatchObject({
      url: '/v1/audio/speech',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
      body: { input: 'Hello.', response_format: 'pcm', model: 'm', voice: 'v' },
    });
  });

  it('has no key to send where there is none', async () => {
    const { server } = await ask(whole(0.1));
    expect(server.asked[0]!.headers.authorization).toBeUndefined();
  });

  it('counts from the first audio, not from the headers', async () => {
    let begun = 0;
    const { firstAudioAt } = await ask(async (response) => {
      beginAudio(response);
      response.flushHeaders();
      await sleep(60);
      begun = performance.now() / 1000;
      response.end(silence(0.2));
    });
    expect(firstAudioAt).toBeGreaterThanOrEqual(begun);
  });

  it('tells how long a listener had nothing to play', async () => {
    let heard = () => {};
    const first = new Promise<void>((resolve) => (heard = resolve));
    const { player, failure } = await ask(
      async (response) => {
        beginAudio(response);
        response.write(silence(0.05));
        await first;
        await sleep(200);
        response.end(silence(0.05));
      },
      { onAudio: () => heard() },
    );
    expect(failure).toBeUndefined();
    expect(player.underrunSeconds).toBeGreaterThan(0.1);
  });

  it.each<[string, Answer, string]>([
    ['a refusal', refusal(429, 'overloaded'), '429 overloaded'],
    ['a server error without a body', (response) => response.writeHead(503).end(), '503'],
    ['a broken stream', breaksOff, 'reset'],
    [
      'a switch to another protocol',
      (response) =>
        response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      'reset',
    ],
    ['a connection closed without an answer', (response) => response.destroy(), 'reset'],
    [
      'a body shorter than it was said to be',
      (response) => {
        beginAudio(response, { 'content-length': 48_000 });
        response.write(silence(0.5), () => response.destroy());
      },
      'reset',
    ],
    [
      'half a sample at the end',
      (response) => {
        beginAudio(response);
        response.end(silence(0.5).subarray(1));
      },
      'truncated',
    ],
    ['an empty body', whole(0), 'no audio'],
    [
      'text instead of audio',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>'),
      'not audio',
    ],
  ])('names %s', async (_, answer, kind) => {
    const { failure, cancelled } = await ask(answer);
    expect([failure, cancelled]).toEqual([kind, false]);
  });

  it('names a server that is not there', async () => {
    const server = await SpeechServer.answering(whole(1));
    const { url } = server;
    await server[Symbol.asyncDispose]();
    const outcome = await new SpeechClient(url).ask({ input: 'x' }, reading, new AbortController().signal);
    expect(outcome.failure).toBe('refused');
  });

  it('takes the format that was asked for where the answer does not tell it', async () => {
    const { failure, player } = await ask((response) =>
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(silence(0.5)),
    );
    expect([failure, player.audioSeconds]).toEqual([undefined, 0.5]);
  });

  it('tells what the server says, and when to come again', async () => {
    const outcome = await ask(refusal(429, 'overloaded', { 'retry-after': '7' }));
    expect(outcome).toMatchObject({ message: 'This is overloaded.', retryAfterSeconds: 7 });
  });

  it.each<[string, Answer]>([
    ['before the headers', hangs],
    [
      'in the middle of the audio',
      (response) => {
        beginAudio(response);
        response.write(silence(0.1));
      },
    ],
    ['in the middle of a refusal', (response) => response.writeHead(500).write('{')],
  ])('has failed when nothing more comes %s', async (_, answer) => {
    const { failure } = await ask(answer, { reading: { ...reading, timeoutSeconds: 0.1 } });
    expect(failure).toBe('timeout');
  });

  it('ends with the signal, and says so', async () => {
    const controller = new AbortController();
    const { cancelled, failure } = await ask(
      (response) => {
        beginAudio(response);
        response.write(silence(0.1));
      },
      { signal: controller.signal, onAudio: () => controller.abort() },
    );
    expect([cancelled, failure]).toEqual([true, 'cancelled']);
    expect((await ask(hangs, { signal: AbortSignal.abort() })).cancelled).toBe(true);
  });

  // As servers of HTTP/1.0 answer: Node takes the end that we make for the end of the body.
  const untilItCloses: Answer = (response) => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: audio/pcm\r\nconnection: close\r\n\r\n';
    response.socket?.write(Buffer.concat([Buffer.from(head), silence(0.1)]));
  };

  it('is not whole when it was ended, where a body lasts as long as the connection', async () => {
    const controller = new AbortController();
    const cut = await ask(untilItCloses, { signal: controller.signal, onAudio: () => controller.abort() });
    expect([cut.cancelled, cut.failure]).toEqual([true, 'cancelled']);
    const stalled = await ask(untilItCloses, { reading: { ...reading, timeoutSeconds: 0.1 } });
    expect([stalled.cancelled, stalled.failure]).toEqual([false, 'timeout']);
  });

  it('never tells the key, though the server says it as the code', async () => {
    const { failure, message } = await ask(refusal(429, 'secret-key'), { key: 'secret-key' });
    expect([failure, message]).toEqual(['429 some_error', 'This is ….']);
  });

  it('uses a connection again', async () => {
    const sockets = new Set<unknown>();
    await using server = await SpeechServer.answering((response, asked) => {
      sockets.add(response.socket);
      return whole(0.1)(response, asked);
    });
    const client = new SpeechClient(server.url);
    for (let i = 0; i < 3; i++) await client.ask({ input: 'x' }, reading, new AbortController().signal);
    client.close();
    expect(sockets.size).toBe(1);
  });
});

describe('a reader at playback speed', () => {
  const realtime: Reading = { prebufferSeconds: 0.1, playerBufferSeconds: 0.5, timeoutSeconds: 20 };

  it('takes no more than its player has room for, but for the piece that is under way', async () => {
    let received = 0;
    let most = 0;
    const startedAt = performance.now();
    const { failure, player } = await ask(whole(3), {
      reading: realtime,
      onAudio: (seconds) => {
        received += seconds;
        // What is received and cannot have been played yet: the player began after the request was sent.
        most = Math.max(most, received - seconds - (performance.now() - startedAt) / 1000);
      },
    });
    expect([failure, player.audioSeconds, player.underrunSeconds]).toEqual([undefined, 3, 0]);
    // Timers may fire a millisecond early.
    expect(most).toBeLessThanOrEqual(0.51);
  });

  it('is not impatient while it does not read', async () => {
    const { failure } = await ask(whole(2), { reading: { ...realtime, timeoutSeconds: 0.2 } });
    expect(failure).toBeUndefined();
  });

  it('ends with the signal while it waits', async () => {
    const controller = new AbortController();
    const { cancelled } = await ask(whole(600), {
      reading: realtime,
      signal: controller.signal,
      onAudio: () => setTimeout(() => controller.abort(), 20),
    });
    expect(cancelled).toBe(true);
  });
});
