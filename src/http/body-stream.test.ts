import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StarlingError } from '../errors.ts';
import { writeAll } from './body-stream.ts';

/** A response whose client reads only when the test does. */
const unread = () => new PassThrough({ highWaterMark: 16_384 });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Lets promises and stream events settle, without time. */
const settle = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

const reader = (audioSeconds = () => 0) => ({ maxStallMs: 1000, audioSeconds });

/** Chunks that count how many were pulled. */
function source(...sizes: number[]) {
  const state = { pulled: 0 };
  async function* chunks() {
    for (const size of sizes) {
      state.pulled++;
      yield new Uint8Array(size).fill(state.pulled);
    }
  }
  return { state, chunks: chunks() };
}

it('pulls no further than the client reads', async () => {
  const response = unread();
  const { state, chunks } = source(20_000, 20_000, 20_000);
  const writing = writeAll(response, chunks, reader(), new AbortController().signal);
  await settle();
  expect(state.pulled).toBeLessThan(3);
  const received: Buffer[] = [];
  response.on('data', (bytes: Buffer) => received.push(bytes));
  await writing;
  expect(state.pulled).toBe(3);
  expect(Buffer.concat(received).length).toBe(60_000);
  expect(response.writableFinished).toBe(true);
});

it('gives up a client that reads nothing for maxStallMs, in the middle and before the end', async () => {
  for (const sizes of [[100_000], [16_385]]) {
    const writing = writeAll(unread(), source(...sizes).chunks, reader(), new AbortController().signal);
    const given = expect(writing).rejects.toMatchObject({ code: 'reader_stalled' });
    await settle();
    await vi.advanceTimersByTimeAsync(1000);
    await given;
  }
});

it('gives a client that plays in real time the time to play what it was handed', async () => {
  const response = unread();
  const { chunks } = source(100_000);
  const writing = writeAll(
    response,
    chunks,
    reader(() => 30),
    new AbortController().signal,
  );
  const given = expect(writing).rejects.toMatchObject({ code: 'reader_stalled' });
  await settle();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  await given;
});

it('keeps a client that reads a long chunk slowly but steadily', async () => {
  const response = unread();
  const writing = writeAll(response, source(500_000).chunks, reader(), new AbortController().signal);
  let read = 0;
  while (read < 500_000) {
    await settle();
    // Far longer in all than maxStallMs.
    await vi.advanceTimersByTimeAsync(900);
    await settle();
    for (let bytes = response.read() as Buffer | null; bytes; bytes = response.read() as Buffer | null)
      read += bytes.length;
  }
  await writing;
  expect(read).toBe(500_000);
});

it('ends with the reason of an abort while it waits, and leaves no timer', async () => {
  const abort = new AbortController();
  const writing = writeAll(unread(), source(100_000).chunks, reader(), abort.signal);
  const ended = expect(writing).rejects.toMatchObject({ code: 'client_gone' });
  await settle();
  expect(vi.getTimerCount()).toBe(1);
  abort.abort(new StarlingError('client_gone', 'The client went away.'));
  await ended;
  expect(vi.getTimerCount()).toBe(0);
});

it('puts the end of a chunked body behind all of it, what was held back last too', async () => {
  vi.useRealTimers();
  const server = createServer((_request, response) => {
    response.flushHeaders();
    // The last chunk comes in the turn of the end, when its cork still holds it back.
    void writeAll(response, source(3000, 240).chunks, reader(), new AbortController().signal);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n');
  const received: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  await once(socket, 'close');
  server.close();
  const answer = Buffer.concat(received).toString('latin1');
  expect(answer.split('\u0002').length - 1).toBe(240);
  expect(answer.endsWith('\r\n0\r\n\r\n')).toBe(true);
});
