import type { BenchResult, Distribution, LevelResult, Load } from '../result.ts';

/** What a test says of a level; the rest follows from it. Times in milliseconds. */
export interface LevelFacts {
  readonly load: Load;
  readonly ttfa: readonly [p50: number, p95: number];
  readonly latency?: readonly [p50: number, p95: number];
  readonly errors?: Readonly<Record<string, number>>;
  /** By Little's law where absent. */
  readonly meanOpen?: number;
  readonly requests?: number;
  readonly gapFreeShare?: number;
}

export const thinkSeconds = 2;
const [seconds, audioSeconds] = [600, 8];

/** A level in which a user's time is latency and thinking, as Little's law wants it. */
export function levelOf(facts: LevelFacts): LevelResult {
  const { load, ttfa, latency = [8000, 8000], errors = {} } = facts;
  const latencyMs = distributionOf(latency);
  const rate = load.kind === 'rate' ? load.requestsPerSecond : load.users / (latencyMs.average / 1000 + thinkSeconds);
  const requests = facts.requests ?? Math.round(rate * seconds);
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  const well = requests - failed;
  return {
    load,
    seconds,
    requests,
    errors,
    latencyMs: { ...latencyMs, count: well },
    ttfaMs: { ...distributionOf(ttfa), count: well },
    rtf: { ...distributionOf([latency[0] / 1000 / audioSeconds, latency[1] / 1000 / audioSeconds]), count: well },
    audioSecondsPerSecond: (well * audioSeconds) / seconds,
    underrunSeconds: failed / 4,
    gapFreeShare: facts.gapFreeShare ?? (requests === 0 ? 0 : well / requests),
    meanOpen: facts.meanOpen ?? (rate * latencyMs.average) / 1000,
    server: { peakMemoryBytes: 400e6 + requests * 30_000, cpuCores: Math.min(3.9, rate / 8) },
  };
}

export function benchOf(levels: readonly LevelFacts[], changes: Partial<BenchResult> = {}): BenchResult {
  return {
    kind: 'starling-bench',
    version: 1,
    date: '2026-03-04T05:06:07.000Z',
    command: 'starling bench --users 10,50,100,500 --realtime --think 2 --duration 600 --json bench.json',
    machine: 'Example CPU, 4 cores, Node v20.19.0',
    target: { url: 'http://127.0.0.1:8000', model: 'piper', voice: 'joe', format: 'pcm' },
    workload: {
      texts: 24,
      meanCharacters: 118,
      seed: 1,
      thinkSeconds,
      realtime: true,
      prebufferSeconds: 0.2,
      ttfaLimitSeconds: 1,
    },
    levels: levels.map(levelOf),
    ...changes,
  };
}

/** A server that is at ease with 10 and 50 users, busy with 100 and swamped by 500. */
export const measured: BenchResult = benchOf(
  [
    { load: { kind: 'users', users: 10 }, ttfa: [110, 190] },
    { load: { kind: 'users', users: 50 }, ttfa: [160, 300] },
    { load: { kind: 'users', users: 100 }, ttfa: [290, 700], latency: [8200, 9000] },
    {
      load: { kind: 'users', users: 500 },
      ttfa: [4200, 9800],
      latency: [12_500, 19_000],
      errors: { '429 overloaded': 3100, timeout: 140, reset: 12 },
    },
  ],
  {
    capacity: {
      users: 88,
      share: 0.95,
      tried: [
        { users: 50, gapFreeShare: 0.999 },
        { users: 100, gapFreeShare: 0.91 },
        { users: 75, gapFreeShare: 0.98 },
        { users: 88, gapFreeShare: 0.955 },
      ],
    },
  },
);

/** A log-normal's mean, so that what is drawn from these percentiles averages to it. */
function distributionOf([p50, p95]: readonly [number, number]): Distribution {
  const spread = Math.log(p95 / p50) / 1.6448536;
  return {
    count: 1,
    average: p50 * Math.exp(spread ** 2 / 2),
    p50,
    p95,
    p99: p50 * Math.exp(2.326 * spread),
    max: p95 * 2,
  };
}
