import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode } from './fixtures/audio.ts';
import { bytesOf, expectError } from './fixtures/answers.ts';
import { startServer, type TestServer } from './fixtures/server.ts';

/** api.md: formats and their media types, WAV, speed, what has nothing speakable, response headers. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => server[Symbol.asyncDispose]());

const mediaTypes = [
  ['mp3', 'audio/mpeg'],
  ['opus', 'audio/ogg'],
  ['aac', 'audio/aac'],
  ['flac', 'audio/flac'],
  ['wav', 'audio/wav'],
  ['pcm', 'audio/pcm;rate=24000;channels=1'],
] as const;

const raw = (rate: number) => ['-f', 's16le', '-ar', String(rate), '-ac', '1'];
/** Seconds of audio in a file, as ffmpeg hears it. */
const secondsOf = async (format: string, file: Buffer, rate = 24_000) =>
  (await decode(file, rate, format === 'pcm' ? raw(rate) : [])).length / rate;
/** The loudest sample, 0–1. */
const loudness = async (format: string, file: Buffer) =>
  (await decode(file, 24_000, format === 'pcm' ? raw(24_000) : [])).reduce((most, x) => Math.max(most, Math.abs(x)), 0);

describe('formats', () => {
  it.each(mediaTypes)('%s is %s, and a file that players read', async (format, mediaType) => {
    const response = await server.speech({ input: 'Twenty characters ok', response_format: format });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, mediaType]);
    const file = await bytesOf(response);
    // 1 s of tone and a short pause; encoders pad by less than 0.15 s.
    expect(await secondsOf(format, file)).toBeGreaterThan(0.95);
    expect(await secondsOf(format, file)).toBeLessThan(1.25);
    expect(await loudness(format, file)).toBeGreaterThan(0.3);
  });

  it('is mp3 when nothing is asked', async () => {
    const response = await server.speech({ input: 'Hi.' });
    await response.arrayBuffer();
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
  });

  it.each([8000, 16_000, 22_050, 44_100, 48_000])('pcm at %d Hz says and has that rate', async (rate) => {
    const response = await server.speech({ input: 'Twenty characters ok', response_format: 'pcm', sample_rate: rate });
    expect(response.headers.get('content-type')).toBe(`audio/pcm;rate=${rate};channels=1`);
    expect((await bytesOf(response)).length / 2 / rate).toBeCloseTo(1.06, 1);
  });

  it('of other sample rates are files of that rate', async () => {
    for (const [format, rate] of [
      ['wav', 16_000],
      ['mp3', 44_100],
      ['flac', 8000],
      ['aac', 48_000],
      ['wav', 12_345],
    ] as const) {
      const response = await server.speech({
        input: 'Twenty characters ok',
        response_format: format,
        sample_rate: rate,
      });
      expect(await secondsOf(format, await bytesOf(response), rate), `${format} ${rate}`).toBeCloseTo(1.1, 0);
    }
  });

  it('are never refused for their Accept header', async () => {
    for (const accept of ['application/octet-stream', 'audio/wav', 'application/json', 'text/html;q=0.1', 'nonsense']) {
      const headers = { 'content-type': 'application/json', accept };
      const response = await server.speech({ input: 'Hi.' }, { headers });
      await response.arrayBuffer();
      expect([response.status, response.headers.get('content-type')], accept).toEqual([200, 'audio/mpeg']);
    }
  });

  it('without their program on this machine are a 501 that no retry can help', async () => {
    const { PATH } = process.env;
    process.env['PATH'] = server.folder;
    try {
      const response = await server.speech({ input: 'Hi.', response_format: 'aac' });
      expect(response.headers.get('x-should-retry')).toBe('false');
      expect(await expectError(response, 501, 'format_unavailable')).toMatch(/ffmpeg/);
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});

describe('wav', () => {
  /** The first chunk that reaches a client, and the whole file. */
  async function wav(input: string): Promise<{ first: Buffer; file: Buffer }> {
    const response = await server.speech({ input, response_format: 'wav' });
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body!) chunks.push(chunk as Uint8Array);
    return { first: Buffer.from(chunks[0]!), file: Buffer.concat(chunks) };
  }

  it('has a header of 44 bytes with data at byte 36, whole in the first chunk', async () => {
    for (const input of ['Hi.', '.', 'Slow but steady.']) {
      const { first } = await wav(input);
      expect(first.length, input).toBeGreaterThan(44);
      expect([
        first.toString('latin1', 0, 4),
        first.toString('latin1', 8, 16),
        first.toString('latin1', 36, 40),
      ]).toEqual(['RIFF', 'WAVEfmt ', 'data']);
      expect([first.readUInt16LE(20), first.readUInt16LE(22), first.readUInt32LE(24), first.readUInt16LE(34)]).toEqual([
        1, 1, 24_000, 16,
      ]);
    }
  });

  it('has true sizes when the whole length is known before the first byte', async () => {
    const { file } = await wav('.');
    expect(file.length).toBe(44 + 0.2 * 24_000 * 2);
    expect([file.readUInt32LE(4), file.readUInt32LE(40)]).toEqual([file.length - 8, file.length - 44]);
  });

  it('has 0xFFFFFFFF in both sizes while it streams', async () => {
    const { file } = await wav('Slow but steady.');
    expect([file.readUInt32LE(4), file.readUInt32LE(40)]).toEqual([0xffffffff, 0xffffffff]);
    expect(file.length).toBeGreaterThan(44 + 0.7 * 48_000);
  });
});

