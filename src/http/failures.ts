import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { StarlingError, asStarlingError, errorTable } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** Answers with an error in OpenAI's shape. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: StarlingError): FastifyReply {
  if (error.status >= 500 && error.code !== 'draining' && error.code !== 'starting') {
    request.log.error({ code: error.code, cause: causeOf(error) }, 'request-failed');
  }
  request.failure = error.code;
  // fastify closes the connection after a body that it refuses, and a client that still sends would meet a reset instead
  // of this answer. Node discards the rest of the body, for at most `requestTimeout`.
  if (reply.hasHeader('connection')) void reply.removeHeader('connection');
  if (error.code === 'invalid_api_key') void reply.header('www-authenticate', 'Bearer');
  for (const [name, value] of Object.entries(retryHeaders(error))) void reply.header(name, value);
  return reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(error.toBody());
}

/** The name and place of an unforeseen error; its message could quote the user's text. */
export function causeOf(error: StarlingError): string | undefined {
  if (!(error.cause instanceof Error)) return undefined;
  return [error.cause.name, ...(error.cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))].join('\n');
}

/** The official clients obey these: whole seconds, at most 60, and whether a retry can help at all. */
function retryHeaders(error: StarlingError): Record<string, string> {
  if (!error.retryable) return error.status === 429 || error.status >= 500 ? { 'x-should-retry': 'false' } : {};
  const seconds = Math.min(60, Math.max(1, Math.ceil(error.retryAfterSeconds ?? 1)));
  return { 'retry-after': String(seconds), 'retry-after-ms': String(seconds * 1000), 'x-should-retry': 'true' };
}

/** fastify's own errors in our table. */
export function fromFastify(thrown: unknown, settings: Settings): StarlingError {
  const code = (thrown as { code?: unknown } | undefined)?.code;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new StarlingError(
        'body_too_large',
        `The body is longer than ${settings.maxBodyBytes} bytes (maxBodyBytes).`,
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_CONTENT_TYPE':
      return new StarlingError(
        'unsupported_media_type',
        'Send the body as JSON, with the header "Content-Type: application/json".',
      );
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new StarlingError(
        'invalid_json',
        'The body is empty or shorter than it says. Send an object such as {"input":"Hello."}.',
      );
    case 'FST_ERR_BAD_URL':
      return new StarlingError(
        'invalid_request',
        'The URL is not valid: a percent sign must be followed by two hexadecimal digits of UTF-8.',
      );
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new StarlingError('not_found', 'There is nothing of that name; it is too long.');
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return new StarlingError('client_gone', 'The client went away while sending.', { cause: thrown });
    default:
      return asStarlingError(thrown);
  }
}

/** A request that Node's parser refuses never reaches a route; it still gets the shape of every error. */
export function rejectBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  // An answer that is under way on this connection must not get another one into its middle. Node knows it by this name.
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse };
  if (answer?.headersSent) {
    socket.resetAndDestroy();
    return;
  }
  const refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new StarlingError('headers_too_large', 'The headers are longer than this server takes (maxHeaderBytes).')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new StarlingError('request_timeout', 'The request did not arrive whole in time.')
        : new StarlingError('invalid_request', 'This is not a valid HTTP request.');
  const { status } = errorTable[refusal.code];
  const body = JSON.stringify(refusal.toBody());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
