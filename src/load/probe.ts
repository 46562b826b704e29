import { StarlingError } from '../errors.ts';
import type { LevelOptions } from './level.ts';
import { SpeechClient, type Outcome } from './request.ts';

/**
 * One request before a measurement, so that what would make every request fail is told at once and in words. A server that is
 * busy or starting passes: how it refuses is a measurement, too.
 */
export async function probe(options: LevelOptions, signal: AbortSignal): Promise<void> {
  const client = new SpeechClient(options.url, options.key);
  try {
    const shortest = options.texts.reduce((a, b) => (b.length < a.length ? b : a));
    const body = { input: shortest, ...options.body };
    const outcome = await client.ask(body, { prebufferSeconds: 0, timeoutSeconds: options.timeoutSeconds }, signal);
    const failed = outcome.cancelled ? undefined : complaint(outcome, options);
    if (failed) throw failed;
  } finally {
    client.close();
  }
}

function complaint(
  { failure = '', message }: Outcome,
  { url, key, timeoutSeconds }: LevelOptions,
): StarlingError | undefined {
  // Some servers repeat the key that they refuse.
  const said = message === undefined ? '' : ` It says: ${key ? message.replaceAll(key, '…') : message}`;
  const status = Number(/^\d{3}/.exec(failure)?.[0]);
  if (status === 401 || status === 403) {
    const advice =
      key === undefined
        ? 'Give a key with --key, or in STARLING_BENCH_KEY or OPENAI_API_KEY.'
        : 'The key that was given is not accepted.';
    return new StarlingError(
      'invalid_api_key',
      `The server at ${url} wants another key (${failure}). ${advice}${said}`,
    );
  }
  if (status === 404) {
    return new StarlingError(
      'model_not_found',
      `The server at ${url} has no such model or voice, or no /v1/audio/speech (${failure}). Check --model, --voice and --url.${said}`,
    );
  }
  if ((status >= 400 && status < 500 && status !== 408 && status !== 429) || status === 501) {
    return new StarlingError(
      'invalid_request',
      `The server at ${url} does not accept these requests (${failure}). Check --model, --voice, --language, --format and --extra.${said}`,
    );
  }
  if (['refused', 'unknown host', 'unreachable', 'timeout'].includes(failure)) {
    const how = failure === 'timeout' ? `it sent nothing for ${timeoutSeconds} s` : failure;
    return new StarlingError(
      'engine_unavailable',
      `No server answers at ${url} (${how}). Check --url, and that the server runs.`,
    );
  }
  if (failure === 'not audio' || failure === 'no audio') {
    return new StarlingError(
      'invalid_request',
      `The server at ${url} answered without audio (${failure}). Check --url and --format.${said}`,
    );
  }
  return undefined;
}