describe('speed', () => {
  it.each([0.25, 0.5, 2, 4])('%d changes the length and not the pitch', async (speed) => {
    const crossings = (samples: Float32Array) =>
      samples.filter((x, i) => i > 0 && x >= 0 && samples[i - 1]! < 0).length;
    const speak = async (at: number) => {
      const file = await bytesOf(await server.speech({ input: 'x'.repeat(40), response_format: 'pcm', speed: at }));
      const samples = await decode(file, 24_000, raw(24_000));
      return { seconds: samples.length / 24_000, hertz: (crossings(samples) / samples.length) * 24_000 };
    };
    const [plain, changed] = [await speak(1), await speak(speed)];
    expect((plain.seconds / changed.seconds / speed).toFixed(1)).toMatch(/^(0\.9|1\.[01])$/);
    expect(changed.hertz / plain.hertz).toBeGreaterThan(0.85);
    expect(changed.hertz / plain.hertz).toBeLessThan(1.15);
  });
});

describe('nothing speakable', () => {
  it.each(mediaTypes)('in %s is 0.2 s of silence with a note', async (format, mediaType) => {
    const response = await server.speech({ input: '.', response_format: format });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, mediaType]);
    expect(response.headers.get('starling-note')).toBe('nothing-to-speak');
    const file = await bytesOf(response);
    // Encoders pad: an mp3 frame is 24 ms, an aac frame 43 ms, and both have a lead-in.
    expect(await secondsOf(format, file)).toBeGreaterThanOrEqual(0.2);
    expect(await secondsOf(format, file)).toBeLessThan(0.36);
    expect(await loudness(format, file)).toBeLessThan(0.001);
  });

  it.each(['.', '…', '**', '😀', '👩‍👩‍👧', '()', '---', '\u0000', '\u200b', ' . ', '\ud800', '"'])(
    '%j is silence of exactly 0.2 s',
    async (input) => {
      const response = await server.speech({ input, response_format: 'pcm' });
      expect([response.status, response.headers.get('starling-note')]).toEqual([200, 'nothing-to-speak']);
      expect((await bytesOf(response)).equals(Buffer.alloc(0.2 * 48_000))).toBe(true);
      expect(response.headers.get('starling-voice')).toBe('rms');
    },
  );

  it.each(['1.', 'a', '%', '你', 'я'])('%j is speakable', async (input) => {
    const response = await server.speech({ input, model: 'espeak', language: 'en-US', response_format: 'pcm' });
    await response.arrayBuffer();
    expect([response.status, response.headers.get('starling-note')]).toEqual([200, null]);
  });

  it.each(mediaTypes)('a mute engine gives the same marked silence in %s', async (format) => {
    const mute = await server.speech({ input: 'Mute', response_format: format });
    const dot = await server.speech({ input: '.', response_format: format });
    expect([mute.status, mute.headers.get('starling-note')]).toEqual([200, 'nothing-to-speak']);
    // An Ogg stream has a serial number of its own, and so is compared by its length.
    const [heard, expected] = [await bytesOf(mute), await bytesOf(dot)];
    if (format === 'opus') expect(heard.length).toBe(expected.length);
    else expect(heard.equals(expected)).toBe(true);
  });

  it('is silence for events too', async () => {
    const response = await server.speech({ input: '**', response_format: 'pcm', stream_format: 'sse' });
    expect([response.status, response.headers.get('starling-note')]).toEqual([200, 'nothing-to-speak']);
    expect(await response.text()).toMatch(/^data: \{"type":"speech\.audio\.delta".*"speech\.audio\.done"/s);
  });

  it('still wants a voice and a model that exist', async () => {
    await expectError(await server.speech({ input: '.', voice: 'nobody' }), 404, 'voice_not_found', 'voice');
    await expectError(await server.speech({ input: '.', model: 'nothing' }), 404, 'model_not_found', 'model');
  });
});

