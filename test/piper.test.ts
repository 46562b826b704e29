import { truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openaiVoices } from '../src/settings.ts';
import { Catalog, type CatalogOptions } from '../src/voices/catalog.ts';
import { voiceFiles } from './data.ts';
import { expectError } from './fixtures/answers.ts';
import { ModelFolder, joe } from './fixtures/model-folder.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';
import { openStream } from './fixtures/streams.ts';

/** Piper voices through the whole server: small ones without meaning, and where the test data is, a real one. */

const folder = new ModelFolder().with('anna').with('choir', { speakers: 2 }).with('torn');
truncateSync(path.join(folder.modelDir, 'torn.onnx'), 5000);
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ real: ['flite', 'espeak', 'piper'], settings: folder.settings });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const input = 'the small birds sing in the old trees, all day.';
/** Asks for pcm and returns it with the headers. */
async function spoken(body: object): Promise<{ pcm: Buffer; headers: Headers }> {
  const response = await server.speech({ input, response_format: 'pcm', ...body });
  expect(response.status).toBe(200);
  return { pcm: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}
const voiceOf = async (body: object) => (await spoken(body)).headers.get('starling-voice');
const json = async (url: string) => (await (await fetch(server.url + url)).json()) as Record<string, unknown>;

describe('voices in the model folder', () => {
  it('are models and voices of the server, each speaker one', async () => {
    const models = (await json('/v1/models'))['data'] as Record<string, unknown>[];
    expect(models.map(({ id }) => id)).toEqual(['auto', 'builtin', 'flite', 'espeak', 'piper']);
    expect(models.at(-1)).toMatchObject({
      voices: ['anna', 'choir:ann', 'choir:bob'],
      sample_rate: 8000,
      state: 'ready',
    });
    const { voices } = (await json('/v1/audio/voices')) as { voices: Record<string, unknown>[] };
    expect(voices.find(({ id }) => id === 'choir:bob')).toEqual({
      id: 'choir:bob',
      name: 'choir, speaker bob (Piper)',
      languages: ['en-us', 'en'],
      engine: 'piper',
      models: ['auto', 'piper'],
    });
  });

  it('speak their language when nobody names a voice; others speak the rest', async () => {
    expect(await voiceOf({})).toBe('anna');
    expect(await voiceOf({ voice: 'alloy', model: 'tts-1' })).toBe('anna');
    expect(await voiceOf({ input: '今天天气很好，我们去公园散步吧。' })).toBe('espeak-cmn');
    expect(await voiceOf({ model: 'builtin' })).toBe('rms');
    expect(await voiceOf({ voice: 'choir:bob' })).toBe('choir:bob');
    expect(await voiceOf({ voice: 'slt' })).toBe('slt');
  });

  it('that cannot be used are named with the reason, and keep no other from speaking', async () => {
    const message = await expectError(await server.speech({ input, voice: 'torn' }), 404, 'voice_not_found', 'voice');
    expect(message).toContain(
      'The voice "torn" is installed but cannot be used: torn.onnx: this is no valid ONNX model',
    );
    expect(message).not.toContain(folder.modelDir);
    expect(server.log.find((line) => line.includes('voice-unusable'))).toContain('torn.onnx');
    expect(await voiceOf({ voice: 'anna' })).toBe('anna');
  });

  const catalog = (options: Partial<CatalogOptions>, engines = server.parts.scheduler.engines) =>
    new Catalog(
      { defaultModel: 'auto', defaultVoice: undefined, modelAliases: [], voiceAliases: openaiVoices, ...options },
      () => engines,
    );
  const named = (from: Catalog, voice: string) =>
    from.speaker({ model: undefined, voice, language: 'en', text: 'Hello.' }).choice.voice.id;

  it("speak for OpenAI's names, unless the operator has said who does", () => {
    expect(named(catalog({}), 'alloy')).toBe('anna');
    expect(named(catalog({ defaultVoice: 'choir:bob' }), 'alloy')).toBe('choir:bob');
    expect(named(catalog({ voiceAliases: { alloy: 'slt' } }), 'alloy')).toBe('slt');
  });

  it('are not unknown while their engine still loads', () => {
    const loading = server.parts.scheduler.engines.map((engine) =>
      engine.id === 'piper' ? { ...engine, state: 'starting' as const, info: undefined } : engine,
    );
    expect(() => named(catalog({}, loading), 'anna')).toThrow(expect.objectContaining({ code: 'starting' }));
  });

  it('refuse a language that they do not speak', async () => {
    await expectError(
      await server.speech({ input, voice: 'anna', language: 'fr' }),
      400,
      'language_not_supported',
      'language',
    );
  });
});

describe('what a request may ask of them', () => {
  it('is a seed: the same gives the same bytes, alone or among sixteen others, in every format', async () => {
    const alone = await spoken({ seed: 11 });
    const crowd = await Promise.all(Array.from({ length: 17 }, (_, seed) => spoken({ seed: seed + 1 })));
    expect(crowd[10]!.pcm.equals(alone.pcm)).toBe(true);
    expect(new Set(crowd.map(({ pcm }) => pcm.toString('base64'))).size).toBe(17);
    const named = await spoken({ seed: Number(crowd[3]!.headers.get('starling-seed')), response_format: 'flac' });
    const again = await spoken({ seed: 4, response_format: 'flac' });
    expect(named.pcm.equals(again.pcm)).toBe(true);
  });

  it('is noise, or none, which other engines do not have', async () => {
    const still = { noise_scale: 0, noise_w: 0 };
    const [one, two] = await Promise.all([spoken({ ...still, seed: 1 }), spoken({ ...still, seed: 2 })]);
    expect(one.pcm.equals(two.pcm)).toBe(true);
    expect(one.headers.get('starling-ignored')).toBeNull();
    expect((await spoken({ ...still, model: 'flite' })).headers.get('starling-ignored')).toBe('noise_scale, noise_w');
    await expectError(await server.speech({ input, noise_w: -1 }), 400, 'invalid_value', 'noise_w');
  });

  it('is a speed, at which the voice itself speaks', async () => {
    const still = { noise_scale: 0, noise_w: 0, voice: 'anna' };
    const [slow, plain, fast] = await Promise.all([0.5, 1, 2].map((speed) => spoken({ ...still, speed })));
    expect(slow!.pcm.length / plain!.pcm.length).toBeCloseTo(2, 1);
    expect(fast!.pcm.length / plain!.pcm.length).toBeCloseTo(0.5, 1);
  });
});

describe.skipIf(voiceFiles.length === 0)('a published voice', () => {
  const real = new ModelFolder().withJoe();
  let own: TestServer;
  beforeAll(async () => {
    own = await startServer({ real: ['flite', 'piper'], settings: { ...real.settings, defaultVoice: joe } });
  });
  afterAll(async () => {
    await own[Symbol.asyncDispose]();
    real[Symbol.dispose]();
  });
  const busy = () => own.metric('starling_slots{engine="piper",state="busy"}');
  const long = 'The morning train was late again, but nobody on the platform seemed to mind at all. '.repeat(3);

  it('stops in the middle of a sentence when its listener goes', async () => {
    const abort = new AbortController();
    const listeners = Array.from({ length: 4 }, () =>
      openStream(own, { input: long, response_format: 'pcm' }, { signal: abort.signal }),
    );
    await Promise.all(listeners);
    expect(await busy()).toBeGreaterThan(0);
    abort.abort();
    await until('no slot is busy', async () => (await busy()) === 0);
    expect(own.log.some((line) => line.includes('segment-failed'))).toBe(false);
  });

  it.each([0.25, 0.5, 0.8, 1.2, 1.6, 2, 4])('speaks at the tempo that is asked for: %f', async (speed) => {
    const length = async (tempo: number) => {
      const body = { input: long, response_format: 'pcm', seed: 5, speed: tempo };
      return (await (await own.speech(body)).arrayBuffer()).byteLength;
    };
    const [plain, changed] = await Promise.all([length(1), length(speed)]);
    expect(plain / changed / speed).toBeGreaterThan(0.92);
    expect(plain / changed / speed).toBeLessThan(1.08);
  });

  it('unloads when nobody has used it for a while, and comes back', async () => {
    const idle = await startServer({ real: ['piper'], settings: { ...real.settings, modelIdleSeconds: 0.2 } });
    try {
      await until('it is unloaded', () => idle.log.some((line) => line.includes('voice-unloaded')));
      const response = await idle.speech({ input: 'Here I am again.', response_format: 'pcm' });
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(24_000);
      expect(idle.log.filter((line) => line.includes('voice-loaded'))).toHaveLength(2);
    } finally {
      await idle[Symbol.asyncDispose]();
    }
  });
});
