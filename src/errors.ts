/**
 * Every failure that a user can meet, in one table. `docs/errors.md` shows the same table; a test keeps them equal.
 *
 * A message says what was expected, what came and what to do. It may quote names (a model, a voice, a field),
 * never a key, and of the user's text no more than the few characters where SSML is wrong. A message goes to who asked, not to the log.
 */

export type ErrorType = 'invalid_request_error' | 'authentication_error' | 'rate_limit_error' | 'server_error';

interface ErrorRow {
  readonly status: number;
  readonly type: ErrorType;
  /** Whether the same request may succeed later; sent as `x-should-retry`, which the official clients obey. */
  readonly retryable: boolean;
  readonly when: string;
}

const invalid = { type: 'invalid_request_error', retryable: false } as const;
const server = { type: 'server_error' } as const;

export const errorTable = {
  invalid_json: { status: 400, ...invalid, when: 'The body is not JSON, or not a JSON object.' },
  missing_field: { status: 400, ...invalid, when: 'A required field is absent.' },
  invalid_value: { status: 400, ...invalid, when: 'A known field has the wrong type or is out of range.' },
  input_too_long: { status: 400, ...invalid, when: 'The input has more code points than `maxInputChars`.' },
  language_not_supported: {
    status: 400,
    ...invalid,
    when: 'The model or voice that was asked for cannot speak this language or script.',
  },
  invalid_request: { status: 400, ...invalid, when: 'The request breaks HTTP or this contract in another way.' },
  invalid_api_key: {
    status: 401,
    type: 'authentication_error',
    retryable: false,
    when: 'The key is missing or not one of the configured keys.',
  },
  not_found: { status: 404, ...invalid, when: 'There is no such route.' },
  model_not_found: { status: 404, ...invalid, when: 'There is no such model.' },
  voice_not_found: { status: 404, ...invalid, when: 'There is no such voice, or the model does not have it.' },
  method_not_allowed: { status: 405, ...invalid, when: 'The route has other methods; `Allow` lists them.' },
  request_timeout: { status: 408, ...invalid, when: 'The request did not arrive whole in time.' },
  body_too_large: { status: 413, ...invalid, when: 'The body has more bytes than `maxBodyBytes`.' },
  url_too_long: { status: 414, ...invalid, when: 'The URL has more bytes than `maxUrlBytes`.' },
  unsupported_media_type: { status: 415, ...invalid, when: 'The body is not `application/json`.' },
  headers_too_large: { status: 431, ...invalid, when: 'The headers have more bytes than `maxHeaderBytes`.' },
  rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    retryable: true,
    when: 'This key has used up its requests for the minute (`requestsPerMinute`).',
  },
  overloaded: {
    status: 429,
    type: 'rate_limit_error',
    retryable: true,
    when: 'It could not begin within `maxQueueSeconds`, or more could not be encoded as fast as it is played, or `maxUtterances` or `audioMemoryMb` allow no more.',
  },
  internal_error: { status: 500, ...server, retryable: false, when: 'A defect in Starling; the log has the details.' },
  segment_failed: {
    status: 500,
    ...server,
    retryable: false,
    when: 'An engine failed at this text, or died twice while speaking it.',
  },
  format_unavailable: {
    status: 501,
    ...server,
    retryable: false,
    when: 'The format needs a program that this machine lacks (aac: ffmpeg).',
  },
  starting: { status: 503, ...server, retryable: true, when: 'The server or the engine is still loading.' },
  draining: { status: 503, ...server, retryable: true, when: 'The server is shutting down and takes no new work.' },
  engine_unavailable: {
    status: 503,
    ...server,
    retryable: true,
    when: 'The engine that this request needs is not running.',
  },
  reader_stalled: {
    status: 499,
    ...invalid,
    when: 'The client read nothing for `maxStallMs`; the connection was reset. Seen only in logs and metrics.',
  },
  client_gone: {
    status: 499,
    ...invalid,
    when: 'The client went away before the end. Seen only in logs and metrics.',
  },
  download_failed: {
    status: 500,
    ...server,
    retryable: false,
    when: '`starling pull` could not fetch a file; there only.',
  },
  invalid_settings: { status: 500, ...server, retryable: false, when: 'A setting is unknown or wrong; at start only.' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

export interface ErrorDetails {
  /** The request field that is at fault. */
  readonly param?: string;
  /** Seconds until a retry can help; rounded up and kept within 1–60 when it is sent. */
  readonly retryAfterSeconds?: number;
  /** False where the table's answer is too hopeful: this very failure will not pass. */
  readonly retryable?: false;
  readonly cause?: unknown;
}

export class StarlingError extends Error {
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly retryAfterSeconds: number | undefined;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'StarlingError';
    this.code = code;
    this.param = details.param ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.retryable = details.retryable ?? errorTable[code].retryable;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  /** OpenAI's error shape, the body of every failed answer. */
  toBody(): { error: { message: string; type: ErrorType; param: string | null; code: ErrorCode } } {
    return {
      error: { message: this.message, type: errorTable[this.code].type, param: this.param, code: this.code },
    };
  }
}

/** Any thrown value as a StarlingError; what nobody foresaw becomes `internal_error` with the cause kept for the log. */
export function asStarlingError(thrown: unknown): StarlingError {
  if (thrown instanceof StarlingError) return thrown;
  return new StarlingError(
    'internal_error',
    'Starling met an error that it did not expect. The server log has the details under this request id.',
    { cause: thrown },
  );
}

/** The message of any thrown value. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
