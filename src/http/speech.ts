import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formats } from '../audio/encode/formats.ts';
import { StarlingError, asStarlingError } from '../errors.ts';
import { speak, type Speech, type SpeechRequest } from '../speech/speak.ts';
import { breakOff, breakOffAfter, writeAll } from './body-stream.ts';
import { causeOf } from './failures.ts';
import { errorSchema, fieldError, parameterNames, speechSchema, type SpeechBody } from './schema.ts';
import type { App, Parts } from './server.ts';
import { errorEvent, speechEvents, type Usage } from './sse.ts';

const defaultSampleRate = 24_000;
/** Output tokens are counted at the rate of Chatterbox' speech tokens, whichever engine spoke. */
const tokensPerSecond = 25;
/** The header that names ignored fields is cut here. */
const mostIgnoredBytes = 1024;

/** POST /v1/audio/speech */
export function speechRoute(app: App, parts: Parts): void {
  const binary = z.string().meta({ format: 'binary' });
  const audio = Object.fromEntries(
    [...Object.values(formats).map((format) => format.mediaType(defaultSampleRate)), 'text/event-stream'].map(
      (type) => [type, { schema: binary }],
    ),
  );
  app.post(
    '/v1/audio/speech',
    {
      schema: {
        summary: 'Speak a text',
        description: 'The audio streams: the first bytes come as soon as the first audio exists, in every format.',
        tags: ['audio'],
        body: speechSchema,
        response: { 200: { description: 'Audio, or server-sent events', content: audio }, default: errorSchema },
      },
      // The body is parsed in `parse`, whose errors name the field and keep the unknown names.
      validatorCompiler: () => (value: unknown) => ({ value }),
      serializerCompiler: () => (value) => JSON.stringify(value),
    },
    async (request, reply) => answer(parts, request, reply),
  );
}

async function answer(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { lifecycle, metrics, settings } = parts;
  const leave = lifecycle.enter();
  metrics.activeRequests.inc();
  let speech: Speech | undefined;
  let chunks: AsyncIterator<Uint8Array> | undefined;
  try {
    const { body, wanted } = parse(request, settings.maxInputChars);
    const acceptedAt = performance.now();
    speech = speak(parts, wanted, request.abort.signal);
    const { model, voice, playback } = speech;
    Object.assign(request.facts, { model, voice, format: wanted.format, characters: wanted.input.length });

    const sse = body.stream_format === 'sse';
    chunks = (sse ? speechEvents(speech.bytes, () => usage(wanted, playback.audioSeconds)) : speech.bytes)[
      Symbol.asyncIterator
    ]();
    // The first bytes come before the headers, so that an early failure still gets a status of its own.
    const first = await chunks.next();
    const ttfaMs = performance.now() - acceptedAt;
    metrics.ttfa.observe({ model }, ttfaMs / 1000);
    request.facts['ttfaMs'] = Math.round(ttfaMs);

    const ignored = ignoredFields(request.body as object, body, speech.unused);
    reply.headers({
      'content-type': sse ? 'text/event-stream' : speech.mediaType,
      'content-disposition': `attachment; filename="speech.${wanted.format}"`,
      'cache-control': 'no-store',
      // Asks a proxy in front not to collect the stream.
      'x-accel-buffering': 'no',
      'starling-model': model,
      'starling-voice': voice,
      'starling-seed': String(speech.seed),
      'server-timing': `queue;dur=${speech.queueMs.toFixed(1)}, first-audio;dur=${ttfaMs.toFixed(1)}`,
      ...(ignored && { 'starling-ignored': ignored }),
      ...(speech.nothingToSpeak && { 'starling-note': 'nothing-to-speak' }),
    });
    const whole = () => {
      request.facts['audioSeconds'] = Number(playback.audioSeconds.toFixed(2));
      if (playback.underrunSeconds === 0) metrics.streamsWithoutGap.inc();
    };
    const audioSeconds = () => playback.audioSeconds;
    await stream(parts, request, reply, { chunks: startingWith(first, chunks, whole), sse, audioSeconds });
  } finally {
    if (speech) {
      metrics.audioSeconds.inc({ model: speech.model }, speech.playback.audioSeconds);
      metrics.underrunSeconds.inc(speech.playback.underrunSeconds);
      speech.close();
    }
    await chunks?.return?.();
    metrics.activeRequests.dec();
    leave();
  }
}

