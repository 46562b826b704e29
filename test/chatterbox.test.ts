import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { floatWav } from '../src/audio/wav.fixture.ts';
import { engineIdOf, variants } from '../src/engines/chatterbox/installed-models.ts';
import type { Variant } from '../src/engines/chatterbox/variant.ts';
import { expectError } from './fixtures/answers.ts';
import { decodeAs, signalToNoise } from './fixtures/audio.ts';
import { ModelFolder, memoryForSlots } from './fixtures/model-folder.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';
import { OpenStream, openStream, queuedSegments } from './fixtures/streams.ts';
import { speechLikeSound } from './models/speech-like-sound.ts';

/** Chatterbox through the whole server, with small models whose decoders are cut: what they say nobody understands. */

const input = 'the small birds sing in the old trees, all day.';
const paragraph = 'The morning train was late again, but nobody on the platform seemed to mind. ';
/** The small models are spoken faster than the first guess of their cost allows for, and budgets are only counted. */
const roomy = { maxQueueSeconds: 10_000, modelMemoryMb: 2 ** 20 };

/** Bytes of a request's pcm, with the headers. */
async function spoken(server: TestServer, body: object): Promise<{ pcm: Buffer; headers: Headers }> {
  const response = await server.speech({ input, response_format: 'pcm', ...body });
  const pcm = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) throw new Error(`The answer is ${response.status}: ${pcm.toString()}`);
  return { pcm, headers: response.headers };
}
const pcmOf = async (server: TestServer, body: object) => (await spoken(server, body)).pcm;
const json = async (server: TestServer, url: string) =>
  (await (await fetch(server.url + url)).json()) as Record<string, unknown>;

/** Waits until no slot and no row of the arena is in use. */
async function untilFree(server: TestServer, engine: string): Promise<void> {
  const inUse = [
    `starling_slots{engine="${engine}",state="busy"}`,
    `starling_kv_bytes{engine="${engine}",state="used"}`,
  ];
  await until('every slot and row is free', async () =>
    (await Promise.all(inUse.map((metric) => server.metric(metric)))).every((value) => value === 0),
  );
}

