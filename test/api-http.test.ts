import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectErrorBody } from './fixtures/answers.ts';
import { RawConnection, rawSpeech, type RawAnswer } from './fixtures/raw.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';

/** api.md over bare sockets: old clients, strange clients and broken ones. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => server[Symbol.asyncDispose]());

const connect = () => new RawConnection(server.port);
const get = (url: string, ...headers: string[]) =>
  `GET ${url} HTTP/1.1\r\n${['Host: test', ...headers].join('\r\n')}\r\n\r\n`;
const speechHead = (...headers: string[]) =>
  `POST /v1/audio/speech HTTP/1.1\r\n${['Host: test', 'Content-Type: application/json', ...headers].join('\r\n')}\r\n\r\n`;
const hello = { input: 'Hello.', response_format: 'pcm' };

/** An error in the right shape, whoever wrote it: a route, the router or Node's parser. */
function expectRefusal(answer: RawAnswer, status: number, code: string): void {
  expect(`${answer.status} ${answer.body.toString()}`).toMatch(new RegExp(`^${status} \\{`));
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expectErrorBody(answer.body.toString(), status, code);
}

describe('HTTP/1.0', () => {
  it('gets the audio without chunks, to the end of the connection', async () => {
    using connection = connect();
    const answer = await connection.send(rawSpeech(hello).replace('HTTP/1.1', 'HTTP/1.0')).answer();
    expect([answer.status, answer.headers['transfer-encoding'], answer.headers['connection']]).toEqual([
      200,
      undefined,
      'close',
    ]);
    expect(answer.body.length / 48_000).toBeCloseTo(0.36, 1);
    expect(await connection.closed).toBe('end');
  });

  it('needs no Host', async () => {
    using connection = connect();
    expect((await connection.send('GET /health/live HTTP/1.0\r\n\r\n').answer()).status).toBe(200);
  });

  it('gets errors too', async () => {
    using connection = connect();
    const answer = await connection
      .send('POST /v1/audio/speech HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{')
      .answer();
    expectRefusal(answer, 400, 'invalid_json');
  });
});

describe('Expect', () => {
  it('100-continue is told to go on, and answered', async () => {
    using connection = connect();
    const body = JSON.stringify(hello);
    connection.send(speechHead(`Content-Length: ${body.length}`, 'Expect: 100-continue'));
    const go = await connection.until('HTTP/1.1 100 Continue\r\n\r\n').then(() => connection.received.toString());
    expect(go).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    connection.send(body);
    await connection.until('HTTP/1.1 200 OK');
    await connection.until('\r\n0\r\n\r\n');
  });

  it('of anything else is ignored', async () => {
    using connection = connect();
    expect((await connection.send(rawSpeech(hello, ['Expect: miracles'])).answer()).status).toBe(200);
  });
});

describe('a request in chunks', () => {
  it('is put together, however it is cut', async () => {
    using connection = connect();
    const body = Buffer.from(JSON.stringify({ input: 'Größe, 声音, 😀.', response_format: 'pcm', größe: 1 }));
    connection.send(speechHead('Transfer-Encoding: chunked'));
    for (let at = 0; at < body.length; at += 3) {
      const part = body.subarray(at, at + 3);
      connection.send(`${part.length.toString(16)};note=x\r\n`, part, '\r\n');
    }
    const answer = await connection.send('0\r\n\r\n').answer();
    expect([answer.status, answer.headers['starling-ignored']]).toEqual([200, 'gr%C3%B6%C3%9Fe']);
  });

  it('that is too long is a 413', async () => {
    using connection = connect();
    const part = 'a'.repeat(0x10000);
    connection.send(speechHead('Transfer-Encoding: chunked'));
    for (let i = 0; i < 20; i++) connection.send(`10000\r\n${part}\r\n`);
    expectRefusal(await connection.send('0\r\n\r\n').answer(), 413, 'body_too_large');
  });

  it('that is not cut into chunks is a 400', async () => {
    using connection = connect();
    expectRefusal(
      await connection.send(speechHead('Transfer-Encoding: chunked'), '{"input":"Hi."}').answer(),
      400,
      'invalid_request',
    );
  });
});