describe('response headers', () => {
  const idSent = async (id: string) => {
    const headers = { 'content-type': 'application/json', 'x-request-id': id };
    const response = await server.speech({ input: '.' }, { headers });
    await response.arrayBuffer();
    return response.headers.get('x-request-id');
  };

  it.each(['a', 'A-z_0.9', 'x'.repeat(128)])('keep the request id %j', async (id) => {
    expect(await idSent(id)).toBe(id);
  });

  it.each(['has space', 'x'.repeat(129), 'semi;colon', 'ümlaut', '<script>', '""'])(
    'replace the request id %j',
    async (id) => {
      expect(await idSent(id)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    },
  );

  it('are different ids for different requests', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await fetch(`${server.url}/health/live`)).headers.get('x-request-id')),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('name model, voice and seed, and the times of queue and first audio', async () => {
    const response = await server.speech({ input: 'Hi.', voice: 'echo', seed: 4_000_000_000 });
    await response.arrayBuffer();
    const { headers } = response;
    expect([headers.get('starling-model'), headers.get('starling-voice'), headers.get('starling-seed')]).toEqual([
      'builtin',
      'rms',
      '4000000000',
    ]);
    expect(headers.get('server-timing')).toMatch(/^queue;dur=\d+(\.\d+)?, first-audio;dur=\d+(\.\d+)?$/);
    expect([headers.get('starling-note'), headers.get('starling-ignored')]).toEqual([null, null]);
  });

  it('name the seed that was drawn, another one each time', async () => {
    const seeds = await Promise.all(
      [1, 2, 3].map(async () => (await server.speech({ input: '.' })).headers.get('starling-seed')),
    );
    expect(new Set(seeds).size).toBe(3);
    for (const seed of seeds) expect(Number(seed)).toBeLessThanOrEqual(4_294_967_295);
  });
});

describe('starling-ignored', () => {
  const ignoredOf = async (fields: object | string) => {
    const body = typeof fields === 'string' ? fields : JSON.stringify({ input: '.', ...fields });
    const response = await server.speech({}, { body });
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    return response.headers.get('starling-ignored');
  };

  it.each<[string, object, string]>([
    [
      'fields that nobody knows',
      { stream: true, params: { deep: [1, { a: null }] }, extra_body: null },
      'stream, params, extra_body',
    ],
    ['instructions, where no engine can use them', { instructions: 'Whisper.' }, 'instructions'],
    [
      'parameters that the engine has not',
      { exaggeration: 1, cfg_weight: 0.5, temperature: 0.7 },
      'exaggeration, cfg_weight',
    ],
    ['all of these together', { min_p: 0.1, zeta: 1, instructions: 'Whisper.' }, 'zeta, instructions, min_p'],
    ['control characters, encoded', { 'a\r\nset-cookie: b': 1, '\u0000': 1 }, 'a%0D%0Aset-cookie%3A%20b, %00'],
    ['letters beyond ASCII, encoded', { größe: 1, 声: 1, '😀': 1 }, 'gr%C3%B6%C3%9Fe, %E5%A3%B0, %F0%9F%98%80'],
    ['commas and spaces, encoded', { 'a, b': 1 }, 'a%2C%20b'],
    ['lone surrogates, replaced', { '\ud800': 1 }, '%EF%BF%BD'],
    ['names of every object', { constructor: 1, toString: 1 }, 'constructor, toString'],
  ])('names %s', async (_what, fields, expected) => {
    expect(await ignoredOf(fields)).toBe(expected);
  });

  it('names __proto__, which does nothing', async () => {
    expect(await ignoredOf('{"input":".","__proto__":{"voice":"nobody","response_format":"x"}}')).toBe('__proto__');
  });

  it('does not name what was used, nor what is null', async () => {
    expect(await ignoredOf({ temperature: 0.5, voice: 'nova', instructions: '', exaggeration: null })).toBeNull();
  });

  it('has at most 1 KiB, and still names what fits beside a very long name', async () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`field-${i}`, i]));
    const header = (await ignoredOf(many))!;
    expect(header.length).toBeLessThanOrEqual(1024);
    expect(header).toMatch(/^field-0, field-1, .*field-\d+$/);
    expect(header.length).toBeGreaterThan(1000);
    expect(await ignoredOf({ ['声'.repeat(500)]: 1, small: 1 })).toBe('small');
  });
});
