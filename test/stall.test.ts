import net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { rawSpeech } from './fixtures/raw.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';
import { pcmOf, queuedSegments, untilIdle } from './fixtures/streams.ts';

/** 200 s of audio, 19 MB as 48 kHz wav: several times what the sockets of both sides hold. */
const story = 'Sentence after sentence, this story goes on and on, and nobody listens to it. '.repeat(51);
const segmentsOfStory = 51;
const wav = { input: story, response_format: 'wav', sample_rate: 48_000 };
const endOfAnswer = Buffer.from('\r\n0\r\n\r\n');

afterEach(() => {
  vi.restoreAllMocks();
});

/** A client that asks for speech, reads the first bytes and then nothing until it is told to. */
class LazyReader implements Disposable {
  readonly #socket: net.Socket;
  readonly #parts: Buffer[] = [];
  readonly closed: Promise<unknown>;

  private constructor(port: number, body: object) {
    this.#socket = net.connect(port, '127.0.0.1');
    this.#socket.on('data', (part) => this.#parts.push(part));
    this.#socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.write(rawSpeech(body, ['Connection: close']));
  }

  static async begin(server: TestServer, body: object): Promise<LazyReader> {
    const reader = new LazyReader(server.port, body);
    await new Promise((resolve) => reader.#socket.once('data', resolve));
    reader.#socket.pause();
    return reader;
  }

  /** Reads until the server closes the connection; returns all that came. */
  async rest(): Promise<Buffer> {
    this.#socket.resume();
    await this.closed;
    return Buffer.concat(this.#parts);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

/** Waits until nothing runs or waits although requests are inside: all of them wait for their readers. */
async function untilHeldBack(server: TestServer, queued: () => string[]): Promise<void> {
  let seen = -1;
  let calm = 0;
  await until('every stream waits for its reader', async () => {
    const busy = await server.metric('starling_slots{engine="flite",state="busy"}');
    const still = busy === 0 && queued().length === seen;
    seen = queued().length;
    calm = still ? calm + 1 : 0;
    return calm === 20;
  });
}

describe('readers that stop reading', () => {
  it('hold back their own synthesis and nothing else, within bounded memory', async () => {
    await using server = await startServer({ settings: { maxStallMs: 60_000 } });
    const reference = await pcmOf(server, 'This is another user, who reads.');
    const queued = queuedSegments(server);
    const before = process.memoryUsage();
    const readers = [];
    for (let i = 0; i < 3; i++) readers.push(await LazyReader.begin(server, wav));
    await untilHeldBack(server, queued);
    // Far from the whole of the stories: the pull stopped.
    expect(queued().length).toBeLessThan(0.9 * 3 * segmentsOfStory);
    expect(server.parts.lifecycle.active).toBe(3);
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.external - before.heapUsed - before.external;
    // Each holds two segments, what the wav encoder gathers (at most 31 s) and a socket buffer, not its 19 MB and more.
    expect(grown / 3).toBeLessThan(15e6);

    expect((await pcmOf(server, 'This is another user, who reads.')).equals(reference)).toBe(true);
    for (const reader of readers) reader[Symbol.dispose]();
    await untilIdle(server);
    expect(await server.metric('starling_cancelled_total')).toBe(3);
  });

  it('are dropped maxStallMs after a listener would have played all that was sent', { timeout: 150_000 }, async () => {
    await using server = await startServer({ settings: { maxStallMs: 300 } });
    const bodies = [wav, { ...wav, stream_format: 'sse' }];
    const readers = await Promise.all(bodies.map((body) => LazyReader.begin(server, body)));
    const dropped = async () => (await server.metric('starling_cancelled_total')) === bodies.length;
    await until('the stalled readers are counted', dropped, 120_000);
    await untilIdle(server);
    expect(server.log.filter((line) => line.includes('reader_stalled'))).toHaveLength(bodies.length);
    // Who reads on after all finds the connection broken. (Not always as an error: libuv shows an end to a late reader.)
    for (const reader of readers) {
      const received = await reader.rest();
      expect(received.subarray(-endOfAnswer.length).equals(endOfAnswer)).toBe(false);
    }
    expect((await pcmOf(server, 'Others are served.')).length).toBeGreaterThan(0);
  });

  it('and go on before maxStallMs get the whole text', async () => {
    await using server = await startServer({ settings: { maxStallMs: 60_000 } });
    const queued = queuedSegments(server);
    const reader = await LazyReader.begin(server, wav);
    await untilHeldBack(server, queued);
    const received = await reader.rest();
    expect(received.subarray(-endOfAnswer.length).equals(endOfAnswer)).toBe(true);
    // 0.05 s a character, of which none is lost; pauses come on top.
    expect(received.length).toBeGreaterThan(story.length * 0.05 * 48_000 * 2);
    await untilIdle(server);
    expect(await server.metric('starling_cancelled_total')).toBe(0);
  });
});