describe('a request byte by byte', () => {
  it('is answered when it is whole', async () => {
    using connection = connect();
    for (const byte of rawSpeech(hello)) {
      connection.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await connection.answer()).status).toBe(200);
  });

  it('that never becomes whole is a 408', async () => {
    using connection = connect();
    const arrived = new Promise<Socket>((resolve) => server.app.server.once('connection', resolve));
    connection.send(speechHead('Content-Length: 100'), '{"input":');
    // Node's own timer calls it after 30 s; here it is called by hand.
    const timeout = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    server.app.server.emit('clientError', timeout, await arrived);
    expectRefusal(await connection.answer(), 408, 'request_timeout');
    expect(server.app.server.requestTimeout).toBe(30_000);
  });

  it('that ends in the middle leaves nothing behind', async () => {
    for (const part of [
      'POST /v1/au',
      speechHead('Content-Length: 100'),
      speechHead('Content-Length: 100') + '{"input":',
    ]) {
      connect().send(part)[Symbol.dispose]();
    }
    await until('everything is given back', async () => (await server.metric('starling_active_requests')) === 0);
    using connection = connect();
    expect((await connection.send(get('/health/live')).answer()).status).toBe(200);
  });
});

describe('too long', () => {
  it('headers are a 431', async () => {
    using connection = connect();
    const answer = await connection.send(get('/v1/models', `X-Long: ${'a'.repeat(20_000)}`)).answer();
    expectRefusal(answer, 431, 'headers_too_large');
    expect(answer.headers['connection']).toBe('close');
  });

  it('URLs are a 414, and the longest is not', async () => {
    using connection = connect();
    const url = (length: number) => '/v1/models?'.padEnd(length, 'a');
    expect((await connection.send(get(url(8192))).answer()).status).toBe(200);
    expectRefusal(await connection.send(get(url(8193))).answer(), 414, 'url_too_long');
  });

  it('names in a URL are names like others', async () => {
    using connection = connect();
    const answer = await connection.send(get(`/v1/models/${'m'.repeat(2000)}`)).answer();
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([
      404,
      { error: { code: 'model_not_found' } },
    ]);
  });

  it('bodies are a 413 that arrives before the body is sent', async () => {
    using connection = connect();
    expectRefusal(await connection.send(speechHead('Content-Length: 2000000')).answer(), 413, 'body_too_large');
  });

  it('limits are settings', async () => {
    await using small = await startServer({ start: false, settings: { maxHeaderBytes: 1000, maxUrlBytes: 50 } });
    using connection = new RawConnection(small.port);
    expectRefusal(await connection.send(get('/v1/models?'.padEnd(51, 'a'))).answer(), 414, 'url_too_long');
    expectRefusal(await connection.send(get('/', `X-Long: ${'a'.repeat(1000)}`)).answer(), 431, 'headers_too_large');
  });
});

describe('broken HTTP', () => {
  it.each<[string, string]>([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a header without a colon', 'GET /v1/models HTTP/1.1\r\nHost: test\r\nnonsense\r\n\r\n'],
    ['a header with NUL', 'GET /v1/models HTTP/1.1\r\nHost: test\r\nX-A: a\0b\r\n\r\n'],
    ['a space before the colon', 'GET /v1/models HTTP/1.1\r\nHost : test\r\n\r\n'],
    ['two lengths', speechHead('Content-Length: 2', 'Content-Length: 3') + '{}'],
    [
      'a length and chunks, as in request smuggling',
      speechHead('Content-Length: 2', 'Transfer-Encoding: chunked') + '0\r\n\r\n',
    ],
    ['a negative length', `${speechHead('Content-Length: -1')}{}`],
    ['a length in words', `${speechHead('Content-Length: two')}{}`],
    ['an unknown method', 'SPEAK /v1/models HTTP/1.1\r\nHost: test\r\n\r\n'],
  ])('is a 400: %s', async (_what, bytes) => {
    using connection = connect();
    expectRefusal(await connection.send(bytes).answer(), 400, 'invalid_request');
    expect(await connection.closed).toBe('end');
  });

  it('without a Host is a 400', async () => {
    using connection = connect();
    expectRefusal(await connection.send('GET /v1/models HTTP/1.1\r\n\r\n').answer(), 400, 'invalid_request');
  });

  it('with a body longer than it says is a 400', async () => {
    using connection = connect();
    expectRefusal(
      await connection.send(`${speechHead('Content-Length: 5')}{"input":"Hi."}`).answer(),
      400,
      'invalid_request',
    );
  });

  it('after a request under way never writes into its answer', async () => {
    using connection = connect();
    const body = `${'Some words that come first of all. '.repeat(3)}\n\nWaitgate.`;
    await connection.send(rawSpeech({ input: body, response_format: 'pcm' })).until('200 OK');
    connection.send('garbage\r\n\r\n');
    expect(await connection.closed).toBe('reset');
    expect(connection.received.toString('latin1')).not.toContain('HTTP/1.1 400');
    writeFileSync(path.join(server.folder, 'gate'), '');
  });
});

