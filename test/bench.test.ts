import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandLine } from '../src/cli/bench.ts';
import type { BenchResult } from '../src/load/result.ts';
import { startServer, type TestServerOptions } from './fixtures/server.ts';

const main = path.resolve(import.meta.dirname, '../src/main.ts');
const loader = import.meta.resolve('tsx');
const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = 'a-secret-key';

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `starling bench`; `interruptWhen` may look at what happens, and is answered true when Ctrl-C is to be pressed. */
async function bench(
  args: readonly string[],
  options: { env?: Record<string, string>; interruptWhen?: () => Promise<unknown> } = {},
): Promise<Outcome> {
  const env = { ...process.env, OPENAI_API_KEY: '', ...options.env };
  const child = spawn(process.execPath, ['--import', loader, main, 'bench', ...args], {
    cwd: folder,
    env,
    stdio: 'pipe',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (options.interruptWhen) {
    await options.interruptWhen();
    child.kill('SIGINT');
  }
  return { code: await closed, stdout, stderr };
}

/** A server of fake engines, and the options that name it. */
async function measured(
  args: readonly string[],
  options: TestServerOptions & { env?: Record<string, string> } = {},
): Promise<Outcome> {
  await using server = await startServer(options);
  return await bench(['--url', server.url, '--file', 'texts.txt', ...args], options);
}

const result = (file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as BenchResult;

writeFileSync(path.join(folder, 'texts.txt'), 'Hello.\nA sentence of a few more words.\n');

describe('starling bench', () => {
  it('measures levels of users, prints a table and writes JSON and a page, never with the key', async () => {
    const args = [
      '--users',
      '1,2',
      '--duration',
      '1',
      '--warm-up',
      '200ms',
      '--json',
      'users.json',
      '--html',
      'users.html',
    ];
    const { code, stdout } = await measured([...args, '--key', key], { settings: { apiKeys: [key] } });
    expect(code).toBe(0);
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(4);
    expect(rows[1]).toMatch(/load +requests +errors +avg +p50 +p95 +p99 +p50 +p95 +p99 +RTF p50 +audio s\/s/);
    expect(rows[2]).toMatch(/^ *1 user +\d+ +0 .* ms .* %.* (MiB|GiB) +\d/);
    const { levels, ...rest } = result('users.json');
    expect(rest).toMatchObject({
      kind: 'starling-bench',
      version: 1,
      target: { format: 'pcm' },
      workload: { texts: 2, meanCharacters: 18.5, seed: 1, thinkSeconds: 0, realtime: false },
    });
    expect(rest.command).toMatch(/^starling bench --url http:\S+ --file texts\.txt --users 1,2 .*--html users\.html$/);
    expect(Date.parse(rest.date)).toBeGreaterThan(0);
    expect(levels.map(({ load }) => load)).toEqual([
      { kind: 'users', users: 1 },
      { kind: 'users', users: 2 },
    ]);
    for (const level of levels) {
      expect(level.requests).toBeGreaterThan(0);
      expect(level.latencyMs.count).toBe(level.requests);
      expect(level.audioSecondsPerSecond).toBeGreaterThan(0);
      expect(level.server?.peakMemoryBytes).toBeGreaterThan(0);
    }
    expect(readFileSync(path.join(folder, 'users.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    for (const text of [
      stdout,
      JSON.stringify(result('users.json')),
      readFileSync(path.join(folder, 'users.html'), 'utf8'),
    ]) {
      expect(text).not.toContain(key);
    }
  });

  it('measures arrivals, with the key of the environment, in another format', async () => {
    const args = [
      '--rate',
      '10',
      '--duration',
      '1',
      '--warm-up',
      '0',
      '--format',
      'mp3',
      '--json',
      'rate.json',
      '--quiet',
    ];
    const { code, stdout, stderr } = await measured(args, {
      settings: { apiKeys: [key] },
      env: { STARLING_BENCH_KEY: key },
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ *10\/s /m);
    const [level] = result('rate.json').levels;
    expect(level).toMatchObject({ load: { kind: 'rate', requestsPerSecond: 10 }, errors: {} });
    expect(level!.audioSecondsPerSecond).toBeGreaterThan(0);
  });

  it('finds how many users are served well, within bounds', async () => {
    const args = ['--find-capacity', '--users', '2', '--duration', '1', '--warm-up', '0', '--json', 'capacity.json'];
    const { code, stdout } = await measured([...args, '--ttfa-limit', '30']);
    expect(code).toBe(0);
    const { capacity, levels, workload } = result('capacity.json');
    expect(workload.realtime).toBe(true);
    expect(capacity?.share).toBe(0.95);
    expect(capacity?.tried.map(({ users }) => users)).toEqual(
      levels.map(({ load }) => load.kind === 'users' && load.users),
    );
    expect(stdout).toContain(capacity!.users > 0 ? `Capacity: ${capacity!.users} user` : 'Not even the fewest users');
  });

  it('prints and writes what there is at Ctrl-C', async () => {
    await using server = await startServer();
    const args = ['--url', server.url, '--file', 'texts.txt', '--users', '1,5', '--duration', '10m', '--warm-up', '0'];
    const { code, stdout } = await bench([...args, '--json', 'cut.json'], {
      // The probe is one, too.
      interruptWhen: () =>
        expect
          .poll(() => server.log.filter((line) => line.includes('speech')).length, { timeout: 30_000 })
          .toBeGreaterThan(3),
    });
    expect(code).toBe(130);
    expect(stdout).toMatch(/1 user/);
    const { levels } = result('cut.json');
    expect(levels).toHaveLength(1);
    expect(levels[0]!.requests).toBeGreaterThan(0);
  });

  it('leaves an earlier result as it was at a Ctrl-C before anything was measured', async () => {
    await using server = await startServer();
    writeFileSync(path.join(folder, 'earlier.json'), 'earlier');
    const args = ['--url', server.url, '--file', 'texts.txt', '--warm-up', '10m', '--json', 'earlier.json'];
    const { code, stderr } = await bench(args, {
      interruptWhen: () => expect.poll(() => server.log.join(), { timeout: 30_000 }).toContain('speech'),
    });
    expect([code, stderr]).toEqual([130, 'starling: interrupted before anything was measured.\n']);
    expect(readFileSync(path.join(folder, 'earlier.json'), 'utf8')).toBe('earlier');
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['a bad value', ['--users', 'many'], 2, /^starling: --users must be a whole number/],
    ['an unknown option', ['--user', '5'], 2, /unknown option '--user'/],
    [
      'a folder that is not there',
      ['--json', 'nowhere/x.json'],
      2,
      /^starling: The file "nowhere\/x\.json" cannot be written \(ENOENT/,
    ],
    [
      'a server that is not there',
      ['--url', 'http://127.0.0.1:1'],
      1,
      /^starling: No server answers at http:\/\/127\.0\.0\.1:1 \(refused\)/,
    ],
  ])('refuses %s', async (_, args, expected, message) => {
    const { code, stdout, stderr } = await bench(args);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(message);
  });

  it('tells its command as it can be typed again, without the key', () => {
    const typed = ['--key', 'secret', '--users', '1,2', '--key=secret', '--extra', '{"a":"b c"}', "it's"];
    expect(commandLine(typed)).toBe(String.raw`starling bench --users 1,2 --extra '{"a":"b c"}' 'it'\''s'`);
  });

  it('says at once when the key, the model or the voice is wrong', async () => {
    const unauthorised = await measured([], { settings: { apiKeys: [key] } });
    expect([unauthorised.code, unauthorised.stdout]).toEqual([1, '']);
    expect(unauthorised.stderr).toMatch(/wants another key \(401 invalid_api_key\)\. Give a key with --key/);
    const unknown = await measured(['--model', 'nothing']);
    expect(unknown.stderr).toMatch(/no such model or voice.*404 model_not_found.*It says: /);
  });
});
