import type { FastifyReply, FastifyRequest } from 'fastify';
import { StarlingError, errorTable, type ErrorCode } from '../errors.ts';
import type { Metrics } from '../ops/metrics.ts';

/** Refusals that cost no work and tell of the server's state; `starling_rejected_total` counts them. */
const rejections: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'invalid_api_key',
  'rate_limit_exceeded',
  'overloaded',
  'starting',
  'draining',
  'engine_unavailable',
]);

/**
 * What every request gets when it begins and leaves behind when it is over: an id, a way to abort it, one log line, its
 * share in the metrics. `close` follows every answer, whole or broken off; fastify's `onResponse` only the whole ones.
 */
export function beginRequest(metrics: Metrics, request: FastifyRequest, reply: FastifyReply): void {
  const startedAt = performance.now();
  request.abort = new AbortController();
  request.facts = {};
  void reply.header('x-request-id', request.id);
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) {
      request.failure ??= 'client_gone';
      request.abort.abort(new StarlingError('client_gone', 'The client went away.'));
    }
    account(metrics, request, reply, performance.now() - startedAt);
  });
}

function account(metrics: Metrics, request: FastifyRequest, reply: FastifyReply, durationMs: number): void {
  const { failure, facts } = request;
  const route = request.routeOptions.url ?? 'none';
  const sent = reply.raw.statusCode;
  // A stream that failed was begun with 200; what became of it counts.
  const status = failure ? errorTable[failure].status : sent;
  const model = String(facts['model'] ?? '');
  metrics.requests.inc({ route, model, status: String(status) });
  metrics.requestDuration.observe({ route }, durationMs / 1000);
  if (failure && rejections.has(failure) && status === sent) metrics.rejected.inc({ reason: failure });
  if (status === errorTable.client_gone.status && model) metrics.cancelled.inc();
  const level = route.startsWith('/health') || route === '/metrics' ? 'debug' : 'info';
  request.log[level](
    {
      method: request.method,
      route,
      status,
      ...(request.key && { key: request.key }),
      ...facts,
      ...(failure && { error: failure }),
      durationMs: Math.round(durationMs),
    },
    'request',
  );
}
