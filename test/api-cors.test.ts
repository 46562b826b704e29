import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from './fixtures/server.ts';

/** api.md, CORS: which web pages may call, and what they may send and read. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ settings: { apiKeys: ['key'] } });
});
afterAll(async () => server[Symbol.asyncDispose]());

const page = 'http://localhost:5173';

function preflight(
  to: TestServer,
  origin: string,
  headers = 'authorization,content-type,x-custom',
  url = '/v1/audio/speech',
) {
  return fetch(to.url + url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
  });
}

async function allowed(to: TestServer, origin: string): Promise<string | null> {
  const response = await fetch(`${to.url}/health/live`, { headers: { origin } });
  expect([response.status, response.headers.get('vary')]).toEqual([200, 'Origin']);
  return response.headers.get('access-control-allow-origin');
}

describe('by default', () => {
  it.each(['http://localhost', page, 'https://localhost:8443', 'http://127.0.0.1:3000', 'http://[::1]:80'])(
    'pages from %s may call',
    async (origin) => {
      expect(await allowed(server, origin)).toBe(origin);
    },
  );

  it.each([
    'https://example.com',
    'http://localhost.example.com',
    'http://notlocalhost',
    'http://localhost:80.example.com',
    'http://127.0.0.1.example.com',
    'http://192.168.1.5',
    'null',
    'localhost',
    'file://',
  ])('pages from %s may not', async (origin) => {
    expect(await allowed(server, origin)).toBeNull();
    const answer = await preflight(server, origin);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('access-control-allow-headers')).toBeNull();
  });

  it('a program that is no page is not asked where it comes from', async () => {
    const response = await fetch(`${server.url}/health/live`);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});

describe('a preflight', () => {
  it('needs no key, and allows by name every header that was asked for', async () => {
    const response = await preflight(server, page);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(page);
    const names = response.headers.get('access-control-allow-headers')!.toLowerCase().split(/, ?/);
    expect(names).toEqual(['authorization', 'content-type', 'x-custom']);
    expect(response.headers.get('access-control-allow-methods')!.split(/, ?/)).toEqual(
      expect.arrayContaining(['GET', 'POST', 'DELETE', 'PATCH']),
    );
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(0);
    expect(response.headers.get('vary')).toMatch(/Origin.*Access-Control-Request-Headers/i);
  });

  it('is answered for routes that do not exist too', async () => {
    expect(
      (await preflight(server, page, 'authorization', '/v1/nothing')).headers.get('access-control-allow-origin'),
    ).toBe(page);
  });
});

describe('an answer', () => {
  it('lets the page read the headers of the contract', async () => {
    const response = await server.speech(
      { input: '.' },
      { headers: { 'content-type': 'application/json', authorization: 'Bearer key', origin: page } },
    );
    await response.arrayBuffer();
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, page]);
    const exposed = response.headers.get('access-control-expose-headers')!.toLowerCase().split(/, ?/);
    expect(exposed).toEqual(
      expect.arrayContaining([
        'x-request-id',
        'server-timing',
        'retry-after',
        'retry-after-ms',
        'x-should-retry',
        'starling-model',
        'starling-voice',
        'starling-seed',
        'starling-note',
        'starling-ignored',
      ]),
    );
    const sent = [...response.headers.keys()].filter((name) => name.startsWith('starling-'));
    expect(exposed).toEqual(expect.arrayContaining(sent));
  });

  it.each<[number, string, RequestInit]>([
    [400, '/v1/audio/speech', { method: 'POST', body: '{}' }],
    [401, '/v1/models', { headers: { authorization: '' } }],
    [404, '/v1/models/nothing', {}],
    [404, '/nothing', {}],
    [405, '/v1/models', { method: 'DELETE' }],
    [413, '/v1/audio/speech', { method: 'POST', body: 'a'.repeat(1_100_000) }],
    [415, '/v1/audio/speech', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'Hi.' }],
    [414, `/v1/models?${'a'.repeat(9000)}`, {}],
    [400, '/v1/models/%ff', {}],
    [500, '/v1/audio/speech', { method: 'POST', body: '{"input":"Refuse"}' }],
  ])('with the error %d carries the CORS headers too (%s)', async (status, url, init) => {
    const headers = {
      'content-type': 'application/json',
      authorization: 'Bearer key',
      origin: page,
      ...(init.headers as object),
    };
    const response = await fetch(server.url + url, { ...init, headers });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, page]);
    expect(response.headers.get('access-control-expose-headers')).toMatch(/x-request-id/);
    expect(response.headers.get('vary')).toMatch(/Origin/);
    expect(await response.json()).toHaveProperty('error.message');
  });
});

describe('corsOrigins', () => {
  it('as a list allows these alone', async () => {
    await using own = await startServer({
      start: false,
      settings: { corsOrigins: ['https://app.example.com', 'http://10.0.0.1:3000'] },
    });
    expect(await allowed(own, 'https://app.example.com')).toBe('https://app.example.com');
    expect(await allowed(own, 'http://10.0.0.1:3000')).toBe('http://10.0.0.1:3000');
    for (const origin of [
      page,
      'http://app.example.com',
      'https://app.example.com:444',
      'https://evil.app.example.com',
    ]) {
      expect(await allowed(own, origin), origin).toBeNull();
    }
  });

  it('may join a list and local pages', async () => {
    await using own = await startServer({
      start: false,
      settings: { corsOrigins: ['local', 'https://app.example.com'] },
    });
    expect([
      await allowed(own, page),
      await allowed(own, 'https://app.example.com'),
      await allowed(own, 'https://example.com'),
    ]).toEqual([page, 'https://app.example.com', null]);
  });

  it('as * allows every page', async () => {
    await using own = await startServer({ start: false, settings: { corsOrigins: ['*'] } });
    for (const origin of ['https://example.com', page, 'null'])
      expect(['*', origin]).toContain(await allowed(own, origin));
    expect((await preflight(own, 'https://example.com')).headers.get('access-control-allow-headers')).toMatch(
      /authorization/,
    );
  });

  it('as an empty list allows none', async () => {
    await using own = await startServer({ start: false, settings: { corsOrigins: [] } });
    expect(await allowed(own, page)).toBeNull();
  });
});
