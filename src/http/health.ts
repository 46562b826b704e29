import { z } from 'zod';
import type { App, Parts } from './server.ts';

const startedAt = performance.now();

/** /health/live, /health/ready, /health and /metrics */
export function healthRoutes(app: App, parts: Parts): void {
  const answer = z.looseObject({ status: z.string() });
  const plain = { schema: { tags: ['health'], security: [], response: { 200: answer, 503: answer } } };

  app.get('/health/live', { schema: { ...plain.schema, summary: 'The process answers' } }, async () => ({
    status: 'live',
  }));

  app.get(
    '/health/ready',
    { schema: { ...plain.schema, summary: 'New requests are welcome' } },
    async (_request, reply) => {
      const state = readiness(parts);
      if (state !== 'ready') void reply.code(503).header('retry-after', '1');
      return { status: state };
    },
  );

  app.get('/health', { schema: { ...plain.schema, summary: 'What works, in detail' } }, async () => ({
    status: readiness(parts),
    uptimeSeconds: Math.round((performance.now() - startedAt) / 1000),
    activeRequests: parts.lifecycle.active,
    models: parts.catalog.models().map((model) => ({ id: model.id, ...parts.catalog.state(model) })),
    engines: parts.scheduler.engines.map(({ id, state, reason, remedy, info }) => ({
      id,
      state,
      voices: info?.voices.length ?? 0,
      ...(reason && { reason, remedy }),
    })),
  }));

  if (parts.settings.metricsPort === undefined) {
    app.get('/metrics', { schema: { tags: ['health'], summary: 'Prometheus metrics' } }, async (_request, reply) => {
      const { registry } = parts.metrics;
      return reply.type(registry.contentType).send(await registry.metrics());
    });
  }
}

/** `ready`, or why a load balancer should go elsewhere. */
function readiness({ lifecycle, scheduler, catalog }: Parts): string {
  if (lifecycle.state !== 'ready') return lifecycle.state;
  const { state } = catalog.state(catalog.model(undefined));
  if (state !== 'ready') return `model-${state}`;
  return scheduler.full ? 'full' : 'ready';
}
