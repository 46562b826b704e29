import { setTimeout as sleep } from 'node:timers/promises';
import { runLevel, type LevelOptions } from '../src/load/level.ts';
import { builtinTexts } from '../src/load/texts.ts';
import { benchArguments, median, report, startServer } from './harness.ts';
import { engineLimit, subjects } from './subjects.ts';

/**
 * A book of 100,000 characters at priority batch beside 20 users: what it costs them, and how far it gets. With the book and without it in
 * turns. `free`: users who leave half of the engine unused; `full`: users who ask for all of it and more.
 */
const bench = benchArguments();
const rounds = bench.quick ? 2 : 8;
const users = 20;
const texts = builtinTexts('en').filter(({ length }) => length < 150);
const book = Array.from({ length: 1000 }, (_, index) => builtinTexts('en')[index % 16])
  .join(' ')
  .slice(0, 100_000);
const bytesPerSecond = 2 * 24_000;

/** Asks for the book as a batch and counts the seconds of audio that arrive, until it is stopped. */
function readBook(url: string, model: string, voice: string) {
  const controller = new AbortController();
  let bytes = 0;
  const over = (async () => {
    while (!controller.signal.aborted) {
      const response = await fetch(`${url}/v1/audio/speech`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, voice, input: book, response_format: 'pcm', priority: 'batch' }),
        signal: controller.signal,
      });
      if (!response.ok) throw new Error(`The book was answered ${response.status}: ${await response.text()}`);
      for await (const part of response.body ?? []) bytes += (part as Uint8Array).length;
    }
  })().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return {
    get audioSeconds() {
      return bytes / bytesPerSecond;
    },
    stop: async () => {
      controller.abort();
      await over;
    },
  };
}

const results: Record<string, unknown> = {};
for (const subject of subjects({ quick: bench.quick, only: bench.only ?? ['flite', 'piper'] })) {
  const { model, voice } = subject.body;
  const limit = await engineLimit(subject, texts, bench.quick ? 5 : 20);
  const server = await startServer({ ...subject.environment, STARLING_MAX_INPUT_CHARS: '100000' });
  // A text takes about 6 s to say.
  const think = { free: (users * 6) / (limit * 0.5), full: 0 };
  for (const [load, thinkSeconds] of Object.entries(think)) {
    const options: LevelOptions = {
      ...{ url: server.url, key: undefined, pid: undefined, body: { model, voice, response_format: 'pcm' }, texts },
      ...{
        warmUpSeconds: 5,
        durationSeconds: bench.quick ? 10 : 20,
        thinkSeconds,
        realtime: false,
        playerBufferSeconds: 5,
      },
      ...{ prebufferSeconds: 0.2, ttfaLimitSeconds: 1, timeoutSeconds: 60, maxOpen: 1000 },
      seed: 1,
    };
    const without: number[] = [];
    const beside: number[] = [];
    const progress: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const withBook = round % 2 === 1;
      const reader = withBook ? readBook(server.url, model, voice) : undefined;
      const startedAt = performance.now();
      const level = await runLevel({ kind: 'users', users }, { ...options, seed: Math.floor(round / 2) });
      const failed = Object.entries(level.errors);
      if (failed.length > 0) console.log(`  errors: ${JSON.stringify(failed)}`);
      (withBook ? beside : without).push(level.ttfaMs.p95);
      if (reader) progress.push(reader.audioSeconds / ((performance.now() - startedAt) / 1000));
      await reader?.stop();
      await sleep(500);
    }
    const [a, b, p] = [median(without), median(beside), median(progress)];
    console.log(
      `${subject.name}, ${load}: 20 users, first audio p95 ${a.toFixed(0)} ms without the book, ${b.toFixed(0)} ms beside it: ` +
        `${(b / a).toFixed(2)} (aim ≤ 1.2); the book gets ${p.toFixed(1)} s of audio a second, ${((100 * p) / limit).toFixed(0)} % of the engine's ${limit.toFixed(0)} (aim ≥ 5 %)`,
    );
    results[`${subject.name}, ${load}`] = { limit, thinkSeconds, without, beside, progress };
  }
  console.log(`exit status after SIGTERM: ${await server.stop()}`);
}
report('book', results, bench);
