import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { StarlingError } from '../errors.ts';
import type { Lifecycle } from '../ops/lifecycle.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Scheduler } from '../scheduler/loop.ts';
import type { Settings } from '../settings.ts';
import type { Catalog } from '../voices/catalog.ts';
import { Keys, checkExposure } from './auth.ts';
import { docsRoutes } from './docs.ts';
import { fromFastify, rejectBrokenRequest, sendError } from './failures.ts';
import { healthRoutes } from './health.ts';
import { modelRoutes } from './models.ts';
import { speechRoute } from './speech.ts';
import { voiceRoutes } from './voices.ts';

/** What the routes stand on. */
export interface Floor {
  readonly settings: Settings;
  readonly scheduler: Scheduler;
  readonly catalog: Catalog;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly log: Log;
}

export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger>;

declare module 'fastify' {
  interface FastifyRequest {
    /** One for the whole request; aborted with `client_gone` when the client goes before the end. */
    abort: AbortController;
    /** What the log line of this request tells; never the user's text. */
    facts: Record<string, string | number>;
    /** The name of the caller's key. */
    key: string;
  }
}

const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;
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
];
const loopbackOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Builds the HTTP server; `listen` is the caller's. Throws `invalid_settings` when it would be open by accident. */
export async function buildServer(floor: Floor): Promise<App> {
  const { settings } = floor;
  const keys = new Keys(settings);
  checkExposure(settings, keys);
  const app: App = Fastify({
    loggerInstance: floor.log as FastifyBaseLogger,
    // Each request is logged once, at its end, by the hook below, with what may be said of it.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: settings.maxBodyBytes,
    http: { maxHeaderSize: settings.maxHeaderBytes },
    // A slow sender of headers or body is cut off; a slow reader is the business of `maxStallMs`.
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    genReqId: ({ headers }) => {
      const own = headers['x-request-id'];
      return typeof own === 'string' && requestIdPattern.test(own) ? own : randomUUID();
    },
    clientErrorHandler: rejectBrokenRequest,
    frameworkErrors: (error, request, reply) => void sendError(request, reply, fromFastify(error, settings)),
  });
  app.server.maxConnections = settings.maxConnections;

  onlyJson(app);
  app.decorateRequest('key', 'open');
  app.addHook('onRequest', async (request, reply) => {
    request.abort = new AbortController();
    request.facts = {};
    reply.raw.on('close', () => {
      if (!reply.raw.writableFinished) request.abort.abort(new StarlingError('client_gone', 'The client went away.'));
    });
    void reply.header('x-request-id', request.id);
  });
  await app.register(cors, {
    origin: (origin, answer) => answer(null, isAllowedOrigin(origin, settings.corsOrigins)),
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders,
    strictPreflight: false,
    maxAge: 600,
  });
  app.addHook('onRequest', async (request) => {
    if (Buffer.byteLength(request.raw.url ?? '') > settings.maxUrlBytes) {
      throw new StarlingError('url_too_long', `The URL is longer than ${settings.maxUrlBytes} bytes (maxUrlBytes).`);
    }
    if (needsKey(request, settings)) request.key = keys.check(request.headers.authorization);
  });
  if (settings.requestsPerMinute > 0) await limitKeys(app, settings.requestsPerMinute);

  app.setErrorHandler((error, request, reply) => sendError(request, reply, fromFastify(error, settings)));
  const methods = rememberMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const path = request.raw.url?.split('?')[0] ?? '';
    const allowed = methods(path);
    if (allowed.length === 0) {
      return sendError(request, reply, new StarlingError('not_found', `There is no route ${request.method} here. GET /openapi.json lists the routes.`));
    }
    void reply.header('allow', allowed.join(', '));
    const error = new StarlingError('method_not_allowed', `${request.method} is not allowed here; use ${allowed.join(' or ')}.`);
    return sendError(request, reply, error);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const { model = '' } = request.facts;
    const status = String(reply.raw.statusCode);
    floor.metrics.requests.inc({ route, model: String(model), status });
    floor.metrics.requestDuration.observe({ route }, reply.elapsedTime / 1000);
    const level = route.startsWith('/health') || route === '/metrics' ? 'debug' : 'info';
    request.log[level](
      { method: request.method, route, status: Number(status), key: request.key, ...request.facts, durationMs: Math.round(reply.elapsedTime) },
      'request',
    );
  });

  await docsRoutes(app);
  healthRoutes(app, floor);
  modelRoutes(app, floor);
  voiceRoutes(app, floor);
  speechRoute(app, floor);
  return app;
}

/** JSON is read strictly as UTF-8; other bodies are refused with 415. */
function onlyJson(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/([\w.-]+\+)?json\b/i, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
    } catch {
      throw new StarlingError('invalid_json', 'The body is not valid JSON in UTF-8. Send an object such as {"input":"Hello."}.');
    }
  });
}

function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return false;
  return allowed.some((entry) => entry === '*' || entry === origin || (entry === 'local' && loopbackOrigin.test(origin)));
}

/** The key guards the API and the metrics; health, documentation and unknown routes are open. */
function needsKey(request: FastifyRequest, settings: Settings): boolean {
  const route = request.routeOptions.url ?? '';
  if (request.method === 'OPTIONS') return false;
  if (settings.openListings && /^\/v1\/(models|audio\/(voices|models))(\/:id)?$/.test(route) && request.method !== 'POST') return false;
  return route.startsWith('/v1/') || route === '/metrics';
}

async function limitKeys(app: App, requestsPerMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    hook: 'preHandler',
    keyGenerator: (request) => request.key,
    allowList: (request: FastifyRequest) => !(request.routeOptions.url ?? '').startsWith('/v1/'),
    errorResponseBuilder: (_request, { ttl }) =>
      new StarlingError('rate_limit_exceeded', `This key may send ${requestsPerMinute} requests a minute (requestsPerMinute).`, {
        retryAfterSeconds: ttl / 1000,
      }),
  });
}

/** Remembers the methods of every route, for 405 and `Allow`. */
function rememberMethods(app: App): (path: string) => string[] {
  const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(`^${url.replaceAll(/:[^/]+/g, '[^/]+').replaceAll('*', '.*')}/?$`);
    const route = routes.get(url) ?? { pattern, methods: new Set<string>() };
    for (const each of [method].flat()) route.methods.add(each);
    routes.set(url, route);
  });
  return (path) => {
    const found = [...routes].find(([url, route]) => url !== '*' && route.pattern.test(path));
    return found ? [...found[1].methods].filter((method) => method !== 'OPTIONS') : [];
  };
}
