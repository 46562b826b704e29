import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from './fixtures/answers.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';

/** api.md: errors everywhere in one shape, hostile bodies, and answers of a server that is full, new or leaving. */

const json = { 'content-type': 'application/json' };

describe('a body', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  const send = (body: string | Uint8Array<ArrayBuffer> | undefined, headers: Record<string, string> = json) =>
    server.speech({}, { body: body ?? null, headers });
  const bytes = (...parts: (string | number)[]) =>
    new Uint8Array(parts.flatMap((part) => (typeof part === 'number' ? part : [...Buffer.from(part)])));

  it.each<[string, string | Uint8Array<ArrayBuffer> | undefined]>([
    ['that is empty', undefined],
    ['of white space', ' \n'],
    ['that is no JSON', 'input=Hello'],
    ['that is cut off', '{"input":"Hel'],
    ['with a comment', '{"input":"Hi." /* text */}'],
    ['with a trailing comma', '{"input":"Hi.",}'],
    ['with single quotes', "{'input':'Hi.'}"],
    ['with a raw control character', '{"input":"a\u0000b"}'],
    ['with NaN', '{"input":"Hi.","speed":NaN}'],
    ['that is an array', '[{"input":"Hi."}]'],
    ['that is a string', '"Hi."'],
    ['that is a number', '5'],
    ['that is true', 'true'],
    ['that is null', 'null'],
    ['in Latin-1', bytes('{"input":"caf', 0xe9, '"}')],
    ['in UTF-16', new Uint8Array(Buffer.from('\ufeff{"input":"Hi."}', 'utf16le'))],
    ['with an overlong UTF-8 form', bytes('{"input":"', 0xc0, 0xaf, '"}')],
    ['with a surrogate in UTF-8', bytes('{"input":"', 0xed, 0xa0, 0x80, '"}')],
    ['of arrays 200,000 deep', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['of open arrays 500,000 deep', '['.repeat(500_000)],
  ])('%s is a 400 invalid_json', async (_what, body) => {
    await expectError(await send(body), 400, 'invalid_json');
  });

  it.each<[string, string, string]>([
    ['of deep objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'missing_field'],
    ['with a deep input', `{"input":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'invalid_value'],
    ['with the input only in __proto__', '{"__proto__":{"input":"Hi."}}', 'missing_field'],
    ['with the input only in constructor.prototype', '{"constructor":{"prototype":{"input":"Hi."}}}', 'missing_field'],
  ])('%s is a 400 of its field', async (_what, body, code) => {
    await expectError(await send(body), 400, code, 'input');
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['with deep unknown fields', `{"input":".","params":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['with NUL in the input', '{"input":"a\\u0000b"}'],
    ['with a lone surrogate in the input', '{"input":"a\\ud800b \\udc00"}'],
    ['with a duplicate key, of which the last counts', '{"input":"","input":"Hi."}'],
    ['with a byte order mark', bytes(0xef, 0xbb, 0xbf, '{"input":"Hi."}')],
    ['with white space around', '\r\n\t {"input":"Hi."} \n'],
    [
      'with __proto__ keys at every level',
      '{"input":"Hi.","__proto__":{"a":1},"voice":{"id":"nova","__proto__":{"id":"x"}}}',
    ],
    ['with huge numbers in unknown fields', '{"input":"Hi.","n":1e999,"m":-0,"k":123456789012345678901234567890}'],
    [
      'with 50,000 unknown fields',
      JSON.stringify({ input: 'Hi.', ...Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, 0])) }),
    ],
    ['with bidirectional and format characters', JSON.stringify({ input: '\u202eabc\u2066\u200d\ufe0f def' })],
  ])('%s is spoken', async (_what, body) => {
    const response = await send(body);
    expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, '']);
    await response.arrayBuffer();
  });

  it('with 1e999 for a number is a 400', async () => {
    await expectError(await send('{"input":"Hi.","speed":1e999}'), 400, 'invalid_value', 'speed');
  });

  it.each(['a\\u0000b', '\\ud800', '\\udfff\\u0000', '\\"><script>', '../../etc', '\\r\\nset-cookie: a=b'])(
    'with a voice, a model and an id of %s is a 404 that quotes it safely',
    async (name) => {
      for (const field of ['voice', 'model']) {
        const message = await expectError(
          await send(`{"input":"Hi.","${field}":"${name}"}`),
          404,
          `${field}_not_found`,
          field,
        );
        expect(message).toMatch(/^There is no (voice|model) "[^"<>=\p{Cc}\p{Cs}]*"/u);
      }
    },
  );

  it.each<[string, Record<string, string>]>([
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['a broken type', { 'content-type': 'application' }],
    ['JSON that is compressed', { ...json, 'content-encoding': 'gzip' }],
  ])('as %s is a 415', async (_what, headers) => {
    await expectError(await send('{"input":"Hi."}', headers), 415, 'unsupported_media_type');
  });

  it('without a content type is a 415', async () => {
    const response = await fetch(`${server.url}/v1/audio/speech`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from('{"input":"Hi."}')),
    });
    await expectError(response, 415, 'unsupported_media_type');
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/json;charset="UTF-8"',
  ])('as %s is read', async (type) => {
    const response = await send('{"input":"."}', { 'content-type': type });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  it('of maxBodyBytes is read, and one byte more is a 413', async () => {
    await using small = await startServer({ settings: { maxBodyBytes: 100 } });
    const body = (length: number) => '{"input":"."}'.padEnd(length);
    const fits = await small.speech({}, { body: body(100) });
    expect(fits.status).toBe(200);
    await fits.arrayBuffer();
    expect(await expectError(await small.speech({}, { body: body(101) }), 413, 'body_too_large')).toMatch(/\b100\b/);
  });

  it('of 3 MB is a 413 although the client is still sending', async () => {
    await expectError(await send(JSON.stringify({ input: 'a'.repeat(3_000_000) })), 413, 'body_too_large');
  });
});

