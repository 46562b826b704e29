import { describe, expect, it } from 'vitest';
import { benchTable, capacityLine } from './bench-table.ts';
import type { Distribution, LevelResult } from './result.ts';
import { distributionOf } from './statistics.ts';

const around = (value: number): Distribution => ({
  count: 100,
  average: value,
  p50: value,
  p95: value * 2,
  p99: value * 3,
  max: value * 4,
});

const level: LevelResult = {
  load: { kind: 'users', users: 10 },
  seconds: 60,
  requests: 1234,
  errors: {},
  latencyMs: around(812.3),
  ttfaMs: around(4.25),
  rtf: around(0.0821),
  audioSecondsPerSecond: 123.4,
  underrunSeconds: 0,
  gapFreeShare: 1,
  meanOpen: 9.7,
  server: { peakMemoryBytes: 1.5 * 2 ** 30, cpuCores: 1.98 },
};

const none = distributionOf([]);

describe('the table', () => {
  it('has a row a level, aligned at the right', () => {
    const other: LevelResult = {
      ...level,
      load: { kind: 'users', users: 1 },
      errors: { '429 overloaded': 12, reset: 1 },
      latencyMs: around(12_345),
      server: { peakMemoryBytes: 300 * 2 ** 20, cpuCores: 0.5 },
      gapFreeShare: 0.98721,
      underrunSeconds: 3.456,
    };
    expect(benchTable([level, other])).toBe(
      [
        '                                   latency                           first audio',
        '    load  requests      errors     avg     p50      p95      p99     p50     p95    p99  RTF p50  audio s/s  underrun  no gap   memory  CPU cores',
        '10 users      1234           0  812 ms  812 ms  1625 ms  2437 ms  4.3 ms  8.5 ms  13 ms   0.0821        123       0 s   100 %  1.5 GiB       1.98',
        '  1 user      1234  13 (1.1 %)  12.3 s  12.3 s   24.7 s   37.0 s  4.3 ms  8.5 ms  13 ms   0.0821        123    3.46 s  98.7 %  300 MiB       0.50',
        'errors at 1 user: 12 × 429 overloaded, 1 × reset',
        '',
      ].join('\n'),
    );
  });

  it('says in a dash what there was not', () => {
    const empty: LevelResult = {
      ...level,
      requests: 0,
      latencyMs: none,
      ttfaMs: none,
      rtf: none,
      audioSecondsPerSecond: 0,
      gapFreeShare: 0,
    };
    const untold = Object.fromEntries(
      Object.entries(empty).filter(([name]) => name !== 'server'),
    ) as unknown as LevelResult;
    const row = benchTable([untold]).split('\n')[2];
    expect(row?.trim().split(/ {2,}/)).toEqual([
      '10 users',
      '0',
      '0',
      ...Array<string>(8).fill('–'),
      '0',
      '0 s',
      '0 %',
      '–',
      '–',
    ]);
  });

  it('tells rates, and what went wrong under the rows', () => {
    const load = { kind: 'rate', requestsPerSecond: 2.5 } as const;
    const lines = benchTable([{ ...level, load, errors: { 'not sent': 3, timeout: 1 } }]).split('\n');
    expect(lines[2]).toMatch(/^ *2\.5\/s {2}/);
    expect(lines[3]).toBe('errors at 2.5 requests a second: 3 × not sent, 1 × timeout');
  });

  it('never rounds to all or to nothing', () => {
    const share = (gapFreeShare: number) => benchTable([{ ...level, gapFreeShare }]).split('\n')[2];
    expect(share(0.99999)).toContain('99.9 %');
    expect(share(1)).toContain('100 %');
    expect(share(0.00001)).toContain('0.1 %');
    expect(share(0.95)).toContain('95 %');
    expect(benchTable([{ ...level, requests: 100_000, errors: { reset: 1 } }])).toContain('1 (0.1 %)');
  });
});

describe('the line of the capacity', () => {
  it('tells what was found and what was too many', () => {
    const tried = [
      { users: 16, gapFreeShare: 1 },
      { users: 32, gapFreeShare: 0.4 },
      { users: 20, gapFreeShare: 0.9 },
    ];
    expect(capacityLine({ users: 16, share: 0.95, tried })).toBe(
      'Capacity: 16 users (at least 95 % of streams without a gap; 20 were too many).\n',
    );
    expect(capacityLine({ users: 16, share: 0.95, tried: tried.slice(0, 1) })).toContain('the most that were tried');
    expect(capacityLine({ users: 0, share: 0.95, tried: tried.slice(1) })).toMatch(/^Not even the fewest users/);
  });
});
