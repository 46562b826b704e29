import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runLevel, type LevelOptions } from '../src/load/level.ts';
import { builtinTexts } from '../src/load/texts.ts';
import { benchArguments, median, report, root, startServer } from './harness.ts';

/**
 * The load generator against Locust, which this field knows: the same server, texts, users and pauses, in turns. What they measure must
 * agree within the noise of two runs of the same. Locust comes from Debian (python3-locust).
 */
const bench = benchArguments();
const rounds = bench.quick ? 1 : 2;
const seconds = bench.quick ? 10 : 30;
const thinkSeconds = 1;
const texts = builtinTexts('en');
const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-locust-'));
const textsFile = path.join(folder, 'texts.txt');
writeFileSync(textsFile, texts.join('\n'));

interface Measured {
  readonly requestsPerSecond: number;
  readonly latencyMs: number;
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  readonly ttfaP50Ms: number;
  readonly ttfaP95Ms: number;
  readonly failures: number;
}

async function byStarling(url: string, users: number, seed: number): Promise<Measured> {
  const options: LevelOptions = {
    ...{ url, key: undefined, pid: undefined, body: { model: 'flite', response_format: 'pcm' }, texts },
    ...{ warmUpSeconds: 5, durationSeconds: seconds, thinkSeconds, realtime: false, playerBufferSeconds: 5 },
    ...{ prebufferSeconds: 0.2, ttfaLimitSeconds: 1, timeoutSeconds: 60, maxOpen: 1000, seed },
  };
  const { requests, errors, latencyMs, ttfaMs, seconds: measured } = await runLevel({ kind: 'users', users }, options);
  return {
    requestsPerSecond: requests / measured,
    ...{ latencyMs: latencyMs.average, latencyP50Ms: latencyMs.p50, latencyP95Ms: latencyMs.p95 },
    ...{ ttfaP50Ms: ttfaMs.p50, ttfaP95Ms: ttfaMs.p95 },
    failures: Object.values(errors).reduce((sum, count) => sum + count, 0),
  };
}

async function byLocust(url: string, users: number): Promise<Measured> {
  const prefix = path.join(folder, 'locust');
  const arguments_ = [
    ...['-f', path.join(root, 'bench/locustfile.py'), '--headless', '--host', url, '--csv', prefix, '--reset-stats'],
    ...['--users', String(users), '--spawn-rate', String(Math.ceil(users / 5)), '--run-time', `${seconds + 5}s`],
  ];
  const environment = { ...process.env, MODEL: 'flite', TEXTS: textsFile, THINK_SECONDS: String(thinkSeconds) };
  const child = spawn('locust', arguments_, { env: environment, stdio: ['ignore', 'ignore', 'ignore'] });
  const [error] = (await Promise.race([
    once(child, 'exit').then(() => []),
    once(child, 'error').catch((reason: unknown) => [reason]),
  ])) as unknown[];
  if (error) throw new Error('Locust cannot be run; on Debian: apt-get install python3-locust.');
  const rows = new Map(
    readFileSync(`${prefix}_stats.csv`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','))
      .map((cells, _, [head]) => [cells[1] ?? '', new Map(head?.map((name, index) => [name, Number(cells[index])]))]),
  );
  const of = (row: string, column: string) => rows.get(row)?.get(column) ?? Number.NaN;
  return {
    requestsPerSecond: of('speech', 'Requests/s'),
    latencyMs: of('speech', 'Average Response Time'),
    ...{ latencyP50Ms: of('speech', '50%'), latencyP95Ms: of('speech', '95%') },
    ...{ ttfaP50Ms: of('first audio', '50%'), ttfaP95Ms: of('first audio', '95%') },
    failures: of('headers', 'Failure Count'),
  };
}

const results: Record<string, unknown> = {};
const server = await startServer({ STARLING_ENGINE_PROCESSES: '1' });
for (const users of [10, 50]) {
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await byStarling(server.url, users, round));
    theirs.push(await byLocust(server.url, users));
  }
  console.log(`\n${users} users, medians of ${rounds}        starling bench      locust   ratio`);
  for (const name of Object.keys(ours[0] as Measured) as (keyof Measured)[]) {
    const [a, b] = [ours, theirs].map((all) => median(all.map((each) => each[name]))) as [number, number];
    console.log(
      `  ${name.padEnd(26)}${a.toFixed(1).padStart(20)}${b.toFixed(1).padStart(12)}${(a / b).toFixed(2).padStart(8)}`,
    );
  }
  results[users] = { ours, theirs };
}
console.log(`exit status after SIGTERM: ${await server.stop()}`);
rmSync(folder, { recursive: true, force: true });
report('locust', results, bench);
