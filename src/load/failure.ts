/** Failures of requests, in the few words under which they are counted. */

/** Errors of the system and of Node's HTTP client by what they mean to whoever measures; others keep their code. */
const systemErrors: Readonly<Record<string, string>> = {
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
};

/** The kind of a failure that was thrown. */
export function failureOf(thrown: unknown): string {
  // An attempt on several addresses fails with all of their errors.
  const error = thrown instanceof AggregateError ? ((thrown.errors[0] ?? thrown) as unknown) : thrown;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  return systemErrors[code] ?? code;
}

/** The kind of a refusal, such as `429 overloaded`, and what it says, from OpenAI's error shape or FastAPI's. */
export function failureOfStatus(status: number, body: string): { failure: string; message: string | undefined } {
  const { error, detail, message } = fieldsOf(body);
  const { code, type, message: told } = fieldsOf(error);
  const isText = (value: unknown) => typeof value === 'string';
  const kind = [code, type].filter(isText).find((each) => /^[\w.-]{1,60}$/.test(each));
  const said = [told, error, detail, message].find(isText);
  return {
    failure: kind === undefined ? String(status) : `${status} ${kind}`,
    message: said && printable(said).slice(0, 300),
  };
}

/** On one line, and without what would command a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  try {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : undefined;
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Seconds of a `Retry-After`, which is a number of seconds or a date (RFC 9110, 10.2.3). `nowMs`: milliseconds since 1970. */
export function retryAfterOf(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - nowMs) / 1000);
}
