import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { health } from './healthcheck.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A server that answers so, on this address; its port. */
async function serving(listener: RequestListener, host = '127.0.0.1'): Promise<number> {
  server = createServer(listener).listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const state =
  (code: number, status: string): RequestListener =>
  (request, response) => {
    const known = request.url === '/health/ready';
    response.writeHead(known ? code : 404).end(JSON.stringify(known ? { status } : {}));
  };

describe('the health check', () => {
  it.each([
    [200, 'ready', true],
    [503, 'full', true],
    [503, 'draining', true],
    [503, 'starting', false],
    [503, 'model-failed', false],
    [503, 'stopped', false],
  ])('takes %d %s for healthy: %s', async (code, status, well) => {
    const port = await serving(state(code, status));
    expect(await health({ host: '127.0.0.1', port }, 5000)).toEqual({ well, detail: status });
  });

  it('asks a server that listens everywhere at its own address, in IPv6 too', async () => {
    const port = await serving(state(200, 'ready'));
    expect(await health({ host: '0.0.0.0', port }, 5000)).toMatchObject({ well: true });
    server?.close();
    const sixth = await serving(state(200, 'ready'), '::1').catch(() => undefined);
    // Some machines have no IPv6.
    if (sixth === undefined) return;
    expect(await health({ host: '::', port: sixth }, 5000)).toMatchObject({ well: true });
    expect(await health({ host: '::1', port: sixth }, 5000)).toMatchObject({ well: true });
  });

  it('says that nobody listens, and where', async () => {
    const port = await serving(state(200, 'ready'));
    server?.close();
    const { well, detail } = await health({ host: '0.0.0.0', port }, 5000);
    expect(well).toBe(false);
    expect(detail).toMatch(new RegExp(`^no answer at 127\\.0\\.0\\.1:${port}: .*ECONNREFUSED`));
  });

  it.each<[string, RequestListener]>([
    ['nothing', () => undefined],
    ['a byte now and then', (_, response) => void response.writeHead(200).write('{')],
  ])('does not wait for a server that answers %s', async (_, listener) => {
    const port = await serving(listener);
    expect(await health({ host: '127.0.0.1', port }, 100)).toEqual({
      well: false,
      detail: `no answer at 127.0.0.1:${port}: none within 0.1 s`,
    });
  });

  it.each<[string, RequestListener, RegExp]>([
    ['a page', (_, response) => void response.end('<html>'), /is not Starling \(HTTP 200\)/],
    ['other JSON', (_, response) => void response.end('null'), /is not Starling/],
    ['without an end', (_, response) => void response.end('x'.repeat(100_000)), /too long|is not Starling/],
  ])('is not deceived by another program, which answers %s', async (_, listener, detail) => {
    const port = await serving(listener);
    expect(await health({ host: '127.0.0.1', port }, 5000)).toEqual({
      well: false,
      detail: expect.stringMatching(detail) as string,
    });
  });

  it('says that a free port cannot be asked', async () => {
    expect((await health({ host: '127.0.0.1', port: 0 }, 100)).well).toBe(false);
  });
});
