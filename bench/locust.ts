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
 * agree within the noise of two runs of the same. Locust comes from Debian (python3-locust). Beside what the clients see stands what the
 * server itself tells of the same requests, and the processor time of the client, which it takes from the server.
 */
const bench = benchArguments();
const rounds = bench.quick ? 1 : 3;
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
  readonly ttfaMs: number;
  readonly ttfaP50Ms: number;
  readonly ttfaP95Ms: number;
  readonly failures: number;
  /** Processor seconds of the client in a second. */
  readonly clientCores: number;
}

interface Watched extends Measured {
  /** The server's own, over the warm-up too: from the request accepted to the first byte. */
  readonly serverTtfaMs: number;
}

/** What the server has told of first audio until now: how often, and how long together. */
async function firstAudio(url: string): Promise<{ count: number; seconds: number }> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const of = (name: string) =>
    Number(new RegExp(`^starling_ttfa_seconds_${name}\\{model="flite"\\} (.+)$`, 'mu').exec(metrics)?.[1] ?? 0);
  return { count: of('count'), seconds: of('sum') };
}

/** Runs a client and adds what the server saw meanwhile. */
async function watched(url: string, run: () => Promise<Measured>): Promise<Watched> {
  const before = await firstAudio(url);
  const measured = await run();
  const after = await firstAudio(url);
  return { ...measured, serverTtfaMs: ((after.seconds - before.seconds) / (after.count - before.count)) * 1000 };
}

async function byStarling(url: string, users: number, seed: number): Promise<Measured> {
  const options: LevelOptions = {
    ...{ url, key: undefined, pid: undefined, body: { model: 'flite', response_format: 'pcm' }, texts },
    ...{ warmUpSeconds: 5, durationSeconds: seconds, thinkSeconds, realtime: false, playerBufferSeconds: 5 },
    ...{ prebufferSeconds: 0.2, ttfaLimitSeconds: 1, timeoutSeconds: 60, maxOpen: 1000, seed },
  };
  const [cpuBefore, startedAt] = [process.cpuUsage(), performance.now()];
  const { requests, errors, latencyMs, ttfaMs, seconds: measured } = await runLevel({ kind: 'users', users }, options);
  const cpu = process.cpuUsage(cpuBefore);
  return {
    requestsPerSecond: requests / measured,
    ...{ latencyMs: latencyMs.average, latencyP50Ms: latencyMs.p50, latencyP95Ms: latencyMs.p95 },
    ...{ ttfaMs: ttfaMs.average, ttfaP50Ms: ttfaMs.p50, ttfaP95Ms: ttfaMs.p95 },
    failures: Object.values(errors).reduce((sum, count) => sum + count, 0),
    clientCores: (cpu.user + cpu.system) / 1000 / (performance.now() - startedAt),
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
  const startedAt = performance.now();
  let cores = Number.NaN;
  const watch = setInterval(() => {
    cores = cpuSeconds(child.pid) / ((performance.now() - startedAt) / 1000);
  }, 1000);
  const [error] = (await Promise.race([
    once(child, 'exit').then(() => []),
    once(child, 'error').catch((reason: unknown) => [reason]),
  ])) as unknown[];
  clearInterval(watch);
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
    ttfaMs: of('first audio', 'Average Response Time'),
    ...{ ttfaP50Ms: of('first audio', '50%'), ttfaP95Ms: of('first audio', '95%') },
    failures: of('headers', 'Failure Count'),
    clientCores: cores,
  };
}

/** Processor seconds that a process has used; 100 ticks a second, the 14th and 15th field of its `stat` (proc(5)). */
function cpuSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN; // It has just ended.
  }
}

const shown = (value: number): string => value.toFixed(value < 10 ? 2 : 0);

const results: Record<string, unknown> = {};
const server = await startServer({ STARLING_ENGINE_PROCESSES: '1' });
for (const users of [10, 50]) {
  const ours: Watched[] = [];
  const theirs: Watched[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await watched(server.url, () => byStarling(server.url, users, round)));
    theirs.push(await watched(server.url, () => byLocust(server.url, users)));
  }
  console.log(`\n${users} users, medians of ${rounds}        starling bench      locust   ratio`);
  for (const name of Object.keys(ours[0] as Watched) as (keyof Watched)[]) {
    const [a, b] = [ours, theirs].map((all) => median(all.map((each) => each[name]))) as [number, number];
    console.log(
      `  ${name.padEnd(26)}${shown(a).padStart(20)}${shown(b).padStart(12)}${(a / b).toFixed(2).padStart(8)}`,
    );
  }
  results[users] = { ours, theirs };
}
console.log(`exit status after SIGTERM: ${await server.stop()}`);
rmSync(folder, { recursive: true, force: true });
report('locust', results, bench);