/** Whole seconds, 1–60, with the milliseconds beside them, and a retry that is welcome. */
function expectRetry({ headers }: Response): number {
  const seconds = headers.get('retry-after')!;
  expect(seconds).toMatch(/^([1-9]|[1-5]\d|60)$/);
  expect(headers.get('retry-after-ms')).toBe(`${seconds}000`);
  expect(headers.get('x-should-retry')).toBe('true');
  return Number(seconds);
}

describe('a limit', () => {
  it('of a key is a 429 rate_limit_exceeded, for that key alone', async () => {
    await using server = await startServer({ settings: { apiKeys: ['first', 'second'], requestsPerMinute: 3 } });
    const ask = (key: string) => fetch(`${server.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    for (let i = 0; i < 3; i++) expect((await ask('first')).status).toBe(200);
    const refused = await ask('first');
    // A full minute minus the moment since the first request.
    expect(expectRetry(refused)).toBeGreaterThan(30);
    await expectError(refused, 429, 'rate_limit_exceeded');
    expect((await ask('second')).status).toBe(200);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    await until(
      'it is counted',
      async () => (await server.metric('starling_rejected_total{reason="rate_limit_exceeded"}')) === 1,
    );
  });

  it('of requests in work is a 429 overloaded', async () => {
    await using server = await startServer({ settings: { maxUtterances: 1 } });
    const first = server.speech({ input: 'Waitgate' });
    await until(
      'it is in work',
      async () => (await server.metric('starling_slots{engine="flite",state="busy"}')) === 1,
    );
    const refused = await server.speech({ input: 'Hello.' });
    expectRetry(refused);
    await expectError(refused, 429, 'overloaded');
    // What needs no engine is still answered, and the full server says so to its load balancer.
    expect((await server.speech({ input: '.' })).status).toBe(200);
    const ready = await fetch(`${server.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'full' }]);
    writeFileSync(path.join(server.folder, 'gate'), '');
    await (await first).arrayBuffer();
    const again = await server.speech({ input: 'Hello.' });
    expect(again.status).toBe(200);
    await again.arrayBuffer();
  });

  it('of work ahead is a 429 overloaded, counted by what is due before', async () => {
    // The fake engine claims 1 ms a character: the first segments of nine requests take about a second.
    await using server = await startServer({ settings: { maxQueueSeconds: 1 } });
    const ask = () => server.speech({ input: `Waitgate ${'word '.repeat(798)}`, model: 'espeak', language: 'en' });
    const inside = Array.from({ length: 9 }, ask);
    // What fails below ends them all, and nine rejections would hide why.
    void Promise.allSettled(inside);
    await until('they are in work', () => server.parts.lifecycle.active === 9);
    const refused = await server.speech({ input: 'Hello.', model: 'espeak' });
    expect(expectRetry(refused)).toBe(1);
    expect(await expectError(refused, 429, 'overloaded')).toContain('s of work are ahead, the limit is 1 s');
    // What is due later keeps nobody out, however much it is.
    expect((await server.speech({ input: 'Hello.', model: 'flite' })).status).toBe(200);
    writeFileSync(path.join(server.folder, 'gate'), '');
    for (const response of inside) await (await response).body?.cancel();
  });
});

