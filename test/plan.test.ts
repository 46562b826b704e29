import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { planOptions, type PlanFlags } from '../src/cli/plan-options.ts';
import { planCommand } from '../src/cli/plan.ts';
import { benchOf, measured } from '../src/load/plan/bench.fixture.ts';

const main = path.resolve(import.meta.dirname, '../src/main.ts');
const tsx = import.meta.resolve('tsx');
const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(path.join(folder, 'bench.json'), JSON.stringify(measured));

/** Runs `starling plan` in a folder of its own. */
function plan(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--import', tsx, main, 'plan', ...args], { cwd: folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

describe('starling plan', () => {
  it('prints the plan, writes it as JSON and as a page, and says the same again for the same seed', async () => {
    const args = ['bench.json', '--users', '30', '--curve', 'evening', '--json', 'plan.json', '--html', 'plan.html'];
    const first = await plan(...args);
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^1 replica for 30 users at the peak\.\n/);
    const json = readFileSync(path.join(folder, 'plan.json'), 'utf8');
    expect(JSON.parse(json)).toMatchObject({
      kind: 'starling-plan',
      version: 1,
      fixed: { peak: { replicas: 1 } },
      options: { dayName: 'evening', seed: 1 },
    });
    expect(readFileSync(path.join(folder, 'plan.html'), 'utf8')).toMatch(/^<!doctype html>/);
    const second = await plan(...args);
    expect(second.stdout).toBe(first.stdout);
    expect(readFileSync(path.join(folder, 'plan.json'), 'utf8')).toBe(json);
  });

  it('takes the day from a file, and goes to zero where that is asked for', async () => {
    const hours = Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 17 ? 1 : 0));
    writeFileSync(path.join(folder, 'day.txt'), hours.join('\n'));
    const { code, stdout } = await plan('bench.json', '--users', '20', '--curve', 'day.txt', '--scale-to-zero');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^03:00 +0 +0\.0 +0 +– +– +–$/m);
    expect(stdout).toMatch(/^12:00 +[12]\d?(\.\d)? +1\.0 /m);
  });

  it('ends with 2 and one clear line when something is wrong', async () => {
    for (const [args, message] of [
      [['bench.json'], /^starling: --users is required: .*\n$/],
      [['bench.json', '--users', '5', '--nonsense'], /unknown option/],
    ] as const) {
      const { code, stdout, stderr } = await plan(...args);
      expect(stderr).toMatch(message);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    }
  });

  it.each([
    ['nowhere.json --users 5', 'The measurement cannot be read: ENOENT'],
    ['other.json --users 5', 'other.json must be a file that starling bench --json wrote'],
    ['bench.json --users 5 --json nowhere/plan.json', 'plan.json" cannot be written (ENOENT'],
    ['slow.json --users 5', 'was the smallest, 3 users: p95 1800 ms'],
    ['bench.json --users many', '--users must be a number from 0.001 to 1000000; "many" came'],
    ['bench.json --users 5 --min 4 --max 3', '--max must be a whole number from 4 to 1000; "3" came'],
    ['bench.json --users 5 --curve weekend', '--curve (office, evening, flat or a file) cannot be read'],
    ['bench.json --users 5 --scale-to-zero --idle-seconds 0', '--idle-seconds must be a time from 1 s'],
  ])('refuses %s', async (typed, message) => {
    writeFileSync(path.join(folder, 'other.json'), '{"kind":"other"}');
    const slow = benchOf([{ load: { kind: 'users', users: 3 }, ttfa: [900, 1800] }]);
    writeFileSync(path.join(folder, 'slow.json'), JSON.stringify(slow));
    const [file = '', ...options] = typed.split(' ');
    const command = planOptions(new Command('plan')).parse([file, ...options], { from: 'user' });
    const refused = expect(planCommand(path.join(folder, file), command.opts<PlanFlags>())).rejects;
    await refused.toMatchObject({ code: 'invalid_settings', message: expect.stringContaining(message) as string });
  });
});
