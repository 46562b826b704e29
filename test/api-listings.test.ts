import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from './fixtures/answers.ts';
import { startServer, until, type TestServer } from './fixtures/server.ts';

/** api.md, "The rest": listings, health and metrics. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => server[Symbol.asyncDispose]());

async function json(url: string, of: TestServer = server): Promise<Record<string, never>> {
  const response = await fetch(of.url + url);
  expect([url, response.status]).toEqual([url, 200]);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return (await response.json()) as Record<string, never>;
}

const flite = {
  id: 'flite',
  object: 'model',
  created: expect.any(Number) as number,
  owned_by: 'starling',
  name: 'flite (US English)',
  languages: ['en-us', 'en'],
  sample_rate: 16_000,
  voices: ['rms', 'awb', 'slt'],
  state: 'ready',
  reason: null,
  properties: {},
};

describe('models', () => {
  it("are listed in OpenAI's shape, with languages, sample rate, voices and state", async () => {
    const list = (await json('/v1/models')) as unknown as { object: string; data: (typeof flite)[] };
    expect(Object.keys(list)).toEqual(['object', 'data']);
    expect(list.object).toBe('list');
    expect(list.data.map(({ id }) => id)).toEqual(['builtin', 'flite', 'espeak']);
    expect(list.data[1]).toEqual(flite);
    // Seconds since 1970, as OpenAI has it.
    for (const { created } of list.data) expect(Math.abs(created - Date.now() / 1000)).toBeLessThan(3600);
  });

  it('are described one by one, the default one under its aliases too', async () => {
    expect(await json('/v1/models/flite')).toEqual(flite);
    for (const alias of ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'gpt-4o-mini-tts-2025-12-15']) {
      expect(await json(`/v1/models/${alias}`)).toMatchObject({ id: 'builtin' });
    }
  });

  it.each(['nothing', '..%2f..%2fetc%2fpasswd', '%00', 'a'.repeat(300), '__proto__', 'constructor'])(
    'that do not exist are a 404: %s',
    async (id) => {
      await expectError(await fetch(`${server.url}/v1/models/${id}`), 404, 'model_not_found', 'model');
    },
  );

  it('are listed for Open WebUI with id and name alone', async () => {
    const { models } = (await json('/v1/audio/models')) as unknown as { models: { id: string; name: string }[] };
    expect(models.map(({ id }) => id)).toEqual(['builtin', 'flite', 'espeak']);
    for (const model of models)
      expect(model).toEqual({ id: expect.any(String) as string, name: expect.stringMatching(/.+/) as string });
  });
});

describe('voices', () => {
  it('are listed with id, name, languages, engine and models', async () => {
    const { voices } = (await json('/v1/audio/voices')) as unknown as { voices: { id: string }[] };
    expect(voices.map(({ id }) => id)).toEqual(['rms', 'awb', 'slt', 'espeak-en-us', 'espeak-fr', 'espeak-zh']);
    expect(voices[2]).toEqual({
      id: 'slt',
      name: 'SLT',
      languages: ['en-us', 'en'],
      engine: 'flite',
      models: ['builtin', 'flite'],
    });
  });

  it('are all spoken by the models that claim them', async () => {
    const { voices } = (await json('/v1/audio/voices')) as unknown as { voices: { id: string; models: string[] }[] };
    for (const { id, models } of voices) {
      for (const model of models) {
        const response = await server.speech({ input: '.', voice: id, model });
        await response.arrayBuffer();
        expect([response.status, response.headers.get('starling-voice')]).toEqual([200, id]);
      }
    }
  });

  it('are described one by one', async () => {
    expect(await json('/v1/audio/voices/espeak-fr')).toMatchObject({
      id: 'espeak-fr',
      languages: ['fr'],
      engine: 'espeak',
    });
  });

  it.each(['nobody', 'builtin', 'flite', 'tts-1', '..%2f..', '%00', '__proto__'])(
    'that do not exist are a 404, model ids among them: %s',
    async (id) => {
      await expectError(await fetch(`${server.url}/v1/audio/voices/${id}`), 404, 'voice_not_found', 'voice');
    },
  );
});

it.each([
  '/v1/models',
  '/v1/models/flite',
  '/v1/audio/voices',
  '/v1/audio/voices/slt',
  '/v1/audio/models',
  '/health',
  '/health/live',
])('unknown query parameters of %s are ignored', async (url) => {
  expect(Object.keys(await json(`${url}?model=tts-1&limit=x&a[]=1&__proto__=2&%F0%9F%98%80=`))).toEqual(
    Object.keys(await json(url)),
  );
});

describe('health', () => {
  it('is live, ready, and in detail', async () => {
    expect(await json('/health/live')).toEqual({ status: 'live' });
    expect(await json('/health/ready')).toEqual({ status: 'ready' });
    expect(await json('/health')).toMatchObject({
      status: 'ready',
      uptimeSeconds: expect.any(Number) as number,
      activeRequests: 0,
      models: [
        { id: 'builtin', state: 'ready' },
        { id: 'flite', state: 'ready' },
        { id: 'espeak', state: 'ready' },
      ],
      engines: [
        { id: 'flite', state: 'ready', voices: 3 },
        { id: 'espeak', state: 'ready', voices: 3 },
      ],
    });
  });

  it('tells what is wrong with an engine and what to do', async () => {
    await using broken = await startServer({ host: 'absent-engine.ts' });
    expect(await json('/health', broken)).toMatchObject({
      status: 'model-unavailable',
      engines: [
        {
          id: 'flite',
          state: 'unavailable',
          voices: 0,
          reason: 'A library is missing.',
          remedy: 'Install the library.',
        },
        { id: 'espeak' },
      ],
    });
    expect(await json('/v1/models/flite', broken)).toMatchObject({
      state: 'unavailable',
      sample_rate: null,
      voices: [],
    });
  });
});

describe('metrics', () => {
  /** Those of api.md that this version has; batch rows, decode steps and the KV arena come with their engine. */
  const names = [
    ...['requests_total', 'ttfa_seconds', 'request_duration_seconds', 'rtf', 'audio_seconds_total'],
    ...['underrun_seconds_total', 'streams_without_gap_total', 'queue_segments', 'queue_work_seconds', 'slots'],
    ...['engine_restarts_total', 'rejected_total', 'cancelled_total'],
  ].map((name) => `starling_${name}`);
  const metrics = async () => (await fetch(`${server.url}/metrics`)).text();

  it('are in the text format of Prometheus, each with its type', async () => {
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    for (const name of names) expect(text).toMatch(new RegExp(`^# TYPE ${name} (counter|gauge|histogram)$`, 'm'));
    for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds']) {
      expect(text).toMatch(new RegExp(`^${name} [0-9.e+-]+$`, 'm'));
    }
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|[a-z][a-z0-9_]+(\{.*\})? \S+|)$/);
  });

  it('count requests by route, model and status, and measure them', async () => {
    const spoken = 'starling_requests_total{route="/v1/audio/speech",model="espeak",status="200"}';
    const refused = 'starling_requests_total{route="/v1/audio/speech",model="",status="400"}';
    const before = [
      (await server.metric(spoken)) || 0,
      (await server.metric(refused)) || 0,
      (await server.metric('starling_audio_seconds_total{model="espeak"}')) || 0,
    ];
    await (await server.speech({ input: 'Hello there.', model: 'espeak', response_format: 'pcm' })).arrayBuffer();
    await (await server.speech({ input: '' })).text();
    await until(
      'both are counted',
      async () => (await server.metric(spoken)) === before[0]! + 1 && (await server.metric(refused)) === before[1]! + 1,
    );
    // 12 characters at 0.05 s and the pause at the end.
    expect((await server.metric('starling_audio_seconds_total{model="espeak"}')) - before[2]!).toBeCloseTo(0.66, 2);
    const text = await metrics();
    expect(text).toMatch(/^starling_ttfa_seconds_count\{model="espeak"\} [1-9]/m);
    expect(text).toMatch(/^starling_rtf_count\{engine="espeak"\} [1-9]/m);
    expect(text).toMatch(/^starling_request_duration_seconds_count\{route="\/v1\/audio\/speech"\} [1-9]/m);
    expect(text).toMatch(/^starling_streams_without_gap_total [1-9]/m);
    expect(text).toMatch(/^starling_slots\{engine="espeak",state="free"\} 1$/m);
  });

  it('have no label that a client can fill', async () => {
    for (const url of ['/nothing/zebra', '/v1/models/zebra', '/v1/audio/voices/zebra', '/%ff/zebra'])
      await fetch(server.url + url);
    await (await server.speech({ input: 'zebra', model: 'zebra', voice: 'zebra' })).text();
    await until('all are counted', async () => (await metrics()).includes('route="none",model="",status="404"'));
    expect(await metrics()).not.toContain('zebra');
  });
});

describe('metricsPort', () => {
  it('takes the metrics off the main port, and serves them without a key', async () => {
    const ports = await Promise.all([freePort(), freePort()]);
    const [port, metricsPort] = ports.map(String) as [string, string];
    const flags = [
      'serve',
      '--port',
      port,
      '--metrics-port',
      metricsPort,
      '--api-keys',
      'key',
      '--engine-processes',
      '1',
    ];
    const main = path.join(import.meta.dirname, '../src/main.ts');
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...flags], {
      stdio: 'ignore',
      cwd: server.folder,
    });
    const exited = once(child, 'exit');
    try {
      const metrics = () => fetch(`http://127.0.0.1:${metricsPort}/metrics`).catch(() => undefined);
      await until('it listens', async () => (await metrics())?.status === 200);
      expect(await (await metrics())!.text()).toContain('# TYPE starling_requests_total counter');
      expect((await fetch(`http://127.0.0.1:${metricsPort}/v1/models`)).status).toBe(404);
      expect(
        (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: 'Bearer key' } })).status,
      ).toBe(404);
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
  });

  async function freePort(): Promise<number> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    return port;
  }
});
