import { createHash } from 'node:crypto';
import { BareEngine, benchArguments, median, percentile, report, sentences, speech, startServer } from './harness.ts';

/**
 * What serving costs: time to first audio for one user, throughput through HTTP as a share of the bare engine's in the
 * same run, and many users at once with every file checked. One engine process each, as on a small machine.
 */
const bench = benchArguments();
const subjects = [
  { engine: 'flite', voice: 'rms', language: 'en', aimMs: 60 },
  { engine: 'espeak', voice: 'espeak-en-us', language: 'en-us', aimMs: 25 },
];
const pcmBytesPerSecond = 24_000 * 2;

async function firstAudio(url: string, engine: string): Promise<{ p50: number; p95: number }> {
  const times: number[] = [];
  const rounds = bench.quick ? 20 : 100;
  for (let round = -5; round < rounds; round++) {
    const { ttfaMs } = await speech(url, { model: engine, input: sentences[(round + 8) % sentences.length] });
    if (round >= 0) times.push(ttfaMs);
  }
  return { p50: median(times), p95: percentile(times, 0.95) };
}

/** Audio seconds a second, alternating between the bare engine and four HTTP clients, so that noise hits both. */
async function throughput(url: string, { engine, voice, language }: (typeof subjects)[number], format: string) {
  const bare = new BareEngine(engine);
  await bare.ready();
  const count = bench.quick ? 16 : 64;
  const texts = Array.from({ length: count }, (_, index) => sentences[index % sentences.length] as string);
  const rates = { alone: [] as number[], http: [] as number[] };
  // What reaches the client is trimmed and joined; it is compared by the same text's length from the bare engine.
  let audioSeconds = 0;
  for (let round = -1; round < (bench.quick ? 3 : 7); round++) {
    let startedAt = performance.now();
    audioSeconds = 0;
    for (const text of texts) audioSeconds += await bare.speak(text, voice, language);
    const aloneSeconds = (performance.now() - startedAt) / 1000;
    startedAt = performance.now();
    const queue = [...texts];
    const client = async () => {
      for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
        const { status } = await speech(url, { model: engine, voice, input: text, response_format: format });
        if (status !== 200) throw new Error(`status ${status}`);
      }
    };
    await Promise.all([client(), client(), client(), client()]);
    const httpSeconds = (performance.now() - startedAt) / 1000;
    if (round < 0) continue;
    rates.alone.push(audioSeconds / aloneSeconds);
    rates.http.push(audioSeconds / httpSeconds);
  }
  await bare.stop();
  const ratios = rates.http.map((rate, index) => rate / (rates.alone[index] as number));
  return { alone: median(rates.alone), http: median(rates.http), ratio: median(ratios) };
}

/** Users who ask again and again; each answer must be byte for byte the one that a lone user got. */
async function manyUsers(url: string) {
  const users = bench.quick ? 20 : 100;
  const seconds = bench.quick ? 5 : 60;
  const formats = ['pcm', 'mp3', 'flac'];
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const expected = new Map<string, string>();
  for (const input of sentences) {
    for (const response_format of formats) {
      expected.set(response_format + input, digest((await speech(url, { input, response_format })).bytes));
    }
  }
  const latencies: number[] = [];
  const ttfas: number[] = [];
  const failures: Record<string, number> = {};
  let audioSeconds = 0;
  const endAt = performance.now() + seconds * 1000;
  const user = async (number: number) => {
    for (let turn = number; performance.now() < endAt; turn++) {
      const input = sentences[turn % sentences.length] as string;
      const response_format = formats[turn % formats.length] as string;
      const outcome = await speech(url, { input, response_format }).catch((error: unknown) => String(error));
      const failure =
        typeof outcome === 'string'
          ? outcome
          : outcome.status !== 200
            ? `status ${outcome.status}`
            : digest(outcome.bytes) === expected.get(response_format + input)
              ? undefined
              : 'other bytes than alone';
      if (failure) failures[failure] = (failures[failure] ?? 0) + 1;
      else if (typeof outcome !== 'string') {
        latencies.push(outcome.totalMs);
        ttfas.push(outcome.ttfaMs);
        if (response_format === 'pcm') audioSeconds += (outcome.bytes.length / pcmBytesPerSecond) * formats.length;
      }
    }
  };
  await Promise.all(Array.from({ length: users }, (_, number) => user(number)));
  return {
    users,
    seconds,
    requests: latencies.length,
    failures,
    latencyP50: median(latencies),
    latencyP95: percentile(latencies, 0.95),
    ttfaP50: median(ttfas),
    ttfaP95: percentile(ttfas, 0.95),
    audioSecondsPerSecond: audioSeconds / seconds,
  };
}

const server = await startServer({ STARLING_ENGINE_PROCESSES: '1' });
const results: Record<string, unknown> = {};
for (const subject of subjects) {
  const { engine, aimMs } = subject;
  const first = await firstAudio(server.url, engine);
  console.log(
    `${engine}: first audio p50 ${first.p50.toFixed(1)} ms, p95 ${first.p95.toFixed(1)} ms (aim p50 ≤ ${aimMs} ms)`,
  );
  const through: Record<string, unknown> = {};
  for (const format of ['pcm', 'mp3']) {
    const rates = await throughput(server.url, subject, format);
    through[format] = rates;
    console.log(
      `${engine}: ${rates.http.toFixed(0)} s of audio a second through HTTP as ${format}, ${rates.alone.toFixed(0)} alone: ` +
        `ratio ${rates.ratio.toFixed(2)} (aim ≥ 0.9)`,
    );
  }
  results[engine] = { firstAudio: first, throughput: through };
}
const many = await manyUsers(server.url);
results['manyUsers'] = many;
console.log(
  `${many.users} users for ${many.seconds} s: ${many.requests} requests, failures ${JSON.stringify(many.failures)}, ` +
    `latency p50 ${many.latencyP50.toFixed(0)} ms, p95 ${many.latencyP95.toFixed(0)} ms, first audio p95 ${many.ttfaP95.toFixed(0)} ms, ` +
    `${many.audioSecondsPerSecond.toFixed(0)} s of audio a second`,
);
console.log(`exit status after SIGTERM: ${await server.stop()}`);
report('serve', results, bench);
