import type { FastifyRequest } from 'fastify';
import { StarlingError } from '../errors.ts';
import type { App } from './server.ts';

/** JSON is read strictly as UTF-8; every other body is refused with 415. */
export function onlyJson(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/([\w.-]+\+)?json\b/i, { parseAs: 'buffer' }, readJson);
}

async function readJson(request: FastifyRequest, body: Buffer): Promise<unknown> {
  // Clients name a type where they send nothing (a DELETE); and an unknown route is a 404 whatever came with it.
  if (body.length === 0 || request.is404) return undefined;
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding !== 'identity') {
    throw new StarlingError('unsupported_media_type', 'Send the body plain, without a "Content-Encoding".');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    throw new StarlingError(
      'invalid_json',
      'The body is not valid JSON in UTF-8. Send an object such as {"input":"Hello."}.',
    );
  }
}