/** More voices than the arena keeps the beginnings of. */
const names = ['default', 'anna', 'bert', 'cora', 'dora', 'emil'];
const folder = new ModelFolder();
let server: TestServer;
beforeAll(async () => {
  for (const variant of variants) folder.withChatterbox(variant, { defaultVoice: true });
  mkdirSync(path.join(folder.modelDir, 'voices'));
  for (const [index, name] of names.slice(1).entries()) {
    const clip = floatWav(speechLikeSound(6, { pitch: 120 + 30 * index, seed: 2 + index }));
    writeFileSync(path.join(folder.modelDir, 'voices', `${name}.wav`), clip);
  }
  const real = [...variants.map(engineIdOf), 'flite', 'espeak'];
  server = await startServer({ real, settings: { ...folder.settings, ...roomy } });
});
afterEach(() => void vi.restoreAllMocks());
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe('models in the model folder', () => {
  it('are models of the server, each with its voices and state', async () => {
    const models = (await json(server, '/v1/models'))['data'] as Record<string, unknown>[];
    const own = ['chatterbox-turbo', 'chatterbox-multilingual', 'chatterbox-english', 'chatterbox-nano'];
    expect(models.map(({ id }) => id)).toEqual(['auto', 'chatterbox', ...own, 'builtin', 'flite', 'espeak']);
    for (const id of own) {
      const voices = names.map((name) => `${id}:${name}`);
      expect(models.find((model) => model['id'] === id)).toMatchObject({
        ...{ state: 'ready', reason: null, sample_rate: 24_000, voices },
      });
    }
    expect((models[1]?.['voices'] as string[]).length).toBe(4 * names.length);
    const { voices } = (await json(server, '/v1/audio/voices')) as { voices: Record<string, unknown>[] };
    expect(voices.find(({ id }) => id === 'chatterbox-turbo:anna')).toEqual({
      id: 'chatterbox-turbo:anna',
      name: 'anna (Chatterbox Turbo)',
      languages: ['en'],
      engine: 'chatterbox-turbo',
      models: ['auto', 'chatterbox', 'chatterbox-turbo'],
    });
  });

  it('speak when nobody names another; each language has the first that speaks it', async () => {
    const voiceOf = async (body: object) => (await spoken(server, body)).headers.get('starling-voice');
    expect(await voiceOf({})).toBe('chatterbox-turbo:default');
    expect(await voiceOf({ voice: 'alloy', model: 'tts-1' })).toBe('chatterbox-turbo:default');
    expect(await voiceOf({ model: 'chatterbox', language: 'fr' })).toBe('chatterbox-multilingual:default');
    expect(await voiceOf({ model: 'chatterbox-english' })).toBe('chatterbox-english:default');
    expect(await voiceOf({ voice: 'chatterbox-nano:anna' })).toBe('chatterbox-nano:anna');
    expect(await voiceOf({ model: 'builtin' })).toBe('rms');
  });

  it.each([{ model: 'chatterbox-turbo' }, { voice: 'chatterbox-english:anna' }])(
    'refuse a language that they do not speak: %j',
    async (body) => {
      const response = await server.speech({ input, language: 'fr', ...body });
      await expectError(response, 400, 'language_not_supported', 'language');
    },
  );

  it('read a text in its language, also where the voice is named and speaks several', async () => {
    const voice = 'chatterbox-multilingual:default';
    const french = 'Les petits oiseaux chantent dans les vieux arbres toute la journée.';
    for (const [language, text] of [
      ['en', input],
      ['fr', french],
    ]) {
      const body = { input: text, voice, seed: 1 };
      const [guessed, told, other] = await Promise.all(
        [{}, { language }, { language: 'de' }].map((each) => pcmOf(server, { ...body, ...each })),
      );
      expect(guessed!.equals(told!), language).toBe(true);
      expect(guessed!.equals(other!), language).toBe(false);
    }
  });

  it('speak with the voice that is asked for', async () => {
    for (const variant of variants) {
      const [one, other] = await Promise.all(
        ['default', 'anna'].map((name) => pcmOf(server, { voice: `${engineIdOf(variant)}:${name}`, seed: 1 })),
      );
      expect(one!.equals(other!)).toBe(false);
    }
  });
});

