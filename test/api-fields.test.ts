import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from './fixtures/answers.ts';
import { startServer, type TestServer } from './fixtures/server.ts';

/** api.md, the fields of POST /v1/audio/speech: one row for each rule, at its bounds and one step beyond. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => server[Symbol.asyncDispose]());

const spoken = { input: 'Hi.', response_format: 'pcm' };
type Row = [rule: string, fields: object];
type Refusal = [rule: string, fields: object, param: string, code?: string, status?: number];

const dated = ['gpt-4o-mini-tts-2025-03-20', 'gpt-4o-mini-tts-2025-12-15'];
const openaiVoices = 'alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar'.split(' ');
const optional = [
  ...['model', 'voice', 'instructions', 'response_format', 'speed', 'stream_format', 'language', 'sample_rate', 'seed'],
  ...['temperature', 'exaggeration', 'cfg_weight', 'top_p', 'min_p', 'repetition_penalty', 'priority', 'ssml'],
];
const bounds: readonly (readonly [field: string, least: number, most: number, step: number])[] = [
  ['speed', 0.25, 4, 0.001],
  ['sample_rate', 8000, 48000, 1],
  ['seed', 0, 4_294_967_295, 1],
  ['exaggeration', 0.25, 2, 0.001],
  ['cfg_weight', 0, 1, 0.001],
  ['top_p', 0, 1, 0.001],
  ['min_p', 0, 1, 0.001],
  ['temperature', 0, 2, 0.001],
  ['repetition_penalty', 1, 10, 0.001],
];

const accepted: readonly Row[] = [
  ['only input is required', {}],
  ...['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', ...dated].map((model): Row => [
    `${model} is the default model`,
    { model },
  ]),
  ['an empty model is the default model', { model: '' }],
  ...openaiVoices.map((voice): Row => [`the voice ${voice} resolves`, { voice }]),
  ['a voice may be an object', { voice: { id: 'nova' } }],
  ['an empty voice is the default voice', { voice: '' }],
  ['an empty voice id is the default voice', { voice: { id: '' } }],
  ...optional.map((field): Row => [`null for ${field} is absent`, { [field]: null }]),
  ['null everywhere at once', Object.fromEntries(optional.map((field) => [field, null]))],
  ['an empty language is detected', { language: '' }],
  ['a language with a region', { language: 'en-GB' }],
  ['instructions of 4096 characters', { instructions: 'i'.repeat(4096) }],
  ['priority interactive', { priority: 'interactive' }],
  ['priority batch', { priority: 'batch' }],
  ['ssml false is plain text', { ssml: false }],
  ['stream_format audio', { stream_format: 'audio' }],
  ...bounds.flatMap(([field, least, most]): Row[] => [
    [`${field} ${least} is the least`, { [field]: least }],
    [`${field} ${most} is the most`, { [field]: most }],
  ]),
];

const refused: readonly Refusal[] = [
  ['an absent input', { input: undefined }, 'input', 'missing_field'],
  ['a null input', { input: null }, 'input', 'missing_field'],
  ['an empty input', { input: '' }, 'input'],
  ['an input of white space', { input: ' \t\r\n\u00a0\u3000\ufeff' }, 'input'],
  ...[5, true, ['Hi.'], { text: 'Hi.' }].map((input): Refusal => [
    `an input of ${JSON.stringify(input)}`,
    { input },
    'input',
  ]),
  ['an unknown model', { model: 'gpt-9' }, 'model', 'model_not_found', 404],
  ['a model that differs in case', { model: 'TTS-1' }, 'model', 'model_not_found', 404],
  ['a model named as a path', { model: '../../etc/passwd' }, 'model', 'model_not_found', 404],
  ['a model of 257 characters', { model: 'm'.repeat(257) }, 'model'],
  ['a model that is a number', { model: 1 }, 'model'],
  ['an unknown voice', { voice: 'nobody' }, 'voice', 'voice_not_found', 404],
  ['an unknown voice id', { voice: { id: 'nobody' } }, 'voice', 'voice_not_found', 404],
  ['a voice that differs in case', { voice: 'Alloy' }, 'voice', 'voice_not_found', 404],
  ['a voice named as a path', { voice: '../alloy' }, 'voice', 'voice_not_found', 404],
  ['a voice named like a part of every object', { voice: 'constructor' }, 'voice', 'voice_not_found', 404],
  ['a voice that only another model has', { model: 'flite', voice: 'espeak-fr' }, 'voice', 'voice_not_found', 404],
  ['a voice of 257 characters', { voice: 'v'.repeat(257) }, 'voice'],
  ['a voice that is a number', { voice: 7 }, 'voice'],
  ['a voice that is a list', { voice: ['nova'] }, 'voice'],
  ['a voice object without id', { voice: {} }, 'voice'],
  ['a voice object with a null id', { voice: { id: null } }, 'voice'],
  ['instructions of 4097 characters', { instructions: 'i'.repeat(4097) }, 'instructions'],
  ['an unknown format', { response_format: 'm4a' }, 'response_format'],
  ['a format that differs in case', { response_format: 'MP3' }, 'response_format'],
  ['an empty format', { response_format: '' }, 'response_format'],
  ['an unknown stream format', { stream_format: 'websocket' }, 'stream_format'],
  ['a language that is no tag', { language: 'English please' }, 'language'],
  ['a language that nobody speaks', { language: 'tlh' }, 'language', 'language_not_supported'],
  ['a voice that does not speak the language', { voice: 'rms', language: 'fr' }, 'language', 'language_not_supported'],
  ['a voice that cannot read the input', { voice: 'rms', input: '你好' }, 'input', 'language_not_supported'],
  ['a sample rate for opus', { response_format: 'opus', sample_rate: 24000 }, 'sample_rate'],
  ['a sample rate that mp3 has not', { response_format: 'mp3', sample_rate: 20000 }, 'sample_rate'],
  ['a sample rate that aac has not', { response_format: 'aac', sample_rate: 20000 }, 'sample_rate'],
  ['a sample rate with a fraction', { sample_rate: 24000.5 }, 'sample_rate'],
  ['a seed with a fraction', { seed: 1.5 }, 'seed'],
  ['an unknown priority', { priority: 'urgent' }, 'priority'],
  ['ssml that is none', { ssml: true, input: 'Hi.' }, 'input'],
  ['ssml that is no boolean', { ssml: 'yes' }, 'ssml'],
  ...bounds.flatMap(([field, least, most, step]): Refusal[] => [
    [`${field} under ${least}`, { [field]: least - step }, field],
    [`${field} over ${most}`, { [field]: most + step }, field],
    [`${field} as text`, { [field]: String(most) }, field],
  ]),
];

describe('a request is spoken', () => {
  it.each(accepted)('%s', async (_rule, fields) => {
    const response = await server.speech({ ...spoken, ...fields });
    const body = await response.arrayBuffer();
    expect({ status: response.status, text: response.ok ? '' : Buffer.from(body).toString() }).toEqual({
      status: 200,
      text: '',
    });
    expect(response.headers.get('starling-model')).toBe('builtin');
    expect(body.byteLength).toBeGreaterThan(1000);
  });

  it('by the voice and model that were asked for', async () => {
    for (const [fields, model, voice] of [
      [{ voice: 'awb' }, 'builtin', 'awb'],
      [{ voice: { id: 'awb' } }, 'builtin', 'awb'],
      [{ model: 'espeak', voice: 'espeak-fr' }, 'espeak', 'espeak-fr'],
      [{ model: 'espeak', voice: 'alloy' }, 'espeak', 'espeak-en-us'],
      [{ model: 'flite', voice: 'echo' }, 'flite', 'rms'],
      [{ voice: 'nova' }, 'builtin', 'slt'],
      [{ voice: 'nova', language: 'fr' }, 'builtin', 'espeak-fr'],
      [{ voice: 'nova', input: '你好。' }, 'builtin', 'espeak-zh'],
      [{ input: 'Bonjour, comment allez-vous ? Je suis très content.' }, 'builtin', 'espeak-fr'],
    ] as const) {
      const response = await server.speech({ ...spoken, ...fields });
      await response.arrayBuffer();
      const { headers } = response;
      expect([headers.get('starling-model'), headers.get('starling-voice')], JSON.stringify(fields)).toEqual([
        model,
        voice,
      ]);
    }
  });

  it('at the input limit, counted in code points', async () => {
    await using limited = await startServer({ settings: { maxInputChars: 10 } });
    for (const input of ['Ten chars.', '😀'.repeat(9) + 'a', 'é'.repeat(10)]) {
      const response = await limited.speech({ ...spoken, input });
      await response.arrayBuffer();
      expect(response.status, input).toBe(200);
    }
    for (const input of ['Eleven char', '😀'.repeat(10) + 'a']) {
      const message = await expectError(await limited.speech({ ...spoken, input }), 400, 'input_too_long', 'input');
      expect(message).toMatch(/\b11 .*\b10\b/);
    }
  });

  it('up to 4096 code points by default', async () => {
    await expectError(await server.speech({ ...spoken, input: 'a'.repeat(4097) }), 400, 'input_too_long', 'input');
    const longest = await server.speech({ ...spoken, input: 'a b.'.repeat(1024), speed: 4, sample_rate: 8000 });
    expect(longest.status).toBe(200);
    await longest.body?.cancel();
  });

  it('in the voices of OpenAI even where the operator named others', async () => {
    await using own = await startServer({ settings: { voiceAliases: { boss: 'rms', alloy: 'awb' } } });
    for (const [voice, id] of [
      ['boss', 'rms'],
      ['alloy', 'awb'],
      ['nova', 'slt'],
    ] as const) {
      const response = await own.speech({ ...spoken, voice });
      await response.arrayBuffer();
      expect(response.headers.get('starling-voice')).toBe(id);
    }
  });
});

describe('a request is refused', () => {
  it.each(refused)('%s', async (_rule, fields, param, code = 'invalid_value', status = 400) => {
    const response = await server.speech({ ...spoken, ...fields });
    expect(response.headers.get('retry-after')).toBeNull();
    await expectError(response, status, code, param);
  });

  it('with a message that says what was expected and what came', async () => {
    const messageFor = async (fields: object, param: string) =>
      expectError(await server.speech({ ...spoken, ...fields }), 400, 'invalid_value', param);
    expect(await messageFor({ speed: 9 }, 'speed')).toMatch(/<=4.*\b9 came/);
    expect(await messageFor({ response_format: 'm4a' }, 'response_format')).toMatch(
      /"mp3".*a string of 3 characters came/,
    );
    expect(await messageFor({ voice: 7 }, 'voice')).toMatch(/voice id.*\b7 came/);
    expect(await messageFor({ language: '!' }, 'language')).toMatch(/BCP 47/);
  });
});
