import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Program } from './fixtures/program.ts';
import { until } from './fixtures/server.ts';

const main = path.resolve(import.meta.dirname, '../src/main.ts');
const folder = mkdtempSync(path.join(os.tmpdir(), 'operations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command of the program beside the server. */
function starling(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

describe('starling healthcheck', () => {
  it('is 0 while the server is ready or drains, and 1 once it has ended', async () => {
    await using program = await Program.ready();
    const { port } = program;
    const check = () => starling('healthcheck', '--host', '0.0.0.0', '--port', String(port));
    expect(await check()).toMatchObject({ code: 0, stdout: 'healthy: ready\n' });
    const waiting = program.speech({ input: 'At the Waitgate it waits.', response_format: 'pcm' });
    await until('it is inside', async () => {
      const health = (await (await fetch(`${program.url}/health`)).json()) as { activeRequests: number };
      return health.activeRequests === 1;
    });
    program.signal('SIGTERM');
    await until('it drains', () => program.logged('draining') !== undefined);
    expect(await check()).toMatchObject({ code: 0, stdout: 'healthy: draining\n' });
    program.folder.write('gate');
    await (await waiting).arrayBuffer();
    await program.exited;
    expect(await check()).toMatchObject({ code: 1, stdout: expect.stringMatching(/^unhealthy: no answer/) as string });
  });

  it('is 1, and not 2, for settings that are wrong', async () => {
    const { code, stderr } = await starling('healthcheck', '--port', 'eight');
    expect([code, stderr]).toEqual([1, expect.stringContaining('The setting port')]);
    expect((await starling('healthcheck', '--timeout', 'soon')).code).toBe(1);
  });
});

describe.skipIf(process.platform === 'win32')('the log file', () => {
  it('has the lines of stdout, and goes on in a new file after SIGHUP', async () => {
    const file = path.join(folder, 'logs', 'starling.log');
    await using program = await Program.ready({ logFile: file });
    const messages = (of: string) =>
      readFileSync(of, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { msg: string }).msg);
    // The port answers a moment before the line is in the file.
    await until('it says that it is ready', () => readFileSync(file, 'utf8').includes('"ready"'));
    renameSync(file, `${file}.1`);
    program.signal('SIGHUP');
    await until('it is opened again', () => existsSync(file));
    program.signal('SIGTERM');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(messages(file)).toEqual(expect.arrayContaining(['draining', 'stopped']));
    expect(messages(`${file}.1`)).not.toContain('draining');
  });

  it('that cannot be written keeps the server from starting, with the reason', async () => {
    const { code, stderr } = await starling('serve', '--port', '0', '--log-file', `${main}/x.log`);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^starling: The log file cannot be written: E/)]);
  });
});

describe('the setting device: cuda', () => {
  it.skipIf(existsSync('/dev/nvidiactl'))('without a card is an error that says what to install', async () => {
    const expected = /NVIDIA driver.* Or set device to auto\./;
    const { code, stderr } = await starling('serve', '--port', '0', '--device', 'cuda');
    expect([code, stderr]).toEqual([2, expect.stringMatching(expected)]);
    const doctor = await starling('doctor', '--port', '0', '--device', 'cuda');
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/✗ onnx runtime +the setting device says cuda, but .*NVIDIA driver.*\n +→ Install/);
  });
});

describe('starling pull', () => {
  it('gets its files into the model folder, and says in one line what is wrong', async () => {
    await using program = await Program.ready();
    const into = path.join(program.folder.path, 'models');
    const live = `${program.url}/health/live`;
    const first = await starling('pull', live, '--model-dir', into);
    expect([first.code, first.stderr]).toEqual([0, expect.stringMatching(/live: .* MB in .*models/)]);
    expect(readFileSync(path.join(into, 'live'), 'utf8')).toBe('{"status":"live"}');
    expect((await starling('pull', live, '--into', into)).stderr).toContain('live: already there');
    writeFileSync(path.join(into, 'live'), 'x');
    const wrong = await starling('pull', live, '--into', into, '--sha256', '0'.repeat(64));
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('not what it should be')]);
    expect(readFileSync(path.join(into, 'live'), 'utf8')).toBe('x');
    const missing = await starling('pull', `${program.url}/none.onnx`, '--into', into);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('HTTP 404')]);
  });
});