describe('a connection', () => {
  it('lives on after errors of every kind', async () => {
    using connection = connect();
    const requests: [string, number][] = [
      [rawSpeech({ input: '' }), 400],
      [speechHead('Content-Length: 1') + '{', 400],
      [rawSpeech({ input: 'Hi.', voice: 'nobody' }), 404],
      [`${speechHead('Content-Length: 2000000')}${'a'.repeat(2_000_000)}`, 413],
      [get('/nothing'), 404],
      [get('/v1/models/%ff'), 400],
      ['PUT /v1/audio/speech HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello', 405],
      [
        'POST /v1/audio/speech HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello',
        415,
      ],
      [get('/v1/models?'.padEnd(9000, 'a')), 414],
      [rawSpeech({ input: 'Refuse' }), 500],
      [rawSpeech(hello), 200],
    ];
    for (const [request, status] of requests) {
      const answer = await connection.send(request).answer();
      expect(answer.status, request.slice(0, 60)).toBe(status);
    }
  });

  it('lives on after a 401 whose body was not read', async () => {
    await using locked = await startServer({ start: false, settings: { apiKeys: ['key'] } });
    using connection = new RawConnection(locked.port);
    expect((await connection.send(rawSpeech({ input: 'a'.repeat(100_000) })).answer()).status).toBe(401);
    expect((await connection.send(get('/v1/models', 'Authorization: Bearer key')).answer()).status).toBe(200);
  });

  it('answers requests that were sent ahead in their order', async () => {
    using connection = connect();
    connection.send(rawSpeech(hello), get('/health/live'), rawSpeech({ input: '' }), get('/v1/audio/models'));
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await connection.answer()).status);
    expect(statuses).toEqual([200, 200, 400, 200]);
  });

  it('is closed when the client asks for it', async () => {
    using connection = connect();
    expect((await connection.send(get('/health/live', 'Connection: close')).answer()).headers['connection']).toBe(
      'close',
    );
    expect(await connection.closed).toBe('end');
  });

  it('that asks to become another protocol is answered in this one', async () => {
    using connection = connect();
    const answer = await connection
      .send(get('/health/live', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'))
      .answer();
    expect(answer.status).toBe(200);
  });
});

describe('HEAD and OPTIONS', () => {
  it.each([
    '/v1/models',
    '/v1/models/builtin',
    '/v1/audio/voices',
    '/v1/audio/models',
    '/health',
    '/health/live',
    '/health/ready',
    '/metrics',
    '/openapi.json',
    '/docs',
  ])('HEAD %s has the headers of GET and no body', async (url) => {
    using connection = connect();
    const head = await connection.send(get(url).replace('GET', 'HEAD')).answer('HEAD');
    const whole = await connection.send(get(url)).answer();
    expect([head.status, head.headers['content-type']]).toEqual([200, whole.headers['content-type']]);
    expect(whole.body.length).toBeGreaterThan(0);
  });

  it('HEAD of a route for POST is a 405 without a body', async () => {
    using connection = connect();
    const answer = await connection
      .send('HEAD /v1/audio/speech HTTP/1.1\r\nHost: test\r\n\r\n', get('/health/live'))
      .answer('HEAD');
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST, OPTIONS']);
    expect((await connection.answer()).status).toBe(200);
  });

  it.each([
    ['/v1/audio/speech', 'POST, OPTIONS'],
    ['/v1/models', 'GET, HEAD, OPTIONS'],
  ])('OPTIONS %s tells the methods', async (url, allow) => {
    using connection = connect();
    const answer = await connection.send(get(url).replace('GET', 'OPTIONS')).answer('HEAD');
    expect([answer.status, answer.headers['allow']]).toEqual([204, allow]);
  });
});