describe.each(variants.map(engineIdOf))('%s', (model) => {
  it('speaks every format', async () => {
    const said = await decodeAs('pcm', await pcmOf(server, { model, seed: 7 }), 24_000);
    expect(said.length).toBeGreaterThan(10_000);
    expect(said.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeGreaterThan(0.01);
    const lossy = ['mp3', 'opus', 'aac'] as const;
    await Promise.all(
      [...lossy, ...(['flac', 'wav'] as const)].map(async (format) => {
        const { pcm: file } = await spoken(server, { model, seed: 7, response_format: format });
        const heard = await decodeAs(format, file, 24_000);
        // Encoders add up to two frames.
        expect(Math.abs(heard.length - said.length), format).toBeLessThan(0.15 * 24_000);
        if (format === 'flac' || format === 'wav') expect(signalToNoise(said, heard), format).toBe(Infinity);
      }),
    );
  });

  it('gives the same bytes for a seed, alone or among sixteen others, and others for another', async () => {
    const alone = await pcmOf(server, { model, seed: 11 });
    const crowd = await Promise.all(Array.from({ length: 17 }, (_, seed) => spoken(server, { model, seed: seed + 1 })));
    expect(crowd[10]!.pcm.equals(alone)).toBe(true);
    expect(new Set(crowd.map(({ pcm }) => pcm.toString('base64'))).size).toBe(17);
    const named = Number((await spoken(server, { model })).headers.get('starling-seed'));
    expect(Number.isInteger(named)).toBe(true);
    await untilFree(server, model);
  });

  it('decodes a sentence in pieces while its tokens come', async () => {
    const pieces = () => server.metric(`starling_stage_seconds_count{engine="${model}",stage="vocoder"}`);
    const before = (await pieces()) || 0;
    await pcmOf(server, { model, seed: 5 });
    expect((await pieces()) - before).toBeGreaterThanOrEqual(2);
  });

  it('tells the metrics what it did', async () => {
    await pcmOf(server, { model });
    const texts = (await server.parts.metrics.registry.metrics()).split('\n');
    const names = [
      ...['starling_decode_step_seconds_count', 'starling_batch_rows_count', 'starling_kv_bytes'].map(
        (name) => `${name}{engine="${model}"`,
      ),
      ...['prefill', 'flow-encoder', 'flow-step', 'vocoder'].map(
        (stage) => `starling_stage_seconds_count{engine="${model}",stage="${stage}"`,
      ),
    ];
    for (const name of names)
      expect(
        texts.some((line) => line.startsWith(name)),
        name,
      ).toBe(true);
    await untilFree(server, model);
    expect(await server.metric(`starling_kv_bytes{engine="${model}",state="free"}`)).toBeGreaterThan(0);
  });
});

describe('what a request may ask of them', () => {
  const all = {
    ...{ temperature: 0.3, exaggeration: 1.5, cfg_weight: 0.1, top_p: 0.2, min_p: 0.9, repetition_penalty: 3 },
  };

  it.each(Object.entries(all))('is %s in English', async (name, value) => {
    const body = { model: 'chatterbox-english', seed: 3 };
    const [plain, changed] = await Promise.all([spoken(server, body), spoken(server, { ...body, [name]: value })]);
    expect(changed.pcm.equals(plain.pcm)).toBe(false);
    expect(changed.headers.get('starling-ignored')).toBeNull();
  });

  it('is no guidance, no emotion and no min_p in Turbo, which says so', async () => {
    const body = { model: 'chatterbox-turbo', seed: 3 };
    const { exaggeration, cfg_weight, min_p, ...others } = all;
    const [plain, ignoring] = await Promise.all([
      spoken(server, body),
      spoken(server, { ...body, exaggeration, cfg_weight, min_p }),
    ]);
    expect(ignoring.headers.get('starling-ignored')).toBe('exaggeration, cfg_weight, min_p');
    expect(ignoring.pcm.equals(plain.pcm)).toBe(true);
    for (const [name, value] of Object.entries(others)) {
      const changed = await spoken(server, { ...body, [name]: value });
      expect(changed.pcm.equals(plain.pcm), name).toBe(false);
      expect(changed.headers.get('starling-ignored')).toBeNull();
    }
  });
});

describe('many listeners', () => {
  it('each hear what they would alone', async () => {
    const model = 'chatterbox-english';
    const bodies = Array.from({ length: 40 }, (_, index) => ({
      ...{ model, seed: index, input: `${index} ${input.slice(index % 20)}` },
    }));
    const crowd = await Promise.all(bodies.map((body) => pcmOf(server, body)));
    for (const [index, body] of bodies.entries()) {
      expect((await pcmOf(server, body)).equals(crowd[index]!), `listener ${index}`).toBe(true);
    }
    await untilFree(server, model);
  });

  it.each(['chatterbox-turbo', 'chatterbox-english'])('of many voices of %s each hear the own', async (model) => {
    const bodies = [...names, ...names].map((name, seed) => ({ voice: `${model}:${name}`, seed }));
    const alone: Buffer[] = [];
    for (const body of bodies) alone.push(await pcmOf(server, body));
    const crowd = await Promise.all(bodies.map((body) => pcmOf(server, body)));
    expect(crowd.map((pcm, index) => pcm.equals(alone[index]!))).toEqual(bodies.map(() => true));
    expect(new Set(alone.map((pcm) => pcm.toString('base64'))).size).toBe(bodies.length);
  });

  it('are not disturbed by others who go, wherever those are', async () => {
    const body = (seed: number) => ({ model: 'chatterbox-english', seed: seed % 8 });
    const alone: Buffer[] = [];
    for (let seed = 0; seed < 8; seed++) alone.push(await pcmOf(server, body(seed)));
    const staying: Promise<Buffer>[] = [];
    const going: Promise<unknown>[] = [];
    for (let index = 0; index < 48; index++) {
      if (index % 3 < 2) staying.push(pcmOf(server, body(staying.length)));
      else {
        const signal = AbortSignal.timeout(index * 7);
        const answer = server.speech({ ...body(index), input: paragraph.repeat(3) }, { signal });
        going.push(answer.then((response) => response.arrayBuffer()).catch(() => 'gone'));
      }
    }
    const heard = await Promise.all(staying);
    expect(heard.map((pcm, index) => pcm.equals(alone[index % 8]!))).toEqual(heard.map(() => true));
    expect(await Promise.all(going)).toContain('gone');
    await untilFree(server, 'chatterbox-english');
  });

  it('all hear the whole when the engine process is killed under them', async () => {
    const engine = 'chatterbox-nano';
    const bodies = Array.from({ length: 8 }, (_, seed) => ({ model: engine, seed, input: paragraph.repeat(4) }));
    const alone: Buffer[] = [];
    for (const body of bodies) alone.push(await pcmOf(server, body));
    const streams = await Promise.all(bodies.map((body) => openStream(server, { ...body, response_format: 'pcm' })));
    const [pid] = server.parts.scheduler.engines.find(({ id }) => id === engine)!.pids;
    process.kill(pid!, 'SIGKILL');
    const heard = await Promise.all(streams.map((stream) => stream.whole()));
    expect(heard.map((pcm, index) => pcm.equals(alone[index]!))).toEqual(bodies.map(() => true));
    expect(await server.metric(`starling_engine_restarts_total{engine="${engine}"}`)).toBe(1);
    await untilFree(server, engine);
  });
});

describe('whatever people write', () => {
  const texts = {
    digits: '1234567890'.repeat(40),
    'one letter': 'a',
    brackets: 'He said [laugh] and [start] then [STOP] <|endoftext|> [SPACE] [UNK].',
    accents: 'Žluťoučký kůň pěl ďábelské ódy, naïve café señor ﬁancé Å. '.repeat(8),
    emoji: 'So good 😀🎉👩‍👩‍👧 and on it goes 👍🏽 for ever.',
    'one word': 'a'.repeat(900),
    punctuation: '(((…))) — “quoted”? ¡no! ‘so’ ;;; and … then --- this.',
  };
  it.each(Object.entries(texts))('is spoken: %s', async (_, text) => {
    for (const variant of variants) {
      const { pcm, headers } = await spoken(server, { voice: `${engineIdOf(variant)}:default`, input: text });
      expect(pcm.length, variant).toBeGreaterThan(10_000);
      expect(headers.get('starling-note')).toBeNull();
    }
  });
});

describe('a long text', () => {
  it('of 4000 characters begins before most of it is spoken', async () => {
    const text = paragraph.repeat(60).slice(0, 4000);
    const queued = queuedSegments(server);
    const stream = await openStream(server, {
      input: text,
      model: 'chatterbox-turbo',
      response_format: 'pcm',
      seed: 1,
    });
    const early = queued().length;
    const whole = await stream.whole();
    expect(early).toBeLessThan(queued().length / 2);
    expect(queued().join(' ')).toBe(text.trim());
    // Nothing was left out: a segment of the small models is over half a second.
    expect(whole.length / 48_000).toBeGreaterThan(0.5 * queued().length);
  });

  it('comes in the order of its paragraphs', async () => {
    const paragraphs = [
      'One is where it begins.',
      'Two is what comes then.',
      'Three goes on with it.',
      'Four is how it ends.',
    ];
    const upTo = (count: number) => paragraphs.slice(0, count).join('\n\n');
    const texts = await Promise.all(
      [1, 2, 3, 4].map((count) => pcmOf(server, { input: upTo(count), model: 'chatterbox-english', seed: 4 })),
    );
    for (const [index, shorter] of texts.slice(0, -1).entries()) {
      const longer = texts[index + 1]!;
      // The pause at the end is shorter than one between paragraphs.
      expect(longer.subarray(0, shorter.length).equals(shorter), `${index + 1} paragraphs`).toBe(true);
      expect(longer.length).toBeGreaterThan(shorter.length + 24_000);
    }
  });
});

describe('with a slot for one', () => {
  const narrow = new ModelFolder();
  let own: TestServer;
  const engine = 'chatterbox-english';
  beforeAll(async () => {
    narrow.withChatterbox('english');
    const modelMemoryMb = memoryForSlots(narrow.modelDir, 'english', 1) / 2 ** 20;
    const settings = { ...narrow.settings, ...roomy, modelMemoryMb };
    own = await startServer({ real: [engine], settings });
  });
  afterAll(async () => {
    await own[Symbol.asyncDispose]();
    narrow[Symbol.dispose]();
  });
  const long = paragraph.repeat(40);

  it('a listener who goes leaves it to the next, who hears only the own audio', async () => {
    expect(await own.metric(`starling_slots{engine="${engine}",state="free"}`)).toBe(1);
    const alone = await pcmOf(own, { seed: 9 });
    await untilFree(own, engine);
    const queued = queuedSegments(own);
    const before = await own.metric('starling_cancelled_total');
    for (let round = 1; round <= 3; round++) {
      const abort = new AbortController();
      const stream = await openStream(own, { input: long, response_format: 'pcm' }, { signal: abort.signal });
      const next = pcmOf(own, { seed: 9 });
      await until('both are inside', () => own.parts.lifecycle.active === 2);
      abort.abort();
      await expect(stream.whole()).rejects.toThrow('aborted');
      expect((await next).equals(alone)).toBe(true);
      await untilFree(own, engine);
      expect(await own.metric('starling_cancelled_total')).toBe(before + round);
    }
    // Three times forty sentences were asked for.
    expect(queued().length).toBeLessThan(60);
    expect(own.log.some((line) => line.includes('segment-failed'))).toBe(false);
  });

  it('listeners who go at once, before their turn too, leave nothing behind', async () => {
    const abort = new AbortController();
    const gone = Array.from({ length: 6 }, () => own.speech({ input: long }, { signal: abort.signal }));
    const outcomes = Promise.allSettled(gone.map(async (each) => (await each).arrayBuffer()));
    await until(
      'one of them is spoken',
      async () => (await own.metric(`starling_slots{engine="${engine}",state="busy"}`)) === 1,
    );
    abort.abort();
    expect((await outcomes).map(({ status }) => status)).toEqual(gone.map(() => 'rejected'));
    await untilFree(own, engine);
    expect(await own.metric('starling_queue_segments')).toBe(0);
    expect(own.parts.lifecycle.active).toBe(0);
  });
});

describe('a model that nobody uses', () => {
  it('is unloaded, and says the same when it is back', async () => {
    using models = new ModelFolder().withChatterbox('english');
    const settings = { ...models.settings, ...roomy, modelIdleSeconds: 0.2 };
    await using own = await startServer({ real: ['chatterbox-english'], settings });
    const logged = (message: string) => own.log.filter((line) => line.includes(message)).length;
    const before = await pcmOf(own, { seed: 2 });
    await until('it is unloaded', () => logged('model-unloaded') === logged('model-loaded'));
    expect(await own.metric('starling_kv_bytes{engine="chatterbox-english",state="free"}')).toBe(0);
    const loads = logged('model-loaded');
    expect((await pcmOf(own, { seed: 2 })).equals(before)).toBe(true);
    expect(logged('model-loaded')).toBe(loads + 1);
  });
});

describe.each(['high', 'fast'] as const)('with the quality %s', (quality) => {
  it('speaks otherwise, and the same for a seed', async () => {
    const settings = { ...folder.settings, ...roomy, quality };
    await using own = await startServer({ real: ['chatterbox-turbo', 'chatterbox-english'], settings });
    const [balanced, one, two, turbo] = await Promise.all([
      ...[server, own, own].map((each) => pcmOf(each, { model: 'chatterbox-english', seed: 2 })),
      pcmOf(own, { model: 'chatterbox-turbo', seed: 2 }),
    ]);
    expect(one!.equals(two!)).toBe(true);
    expect(one!.equals(balanced)).toBe(false);
    expect(turbo!.length).toBeGreaterThan(10_000);
  });
});

describe('what is wrong in the model folder', () => {
  it('is told with its file, and keeps a good model from nothing', async () => {
    using mixed = new ModelFolder();
    for (const variant of ['turbo', 'english', 'multilingual'] as const)
      mixed.withChatterbox(variant, { defaultVoice: true });
    truncateSync(path.join(mixed.modelDir, 'chatterbox-english/onnx/language_model.onnx'), 5000);
    writeFileSync(path.join(mixed.modelDir, 'chatterbox-multilingual/tokenizer.json'), '{');
    const real = ['turbo', 'english', 'multilingual'].map((variant) => engineIdOf(variant as Variant));
    await using own = await startServer({ real, settings: { ...mixed.settings, ...roomy } });
    expect((await pcmOf(own, { model: 'chatterbox' })).length).toBeGreaterThan(10_000);
    const models = (await json(own, '/v1/models'))['data'] as { id: string; state: string; reason: string }[];
    const stateOf = (id: string) => models.find((model) => model.id === id);
    expect(stateOf('chatterbox')?.state).toBe('ready');
    expect(stateOf('chatterbox-english')).toMatchObject({
      state: 'unavailable',
      reason: expect.stringMatching(
        /chatterbox-english\/onnx\/language_model\.onnx: this is no valid ONNX model.*download it again/isu,
      ) as string,
    });
    expect(stateOf('chatterbox-multilingual')).toMatchObject({
      state: 'unavailable',
      reason: expect.stringMatching(
        /chatterbox-multilingual\/tokenizer\.json is no tokenizer.*download it again/isu,
      ) as string,
    });
    expect(JSON.stringify(models)).not.toContain(mixed.modelDir);
    const message = await expectError(
      await own.speech({ input, model: 'chatterbox-english' }),
      503,
      'engine_unavailable',
    );
    expect(message).toContain('language_model.onnx');
  });

  it('are clips that are none, and too little memory', async () => {
    using models = new ModelFolder().withChatterbox('english').withChatterbox('nano');
    const voices = path.join(models.modelDir, 'chatterbox-english', 'voices');
    mkdirSync(voices);
    writeFileSync(path.join(voices, 'noise.wav'), 'no sound');
    const modelMemoryMb = memoryForSlots(models.modelDir, 'english', 1) / 2 ** 20;
    const settings = { ...models.settings, ...roomy, modelMemoryMb: 2 * modelMemoryMb };
    await using own = await startServer({ real: ['chatterbox-english', 'chatterbox-nano'], settings });
    expect((await pcmOf(own, { model: 'chatterbox' })).length).toBeGreaterThan(10_000);
    const clip = await own.speech({ input, voice: 'chatterbox-english:noise' });
    expect(await expectError(clip, 404, 'voice_not_found', 'voice')).toContain(
      'chatterbox-english/voices/noise.wav is no clip',
    );
    const large = await own.speech({ input, model: 'chatterbox-nano' });
    const message = await expectError(large, 503, 'engine_unavailable');
    expect(message).toMatch(/chatterbox-nano takes about \d+ MiB, .* Set modelMemoryMb higher/u);
  });

  it('is a Turbo without a voice only where no other model has one', async () => {
    using silent = new ModelFolder().withChatterbox('turbo');
    await using alone = await startServer({
      real: ['chatterbox-turbo', 'flite'],
      settings: { ...silent.settings, ...roomy },
    });
    const message = await expectError(
      await alone.speech({ input, model: 'chatterbox-turbo' }),
      503,
      'engine_unavailable',
    );
    expect(message).toContain('Put a recording of 6 to 15 s of one speaker as NAME.wav into chatterbox-turbo/voices.');

    expect((await spoken(alone, {})).headers.get('starling-voice')).toBe('rms');

    silent.withChatterbox('english');
    await using lent = await startServer({ real: ['chatterbox-turbo'], settings: { ...silent.settings, ...roomy } });
    const { pcm, headers } = await spoken(lent, { model: 'chatterbox-turbo' });
    expect([headers.get('starling-voice'), pcm.length > 10_000]).toEqual(['chatterbox-turbo:default', true]);
  });
});

describe('Chinese', () => {
  const chinese = '今天天气很好，我们去公园散步吧。';
  /** Gives the small tokenizer what the published one has for Chinese. */
  const writeCodes = (modelFolder: string) => {
    const file = path.join(modelFolder, 'tokenizer.json');
    const tokenizer = JSON.parse(readFileSync(file, 'utf8')) as { added_tokens: Record<string, unknown>[] };
    const [example] = tokenizer.added_tokens;
    const codes = [...'abcdefghijklmnopqrstuvwxyz0123456789.'].map((part, index) => ({
      ...{ ...example, id: 750 + index, content: `[cj_${part}]` },
    }));
    writeFileSync(file, JSON.stringify({ ...tokenizer, added_tokens: [...tokenizer.added_tokens, ...codes] }));
  };

  it('is spoken with its table, and without it the answer says what is missing', async () => {
    using models = new ModelFolder().withChatterbox('multilingual');
    const modelFolder = path.join(models.modelDir, 'chatterbox-multilingual');
    writeCodes(modelFolder);
    const body = { input: chinese, model: 'chatterbox-multilingual', seed: 1 };
    const options = { real: ['chatterbox-multilingual'], settings: { ...models.settings, ...roomy } };
    {
      await using without = await startServer(options);
      const response = await without.speech(body);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await response.text()).toContain('Cangjie5_TC.json');
    }
    writeFileSync(
      path.join(modelFolder, 'Cangjie5_TC.json'),
      JSON.stringify(['今\toinn', '天\tmk', '气\tomn', '我\thqi']),
    );
    await using own = await startServer(options);
    const { pcm, headers } = await spoken(own, body);
    expect([headers.get('starling-voice'), pcm.length > 10_000]).toEqual(['chatterbox-multilingual:default', true]);
  });
});

