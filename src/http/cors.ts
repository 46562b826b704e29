import cors from '@fastify/cors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './server.ts';

/** Which web pages may call, and what they may read of the answers. */

const exposedHeaders = [
  'starling-model',
  'starling-voice',
  'starling-seed',
  'starling-ignored',
  'starling-note',
  'x-request-id',
  'server-timing',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
];
const loopbackOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Answers preflights, without a key, and marks every answer, errors too. */
export async function allowPages(app: App, origins: readonly string[]): Promise<void> {
  await app.register(cors, {
    origin: (origin, answer) => answer(null, isAllowed(origin, origins)),
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders,
    strictPreflight: false,
    maxAge: 600,
  });
}

/** The same marks on an answer that no hook sees. */
export function markForPage(request: FastifyRequest, reply: FastifyReply, origins: readonly string[]): void {
  const { origin } = request.headers;
  void reply.header('vary', 'Origin');
  if (origin === undefined || !isAllowed(origin, origins)) return;
  void reply.header('access-control-allow-origin', origin);
  void reply.header('access-control-expose-headers', exposedHeaders.join(', '));
}

function isAllowed(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return false;
  return allowed.some(
    (entry) => entry === '*' || entry === origin || (entry === 'local' && loopbackOrigin.test(origin)),
  );
}
