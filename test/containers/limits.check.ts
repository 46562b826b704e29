import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { BenchResult } from '../../src/load/result.ts';
import { output } from './command.ts';
import { noRights, startContainer, startServing } from './container.ts';
import { record } from './figures.ts';
import { root } from './session.ts';
import { metric } from './speech.ts';

const limited = (memory: string) => [...noRights, '--memory', memory, '--memory-swap', memory];

/** Kills for want of memory in the control group, and the most memory that programs held (without cached files), as far as told. */
const pressure = `
  const { readFileSync } = require('node:fs');
  const read = (file) => { try { return readFileSync('/sys/fs/cgroup/' + file, 'utf8'); } catch { return ''; } };
  const field = (text, name) => Number(new RegExp('^' + name + ' (\\\\d+)$', 'm').exec(text)?.[1] ?? NaN);
  const events = read('memory.events') || read('memory/memory.oom_control');
  const stat = read('memory.stat') || read('memory/memory.stat');
  console.log(JSON.stringify({ kills: field(events, 'oom_kill'), programs: field(stat, 'total_rss') || field(stat, 'anon') }));`;

it('holds 200 users in 512 MB: refuses, and is never killed', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-limits-'));
  await using server = await startServing({ options: [...limited('512m'), '--restart', 'unless-stopped'] });
  const { container, url } = server;
  const measure = async () => JSON.parse(await container.evaluate(pressure)) as { kills: number; programs: number };
  let most = 0;
  const loaded = new AbortController();
  const watch = (async () => {
    while (!loaded.signal.aborted) {
      most = Math.max(most, (await measure()).programs);
      await delay(3000, undefined, { signal: loaded.signal }).catch(() => undefined);
    }
  })();
  const file = path.join(folder, 'bench.json');
  const load = ['--url', url, '--users', '200', '--duration', '60', '--warm-up', '5', '--json', file, '--quiet'];
  await output(process.execPath, [path.join(root, 'dist/main.js'), 'bench', ...load]);
  loaded.abort();
  await watch;

  const { levels } = JSON.parse(readFileSync(file, 'utf8')) as BenchResult;
  rmSync(folder, { recursive: true, force: true });
  const [level] = levels;
  const { requests, errors, audioSecondsPerSecond } = level!;
  const refused = Object.values(errors).reduce((sum, count) => sum + count, 0);
  const answered = `${requests - refused}, ${audioSecondsPerSecond.toFixed(0)} s of audio a second`;
  record('limits', '200 users, 60 s, 512 MB: requests answered', answered);
  record('limits', 'refused', JSON.stringify(errors), 'only 429');
  expect(requests - refused).toBeGreaterThan(0);
  expect(Object.keys(errors).filter((kind) => !kind.startsWith('429'))).toEqual([]);

  const { kills } = await measure();
  const { RestartCount, State } = await container.inspect();
  record('limits', 'OOM kills, restarts', `${kills}, ${RestartCount}`, '0, 0');
  record('limits', 'most memory of programs (sampled)', `${(most / 2 ** 20).toFixed(0)} MiB`, '512 MiB');
  expect({ kills, RestartCount, ...State }).toMatchObject({
    kills: 0,
    RestartCount: 0,
    OOMKilled: false,
    Status: 'running',
  });
  for (const engine of ['flite', 'espeak']) {
    expect(await metric(url, `starling_engine_restarts_total{engine="${engine}"}`)).toBe(0);
  }
});

it.each(['64m', '256m'])('refuses to start in %s, and says so', async (memory) => {
  await using container = await startContainer({ options: limited(memory) });
  const code = await container.exited();
  const said = (await container.logs()).trim();
  record('limits', `started with ${memory}`, `exit code ${code}`, '≠ 0');
  record('limits', 'it said', said.split('\n').at(-1) ?? '');
  expect(code).not.toBe(0);
  expect(said).toMatch(/memory/i);
});