/** Takes the response over and writes the stream. From here on a failure cannot change the status: it breaks the stream off. */
async function stream(
  parts: Parts,
  request: FastifyRequest,
  reply: FastifyReply,
  { chunks, sse, audioSeconds }: { chunks: AsyncIterable<Uint8Array>; sse: boolean; audioSeconds: () => number },
): Promise<void> {
  const { maxStallMs } = parts.settings;
  const response = reply.raw;
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) response.setHeader(name, value);
  try {
    await writeAll(response, chunks, { maxStallMs, audioSeconds }, request.abort.signal);
  } catch (thrown) {
    const error = asStarlingError(request.abort.signal.aborted ? request.abort.signal.reason : thrown);
    request.failure = error.code;
    const nobodyReads = error.code === 'client_gone' || error.code === 'reader_stalled';
    if (!nobodyReads) request.log.error({ code: error.code, cause: causeOf(error) }, 'stream-failed');
    // The event first, then the reset: some clients ignore the event and take a clean end for success.
    if (sse && !nobodyReads) breakOffAfter(response, errorEvent(error), maxStallMs);
    else breakOff(response);
  }
}

/** Puts the first item back in front of the rest; calls `whole` when all was read to the end. */
async function* startingWith(
  first: IteratorResult<Uint8Array, unknown>,
  rest: AsyncIterator<Uint8Array>,
  whole: () => void,
): AsyncGenerator<Uint8Array> {
  for (let result = first; !result.done; result = await rest.next()) yield result.value;
  whole();
}

interface Parsed {
  readonly body: SpeechBody;
  readonly wanted: SpeechRequest;
}

/** JSON to valid types; below this nobody sees JSON. Throws the errors that name a field. */
function parse({ body: json, key }: FastifyRequest, maxInputChars: number): Parsed {
  const result = speechSchema.safeParse(json);
  if (!result.success) throw fieldError(result.error, json);
  const body = result.data;
  checkInput(body.input, maxInputChars);
  const format = body.response_format ?? 'mp3';
  const voice = typeof body.voice === 'object' ? body.voice?.id : body.voice;
  const parameters = parameterNames.flatMap((name) =>
    typeof body[name] === 'number' ? [[name, body[name]] as const] : [],
  );
  const wanted: SpeechRequest = {
    input: body.input,
    ssml: body.ssml ?? false,
    // An empty name is no name: clients send "" for a field that the user left blank.
    model: body.model || undefined,
    voice: voice || undefined,
    language: body.language || undefined,
    format,
    sampleRate: sampleRate(body, format),
    speed: body.speed ?? 1,
    seed: body.seed ?? undefined,
    parameters: Object.fromEntries(parameters),
    priority: body.priority ?? 'interactive',
    delivery: body.delivery ?? 'stream',
    key,
  };
  return { body, wanted };
}

/** Throws for an input that is empty or longer than `maxInputChars`. */
export function checkInput(input: string, maxInputChars: number): void {
  if (input.trim() === '') {
    throw new StarlingError('invalid_value', '"input" is empty or only white space; send the text to speak.', {
      param: 'input',
    });
  }
  // Code points, as people count; never more than UTF-16 units, so most inputs need no count.
  const length = input.length <= maxInputChars ? input.length : [...input].length;
  if (length > maxInputChars) {
    throw new StarlingError(
      'input_too_long',
      `"input" has ${length} characters; this server takes ${maxInputChars} (maxInputChars). Split the text.`,
      {
        param: 'input',
      },
    );
  }
}

function sampleRate(body: SpeechBody, format: SpeechRequest['format']): number {
  const wanted = body.sample_rate ?? defaultSampleRate;
  const allowed = formats[format].sampleRates;
  if (format === 'opus' && body.sample_rate) {
    throw new StarlingError(
      'invalid_value',
      '"sample_rate" cannot be chosen for opus, which has one of its own. Leave it out.',
      { param: 'sample_rate' },
    );
  }
  if (allowed && !allowed.includes(wanted)) {
    throw new StarlingError(
      'invalid_value',
      `"sample_rate" for ${format} must be one of ${allowed.join(', ')}; ${wanted} came.`,
      { param: 'sample_rate' },
    );
  }
  return wanted;
}

/** The names of fields that had no effect, each percent-encoded to visible ASCII; undefined when there are none. */
function ignoredFields(json: object, body: SpeechBody, unused: readonly string[]): string | undefined {
  const unknown = Object.keys(json).filter((name) => !Object.hasOwn(speechSchema.shape, name));
  const instructions = body.instructions ? ['instructions'] : [];
  let header = '';
  for (const name of [...unknown, ...instructions, ...unused]) {
    const next = header + (header ? ', ' : '') + encodeURIComponent(name.toWellFormed());
    if (next.length <= mostIgnoredBytes) header = next;
  }
  return header || undefined;
}

function usage(wanted: SpeechRequest, audioSeconds: number): Usage {
  const input_tokens = [...wanted.input].length;
  const output_tokens = Math.ceil(audioSeconds * tokensPerSecond);
  return { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
}