describe.skipIf(process.platform !== 'linux')('a stop signal', () => {
  it('lets a stream finish', async () => {
    using models = new ModelFolder().withChatterbox('turbo', { defaultVoice: true });
    const main = path.join(import.meta.dirname, '../src/main.ts');
    const flags = ['serve', '--port', '0', '--model-dir', models.modelDir, '--cache-dir', models.cacheDir];
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...flags], {
      stdio: ['ignore', 'pipe', 'ignore'],
      cwd: models.modelDir,
    });
    const exited = once(child, 'exit');
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    try {
      await until('it is ready', () => output.includes('"msg":"ready"'), 30_000);
      const port = /"port":(\d+),"msg":"ready"/u.exec(output)?.[1];
      const ask = () =>
        fetch(`http://127.0.0.1:${port}/v1/audio/speech`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ input: paragraph.repeat(10), response_format: 'pcm', seed: 6 }),
        });
      const undisturbed = Buffer.from(await (await ask()).arrayBuffer());
      const stream = new OpenStream(await ask());
      await stream.more();
      child.kill('SIGTERM');
      await until('it drains', () => output.includes('"msg":"draining"'));
      expect((await ask()).status).toBe(503);
      expect((await stream.whole()).equals(undisturbed)).toBe(true);
      expect(await exited).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
  });
});