describe('a server', () => {
  it('that is starting answers 503, and says so to its load balancer', async () => {
    await using server = await startServer({ start: false });
    for (const fields of [{}, { voice: 'nova' }, { model: 'flite' }, { voice: 'rms', model: 'espeak' }]) {
      const response = await server.speech({ input: 'Hello.', ...fields });
      expectRetry(response);
      await expectError(response, 503, 'starting');
    }
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${server.url}/health/ready`);
    expect([ready.status, await ready.json(), ready.headers.get('retry-after')]).toEqual([
      503,
      { status: 'starting' },
      '1',
    ]);
    const models = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { state: string }[] };
    expect(models.data.map(({ state }) => state)).toEqual(['starting', 'starting', 'starting']);
  });

  it('that drains finishes what it has and answers 503 to the rest', async () => {
    await using server = await startServer();
    const inWork = server.speech({ input: 'Waitgate', response_format: 'pcm' });
    await until(
      'it is in work',
      async () => (await server.metric('starling_slots{engine="flite",state="busy"}')) === 1,
    );
    const drained = server.parts.lifecycle.drain(10_000);
    const refused = await server.speech({ input: 'Hello.' });
    expectRetry(refused);
    await expectError(refused, 503, 'draining');
    const ready = await fetch(`${server.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    writeFileSync(path.join(server.folder, 'gate'), '');
    expect((await (await inWork).arrayBuffer()).byteLength).toBeGreaterThan(10_000);
    expect(await drained).toBe(true);
  });

  it('whose engine can never run here answers 503 without hope of a retry', async () => {
    await using server = await startServer({ host: 'absent-engine.ts' });
    for (const fields of [{}, { voice: 'nova' }, { model: 'flite' }]) {
      const response = await server.speech({ input: 'Hello.', ...fields });
      expect([response.headers.get('x-should-retry'), response.headers.get('retry-after')]).toEqual(['false', null]);
      expect(await expectError(response, 503, 'engine_unavailable')).toMatch(/Install the library/);
    }
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/health/ready`)).json()).toEqual({ status: 'model-unavailable' });
  });
});

describe('a route', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ start: false });
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  it.each([
    'GET /',
    'GET /v2/models',
    'POST /v1/audio/transcriptions',
    'GET /v1',
    'GET //v1/models',
    'DELETE /nothing',
    'GET /V1/models',
    'GET /v1/models/a/b',
  ])('that is unknown is a 404: %s', async (route) => {
    const [method = '', url = ''] = route.split(' ');
    await expectError(await fetch(server.url + url, { method }), 404, 'not_found');
  });

  it.each([
    ['PUT', '/v1/audio/speech', 'POST, OPTIONS'],
    ['GET', '/v1/audio/speech', 'POST, OPTIONS'],
    ['DELETE', '/v1/models', 'GET, HEAD, OPTIONS'],
    ['POST', '/v1/models/builtin', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/v1/audio/models', 'GET, HEAD, OPTIONS'],
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
    ['PUT', '/metrics', 'GET, HEAD, OPTIONS'],
  ])('has other methods than %s %s: a 405 with Allow', async (method, url, allow) => {
    const response = await fetch(server.url + url, { method });
    expect(response.headers.get('allow')).toBe(allow);
    expect(await expectError(response, 405, 'method_not_allowed')).toContain(method);
  });

  it('whose URL is not UTF-8 is a 400', async () => {
    await expectError(await fetch(`${server.url}/v1/models/%ff`), 400, 'invalid_request');
    await expectError(await fetch(`${server.url}/v1/models/%zz`), 400, 'invalid_request');
  });

  it('works with a slash at its end', async () => {
    expect(await (await fetch(`${server.url}/v1/models/`)).json()).toMatchObject({ object: 'list' });
    await expectError(
      await fetch(`${server.url}/v1/audio/speech/`, { method: 'POST', headers: json, body: '{}' }),
      400,
      'missing_field',
      'input',
    );
  });
});
