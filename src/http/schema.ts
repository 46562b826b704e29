import { z } from 'zod';
import { audioFormatNames } from '../audio/encode/formats.ts';
import { StarlingError } from '../errors.ts';
import { isLanguageTag } from '../text/language.ts';

/** Shapes of requests and answers. The OpenAPI document is made from them. `null` means absent in every optional field. */

export const speechSchema = z
  .looseObject({
    model: z.string().max(256).nullish().describe('A model id or an alias. Absent: the default model.'),
    input: z.string().describe('The text to speak, 1 to `maxInputChars` code points.'),
    voice: z
      .union(
        [z.string().max(256), z.object({ id: z.string().max(256) })],
        'expected a voice id or {"id": …}, each of at most 256 characters',
      )
      .nullish()
      .describe('A voice id, an alias, or {"id": …}. Absent, null or "": the default voice.'),
    instructions: z.string().max(4096).nullish().describe('Accepted; used where an engine can.'),
    response_format: z
      .enum(audioFormatNames)
      .nullish()
      .describe('Default mp3. opus comes in Ogg, aac as ADTS, pcm as s16le.'),
    speed: z.number().min(0.25).max(4).nullish().describe('Tempo, default 1. The pitch stays.'),
    stream_format: z.enum(['audio', 'sse']).nullish().describe('Default audio: a chunked body.'),
    language: z
      .string()
      .max(64)
      .refine((tag) => tag === '' || isLanguageTag(tag), 'expected a BCP 47 language tag such as "en" or "zh-CN"')
      .nullish()
      .describe('BCP 47. Absent: detected.'),
    sample_rate: z
      .number()
      .int()
      .min(8000)
      .max(48000)
      .nullish()
      .describe('Samples per second, default 24000. Not for opus.'),
    seed: z.number().int().min(0).max(4_294_967_295).nullish().describe('The same seed gives the same audio.'),
    temperature: z.number().min(0).max(2).nullish(),
    exaggeration: z.number().min(0.25).max(2).nullish(),
    cfg_weight: z.number().min(0).max(1).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    min_p: z.number().min(0).max(1).nullish(),
    repetition_penalty: z.number().min(1).max(10).nullish(),
    noise_scale: z
      .number()
      .min(0)
      .max(2)
      .nullish()
      .describe('Piper: how much the voice varies. Default: the voice’s own.'),
    noise_w: z
      .number()
      .min(0)
      .max(2)
      .nullish()
      .describe('Piper: how much the rhythm varies. Default: the voice’s own.'),
    priority: z.enum(['interactive', 'batch']).nullish().describe('batch waits behind interactive requests.'),
    delivery: z
      .enum(['stream', 'file'])
      .nullish()
      .describe('Default stream: it is played while it comes. file: it is waited for whole, and others go first.'),
    ssml: z.boolean().nullish().describe('True: the input is SSML, a document whose root is `<speak>`.'),
  })
  .meta({
    description: 'Fields that nobody knows are tolerated and named in the header `starling-ignored`.',
    example: { input: 'Hello, I am Starling.', voice: 'alloy', response_format: 'mp3' },
  });

export type SpeechBody = z.infer<typeof speechSchema>;

export const textSchema = speechSchema
  .pick({ input: true, language: true, ssml: true })
  .meta({ example: { input: 'Dr. Lee paid $5 at 3:30 pm.' } });

export const textDescriptionSchema = z.object({
  text: z.string(),
  language: z.string().describe('BCP 47: as given, or as SSML marks all of it, or detected.'),
  spoken: z.string().describe('The spoken form: the segments in one.'),
  segments: z.array(z.string()),
  rules: z.array(z.object({ rule: z.string(), written: z.string(), spoken: z.string() })),
});

/** The sampling parameters, in the order of the document. */
export const parameterNames = [
  'temperature',
  'exaggeration',
  'cfg_weight',
  'top_p',
  'min_p',
  'repetition_penalty',
  'noise_scale',
  'noise_w',
] as const satisfies readonly (keyof SpeechBody)[];

export const errorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.enum(['invalid_request_error', 'authentication_error', 'rate_limit_error', 'server_error']),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

export const modelSchema = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.number().int(),
  owned_by: z.string(),
  name: z.string(),
  languages: z.array(z.string()),
  sample_rate: z.number().int().nullable(),
  voices: z.array(z.string()),
  state: z.string(),
  reason: z.string().nullable(),
  properties: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const voiceSchema = z.object({
  id: z.string(),
  name: z.string(),
  languages: z.array(z.string()),
  engine: z.string(),
  models: z.array(z.string()),
});

/** What `zod` found wrong, as our error: the field, what was expected and what came; never the value of `input`. */
export function fieldError(error: z.ZodError, body: unknown): StarlingError {
  const issue = error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const field = path.join('.');
  if (path.length === 0) {
    return new StarlingError(
      'invalid_json',
      `The body must be a JSON object such as {"input":"Hello."}; ${shape(body)} came.`,
    );
  }
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], body);
  if (value === undefined || (value === null && field === 'input')) {
    return new StarlingError('missing_field', `"${field}" is required: the text to speak, as a string.`, {
      param: field,
    });
  }
  const came = typeof value === 'number' || typeof value === 'boolean' ? String(value) : shape(value);
  const expected = (issue?.message ?? '').replace(/^Invalid (input|option): /, '').replace(/, received .*$/, '');
  return new StarlingError('invalid_value', `"${field}" is wrong: ${expected}; ${came} came.`, { param: field });
}

function shape(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  return typeof value === 'object' ? 'an object' : typeof value;
}
