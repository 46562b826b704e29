import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { StarlingError, type ErrorCode } from '../errors.ts';
import type { Lifecycle } from '../ops/lifecycle.ts';
import type { Log } from '../ops/log.ts';
import type { LoopTurns } from '../ops/loop-turns.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Scheduler } from '../scheduler/loop.ts';
import type { Settings } from '../settings.ts';
import type { TextReader } from '../text/text-reader.ts';
import type { Catalog } from '../voices/catalog.ts';
import { beginRequest } from './accounting.ts';
import { Keys, checkExposure } from './auth.ts';
import { allowPages, markForPage } from './cors.ts';
import { docsRoutes } from './docs.ts';
import { fromFastify, rejectBrokenRequest, sendError } from './failures.ts';
import { healthRoutes } from './health.ts';
import { onlyJson } from './json-body.ts';
import { modelRoutes } from './models.ts';
import { speechRoute } from './speech.ts';
import { textRoute } from './text.ts';
import { voiceRoutes } from './voices.ts';

/** What the program is made of; `cli/compose.ts` puts it together. */
export interface Parts {
  readonly settings: Settings;
  readonly scheduler: Scheduler;
  readonly catalog: Catalog;
  readonly reader: TextReader;
  readonly turns: LoopTurns;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly log: Log;
}

export type App = FastifyInstance<Server, IncomingMessage, ServerResponse>;

declare module 'fastify' {
  interface FastifyRequest {
    /** One for the whole request; aborted with `client_gone` when the client goes before the end. */
    abort: AbortController;
    /** What the log line of this request tells; never the user's text. */
    facts: Record<string, string | number>;
    /** What it failed with, if it did. */
    failure: ErrorCode | undefined;
    /** The name of the caller's key. */
    key: string;
  }
}

const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;

/** Builds the HTTP server; `listen` is the caller's. Throws `invalid_settings` when it would be open by accident. */
export async function buildServer(parts: Parts): Promise<App> {
  const { settings } = parts;
  const keys = new Keys(settings);
  checkExposure(settings, keys);
  const logger: FastifyBaseLogger = parts.log;
  const app: App = Fastify({
    loggerInstance: logger,
    // Each request is logged once, at its end, by `beginRequest`, with what may be said of it.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: settings.maxBodyBytes,
    // A missing `Host` is answered by a hook below, in the shape of every error.
    http: { maxHeaderSize: settings.maxHeaderBytes, requireHostHeader: false },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: settings.maxUrlBytes },
    // A slow sender of headers or body is cut off; a slow reader is the business of `maxStallMs`.
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    // While it closes, requests are answered `draining` by the routes themselves.
    return503OnClosing: false,
    genReqId: ({ headers }) => {
      const own = headers['x-request-id'];
      return typeof own === 'string' && requestIdPattern.test(own) ? own : randomUUID();
    },
    clientErrorHandler: rejectBrokenRequest,
    // For a URL that the router cannot read; no hook runs then.
    frameworkErrors: (error, request, reply) => {
      beginRequest(parts.metrics, request, reply);
      markForPage(request, reply, settings.corsOrigins);
      void sendError(request, reply, fromFastify(error, settings));
    },
  });
  app.server.maxConnections = settings.maxConnections;
  // Node's own answer to an `Expect` that it does not know is a 417 without a body; it may as well be ignored.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));

  onlyJson(app);
  app.decorateRequest('key', '');
  app.decorateRequest('failure', undefined);
  app.addHook('onRequest', async (request, reply) => beginRequest(parts.metrics, request, reply));
  await allowPages(app, settings.corsOrigins);
  app.addHook('onRequest', async (request) => {
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
      throw new StarlingError('invalid_request', 'A request of HTTP/1.1 needs the header "Host".');
    }
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
      return sendError(
        request,
        reply,
        new StarlingError('not_found', `There is no route ${request.method} here. GET /openapi.json lists the routes.`),
      );
    }
    void reply.header('allow', [...allowed, 'OPTIONS'].join(', '));
    if (request.method === 'OPTIONS') return reply.code(204).send();
    const error = new StarlingError(
      'method_not_allowed',
      `${request.method} is not allowed here; use ${allowed.join(' or ')}.`,
    );
    return sendError(request, reply, error);
  });

  await docsRoutes(app);
  healthRoutes(app, parts);
  modelRoutes(app, parts);
  voiceRoutes(app, parts);
  speechRoute(app, parts);
  textRoute(app, parts);
  return app;
}

/** The key guards the API and the metrics; health, documentation and unknown routes are open. */
function needsKey(request: FastifyRequest, settings: Settings): boolean {
  const route = request.routeOptions.url ?? '';
  if (request.method === 'OPTIONS') return false;
  const listing = /^\/v1\/(models|audio\/(voices|models))(\/:id)?$/.test(route) && /^(GET|HEAD)$/.test(request.method);
  if (settings.openListings && listing) return false;
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
      new StarlingError(
        'rate_limit_exceeded',
        `This key may send ${requestsPerMinute} requests a minute (requestsPerMinute).`,
        {
          retryAfterSeconds: ttl / 1000,
        },
      ),
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
