import { StarlingError } from '../errors.ts';
import type { LevelOptions } from './level.ts';
import { SpeechClient, type Outcome } from './request.ts';

/**
 * One request before a measurement, so that what would make every request fail is told at once and in words. A server that is
 * busy or starting passes: how it refuses is a measurement, too. So does one whose audio still comes after twice the time-out,
 * perhaps without end: a level has an end of its own.
 */
export async function probe(options: LevelOptions, signal: AbortSignal): Promise<void> {
  const client = new SpeechClient(options.url, options.key);
  const ending = new AbortController();
  const stop = () => ending.abort();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  let limit: NodeJS.Timeout | undefined;
  const onAudio = () => (limit ??= setTimeout(stop, 2 * options.timeoutSeconds * 1000));
  try {
    const shortest = options.texts.reduce((a, b) => (b.length < a.length ? b : a));
    const body = { input: shortest, ...options.body };
    const reading = { prebufferSeconds: 0, timeoutSeconds: options.timeoutSeconds };
    const outcome = await client.ask(body, reading, ending.signal, onAudio);
    const failed = signal.aborted ? undefined : complaint(outcome, options);
    if (failed) throw failed;
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', stop);
    client.close();
  }
}

function complaint(
  { failure = '', message, firstAudioAt, cancelled }: Outcome,
  { url, key, timeoutSeconds }: LevelOptions,
): StarlingError | undefined {
  const said = message === undefined ? '' : ` It says: ${message}`;
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
  if (status >= 300 && status < 400) {
    return new StarlingError(
      'invalid_request',
      `The server at ${url} sends requests elsewhere (${failure}), which is not followed. Give the address where they end with --url.`,
    );
  }
  // What may pass has a name in words; a code is of TLS or of Node's HTTP parser.
  if (/^[A-Z][A-Z\d_]+$/.test(failure)) {
    return new StarlingError(
      'invalid_request',
      `The server at ${url} cannot be understood (${failure}). Check --url: http or https, the host and the port.${said}`,
    );
  }
  if (failure === 'timeout' && firstAudioAt !== undefined) {
    return new StarlingError(
      'engine_unavailable',
      `The server at ${url} began to speak and stopped in the middle: nothing came for ${timeoutSeconds} s (--timeout).`,
    );
  }
  if (['refused', 'unknown host', 'unreachable', 'timeout'].includes(failure)) {
    const how = failure === 'timeout' ? `it sent nothing for ${timeoutSeconds} s` : failure;
    return new StarlingError(
      'engine_unavailable',
      `No server answers at ${url} (${how}). Check --url, and that the server runs.`,
    );
  }
  const silent = cancelled && firstAudioAt === undefined;
  if (failure === 'not audio' || failure === 'no audio' || silent) {
    return new StarlingError(
      'invalid_request',
      `The server at ${url} answered without audio (${silent ? 'no audio' : failure}). Check --url and --format.${said}`,
    );
  }
  return undefined;
}
