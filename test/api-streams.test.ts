import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decode } from './fixtures/audio.ts';
import { bytesOf, expectError, expectErrorBody } from './fixtures/answers.ts';
import { RawConnection, rawSpeech } from './fixtures/raw.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';

/** api.md: streaming, server-sent events, and what a failure does before and after the first byte. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ settings: { maxStallMs: 300 } });
});
afterAll(async () => server[Symbol.asyncDispose]());

const formats = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const;
const long = 'This one is rather long and it is spoken first of all. '.repeat(2);
/** Audio at first; the rest is spoken when the gate is open. */
const gated = `${long}\n\nWaitgate.`;
/** Audio at first, and when the gate is open a failure. */
const failing = `${gated}\n\nRefuse`;
/** Its first half is spoken, then it kills its engine; and again. */
const fatal = `${long}Diealways.`;

const gate = () => path.join(server.folder, 'gate');
const openGate = () => writeFileSync(gate(), '');
afterEach(() => rmSync(gate(), { force: true }));

/** Asks for a stream and waits for its first audio. */
async function started(request: object, version = 'HTTP/1.1'): Promise<RawConnection> {
  const connection = new RawConnection(server.port);
  connection.send(rawSpeech(request).replace('HTTP/1.1', version));
  await connection.until('\r\n\r\n');
  expect(connection.received.toString('latin1')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  await until('audio came', () => connection.received.length > connection.received.indexOf('\r\n\r\n') + 100);
  return connection;
}

interface Event {
  readonly type: string;
  readonly audio?: string;
  readonly usage?: object;
}

/** Reads events strictly: each is exactly `data: `, one line of JSON, and a blank line. */
function eventsOf(body: string): Event[] {
  const parts = body.split('\n\n');
  expect(parts.pop()).toBe('');
  return parts.map((part) => {
    expect(part).toMatch(/^data: \{[^\r\n]*\}$/);
    const event = JSON.parse(part.slice('data: '.length)) as Event;
    expect(part).toBe(`data: ${JSON.stringify(event)}`);
    return event;
  });
}

const audioOf = (events: readonly Event[]) =>
  Buffer.concat(events.map(({ audio = '' }) => Buffer.from(audio, 'base64')));

describe('server-sent events', () => {
  it.each(formats)('in %s carry a whole file in deltas, then done with the usage', async (format) => {
    const response = await server.speech({
      input: 'Twenty characters ok',
      response_format: format,
      stream_format: 'sse',
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const events = eventsOf(await response.text());
    const done = events.pop()!;
    expect(events.length).toBeGreaterThan(0);
    for (const event of events)
      expect(event).toEqual({
        type: 'speech.audio.delta',
        audio: expect.stringMatching(/^[A-Za-z0-9+/]+={0,2}$/) as string,
      });
    const raw = format === 'pcm' ? ['-f', 's16le', '-ar', '24000', '-ac', '1'] : [];
    const seconds = (await decode(audioOf(events), 24_000, raw)).length / 24_000;
    expect(seconds).toBeGreaterThan(0.95);
    expect(seconds).toBeLessThan(1.25);
    // 1.06 s of audio at 25 tokens a second.
    expect(done).toEqual({
      type: 'speech.audio.done',
      usage: { input_tokens: 20, output_tokens: 27, total_tokens: 47 },
    });
  });

  it('carry the same bytes as the plain stream', async () => {
    const request = { input: 'A sentence. And another one!', response_format: 'wav' };
    const plain = await bytesOf(await server.speech(request));
    const events = eventsOf(await (await server.speech({ ...request, stream_format: 'sse' })).text());
    expect(audioOf(events).subarray(44).equals(plain.subarray(44))).toBe(true);
  });

  it.each(['builtin', 'flite', 'espeak', 'tts-1', 'gpt-4o-mini-tts'])('work for the model %s', async (model) => {
    const response = await server.speech({ input: 'Hello.', model, stream_format: 'sse' });
    expect(eventsOf(await response.text()).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['speech.audio.delta', 'speech.audio.done']),
    );
  });

  it('carry the same headers as the plain stream', async () => {
    const response = await server.speech({ input: 'Hello.', stream_format: 'sse', seed: 7, unknown: 1 });
    await response.text();
    const { headers } = response;
    expect([headers.get('starling-model'), headers.get('starling-seed'), headers.get('starling-ignored')]).toEqual([
      'builtin',
      '7',
      'unknown',
    ]);
    expect(headers.get('server-timing')).toMatch(/first-audio/);
  });

  it('count input tokens in code points', async () => {
    const response = await server.speech({ input: '😀 Hi.', stream_format: 'sse' });
    expect(eventsOf(await response.text()).at(-1)).toMatchObject({ usage: { input_tokens: 5 } });
  });
});

describe('a stream', () => {
  it.each(formats)('in %s gives its first bytes while the rest is not yet made', async (format) => {
    using connection = await started({ input: gated, response_format: format });
    expect(connection.received.includes('\r\n0\r\n\r\n')).toBe(false);
    openGate();
    expect((await connection.answer()).status).toBe(200);
  });

  it('outlives the death of its engine once, and the listener hears it all', async () => {
    const response = await server.speech({
      input: `${'Many words before. '.repeat(4)}Dieonce.`,
      response_format: 'pcm',
    });
    // 84 characters in segments, with 0.06 s at the end; the seams cost nothing.
    expect((await bytesOf(response)).length / 48_000).toBeGreaterThan(4.2);
    await until(
      'the engine is back',
      async () => (await server.metric('starling_slots{engine="flite",state="free"}')) === 1,
    );
  });
});

describe('a failure before the first byte', () => {
  it.each(formats)('has a status of its own in %s', async (format) => {
    for (const stream_format of ['audio', 'sse']) {
      const response = await server.speech({ input: 'Refuse', response_format: format, stream_format });
      expect(response.headers.get('x-should-retry')).toBe('false');
      expect(response.headers.get('retry-after')).toBeNull();
      await expectError(response, 500, 'segment_failed');
    }
  });
});

describe('a failure after the first byte', () => {
  it.each(formats)('resets a plain stream in %s, never ends it', async (format) => {
    using connection = await started({ input: failing, response_format: format });
    openGate();
    expect(await connection.closed).toBe('reset');
    expect(connection.received.toString('latin1')).not.toMatch(/\r\n0\r\n\r\n$/);
  });

  it('resets a stream to HTTP/1.0, where a clean end would be success', async () => {
    using connection = await started({ input: failing, response_format: 'pcm' }, 'HTTP/1.0');
    openGate();
    expect(await connection.closed).toBe('reset');
  });

  it('is a reset too when the engine dies twice', async () => {
    using connection = await started({ input: fatal, response_format: 'pcm' });
    expect(await connection.closed).toBe('reset');
  });

  it('is an error event and then a reset for events', async () => {
    using connection = await started({ input: failing, stream_format: 'sse' }, 'HTTP/1.0');
    openGate();
    expect(await connection.closed).toBe('reset');
    const text = connection.received.toString();
    const events = eventsOf(text.slice(text.indexOf('\r\n\r\n') + 4));
    expect(events.length).toBeGreaterThan(1);
    expect(events.slice(0, -1).every(({ type }) => type === 'speech.audio.delta')).toBe(true);
    const { type, ...error } = events.at(-1)!;
    expect(type).toBe('speech.audio.error');
    expectErrorBody(JSON.stringify(error), 500, 'segment_failed');
  });

  it('makes fetch fail, with events and without', async () => {
    for (const stream_format of ['audio', 'sse']) {
      const response = await server.speech({ input: failing, stream_format });
      expect(response.status).toBe(200);
      openGate();
      await expect(response.arrayBuffer()).rejects.toThrow();
      rmSync(gate());
    }
  });

  it('is counted as a 500 and not as a stream without a gap', async () => {
    const gapless = await server.metric('starling_streams_without_gap_total');
    using connection = await started({ input: failing, model: 'flite' });
    openGate();
    await connection.closed;
    const failed = 'starling_requests_total{route="/v1/audio/speech",model="flite",status="500"}';
    await until('it is counted', async () => (await server.metric(failed)) === 1);
    expect(await server.metric('starling_streams_without_gap_total')).toBe(gapless);
  });
});

describe('a reader', () => {
  const cancelled = 'starling_cancelled_total';
  const gone = 'starling_requests_total{route="/v1/audio/speech",model="builtin",status="499"}';
  const nothingLeft = () =>
    until('everything is given back', async () => {
      const names = [
        'starling_active_requests',
        'starling_queue_segments',
        'starling_queue_work_seconds',
        'starling_slots{engine="flite",state="busy"}',
      ];
      const values = await Promise.all(names.map((name) => server.metric(name)));
      return values.every((value) => Math.abs(value) < 1e-9);
    });

  it('that goes away is counted, and all of its work is given back', async () => {
    for (const [what, input] of [
      ['before the first byte', 'Hang'],
      ['in the middle', `${'Many words first. '.repeat(6)}Hang`],
    ] as const) {
      const before = [await server.metric(cancelled), (await server.metric(gone)) || 0] as const;
      const connection = new RawConnection(server.port);
      connection.send(rawSpeech({ input, response_format: 'pcm' }));
      if (what === 'in the middle') await connection.until('200 OK');
      else
        await until(
          'it is spoken',
          async () => (await server.metric('starling_slots{engine="flite",state="busy"}')) === 1,
        );
      connection[Symbol.dispose]();
      await until(`it is counted ${what}`, async () => (await server.metric(cancelled)) === before[0] + 1);
      expect(await server.metric(gone)).toBe(before[1] + 1);
      await nothingLeft();
    }
  });

  it('that takes its time is served to the end', async () => {
    using connection = new RawConnection(server.port);
    connection.send(rawSpeech({ input: 'Words. '.repeat(60), response_format: 'pcm' }));
    for (let i = 0; i < 3; i++) {
      await connection.until('200 OK');
      connection.pause();
      await new Promise((resolve) => setImmediate(resolve));
      connection.resume();
    }
    const { body } = await connection.answer();
    expect(body.length / 48_000).toBeGreaterThan(60 * 6 * 0.05);
  });
});
