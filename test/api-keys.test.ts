import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from './fixtures/answers.ts';
import { Program } from './fixtures/program.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';

/** api.md, authorisation: what is a key, what needs one, and what does not. */

const json = { 'content-type': 'application/json' };

describe('a key', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ settings: { apiKeys: ['first-key', 'second-key'] } });
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  const ask = (authorization: string | undefined, route = '/v1/models', init: RequestInit = {}) =>
    fetch(server.url + route, { ...init, headers: { ...json, ...(authorization !== undefined && { authorization }) } });

  it.each(['Bearer first-key', 'Bearer second-key', 'bearer first-key', 'Bearer   first-key  '])(
    'is accepted as %j',
    async (authorization) => {
      expect((await ask(authorization)).status).toBe(200);
    },
  );

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'first-key',
    'Basic first-key',
    'Bearer first-key second-key',
    'Bearer first-ke',
    'Bearer FIRST-KEY',
    'Bearer undefined',
  ])('is not %j', async (authorization) => {
    const response = await ask(authorization);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    const message = await expectError(response, 401, 'invalid_api_key');
    expect(message).not.toMatch(/first-key|second-key|undefined/i);
  });

  it.each([
    'GET /v1/models',
    'GET /v1/models/builtin',
    'GET /v1/audio/voices',
    'GET /v1/audio/voices/rms',
    'GET /v1/audio/models',
    'POST /v1/audio/speech',
    'GET /metrics',
    'HEAD /v1/models',
  ])('is needed for %s', async (route) => {
    const [method = '', url = ''] = route.split(' ');
    const response = await ask(undefined, url, { method, ...(method === 'POST' && { body: '{}' }) });
    expect(response.status).toBe(401);
    expect(
      (await ask('Bearer first-key', url, { method, ...(method === 'POST' && { body: '{"input":"."}' }) })).status,
    ).toBe(200);
  });

  it.each(['/health', '/health/live', '/health/ready', '/openapi.json', '/docs'])(
    'is not needed for %s',
    async (url) => {
      expect((await ask(undefined, url)).status).toBe(200);
    },
  );

  it('is not needed for listings when they are open', async () => {
    await using open = await startServer({ settings: { apiKeys: ['key'], openListings: true } });
    for (const url of [
      '/v1/models',
      '/v1/models/builtin',
      '/v1/audio/voices',
      '/v1/audio/voices/rms',
      '/v1/audio/models',
    ]) {
      expect((await fetch(open.url + url)).status, url).toBe(200);
    }
    await expectError(await open.speech({ input: '.' }), 401, 'invalid_api_key');
    await expectError(await fetch(`${open.url}/metrics`), 401, 'invalid_api_key');
  });

  it('is not needed on an open server, where none or a strange one is fine', async () => {
    await using open = await startServer();
    for (const authorization of [undefined, 'Bearer', 'Bearer anything', 'Basic abc']) {
      const response = await open.speech(
        { input: '.' },
        { headers: { ...json, ...(authorization && { authorization }) } },
      );
      expect(response.status, authorization).toBe(200);
      await response.arrayBuffer();
    }
  });

  it('is counted when it is refused, and never logged', async () => {
    const before = (await server.metric('starling_rejected_total{reason="invalid_api_key"}')) || 0;
    await (await ask('Bearer Zebra-secret')).text();
    await until(
      'it is counted',
      async () => (await server.metric('starling_rejected_total{reason="invalid_api_key"}')) === before + 1,
    );
    expect(server.log.join('')).not.toMatch(/Zebra|first-key|second-key/);
    expect(server.log.join('')).toMatch(/"key":"key-1"/);
  });
});

describe('a weight for a key that is not there', () => {
  it('is told in the log, with the names that there are', async () => {
    await using program = await Program.ready({ apiKeys: 'one,two', keyWeights: '{"key-1":2,"key-3":5}' });
    const told = program.logged('key-weight-unused');
    expect(told).toMatchObject({ keyWeights: ['key-3'] });
    expect(told?.['reason']).toBe('there is no key of this name; the keys are key-1, key-2');
  });
});
