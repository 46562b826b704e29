import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noRights, startContainer, startServing, type Container } from './container.ts';
import { docker, dockerOutcome } from './docker.ts';
import { record, seconds } from './figures.ts';
import { nameFor, session } from './session.ts';
import { speech, until, untilReady } from './speech.ts';

/** What the kernel says of every process inside. */
const statusOfAll = `
  const { readdirSync, readFileSync } = require('node:fs');
  const all = readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).flatMap((pid) => {
    try {
      const lines = readFileSync('/proc/' + pid + '/status', 'utf8').split('\\n');
      return [Object.fromEntries(lines.map((line) => line.split(':').map((part) => part.trim())))];
    } catch { return []; }
  });
  console.log(JSON.stringify(all));`;

/** What a path in the container answers to a write. */
const writeTo = (file: string) => `
  try { require('node:fs').writeFileSync(${JSON.stringify(file)}, 'x'); console.log('written'); }
  catch (error) { console.log(error.code); }`;

/** Every path on the image's own file system for which \`wanted(stat, path)\` holds. */
const pathsWhere = (wanted: string) => `
  const { accessSync, constants, lstatSync, readdirSync } = require('node:fs');
  const writable = (path) => { try { accessSync(path, constants.W_OK); return true; } catch { return false; } };
  const found = [];
  const walk = (folder) => {
    for (const name of readdirSync(folder)) {
      const path = folder + name, stat = lstatSync(path);
      if (stat.isSymbolicLink() || ['/proc', '/sys', '/dev', '/root'].includes(path)) continue;
      if (${wanted}) found.push(path);
      if (stat.isDirectory()) try { walk(path + '/'); } catch {}
    }
  };
  walk('/');
  console.log(JSON.stringify(found.sort()));`;

const limitOfControlGroup = `
  for (const file of ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'])
    try { console.log(require('node:fs').readFileSync(file, 'utf8').trim()); break; } catch {}`;
/** A program that does nothing until it is ended. */
const waiting = 'setInterval(() => undefined, 1000)';

describe('a container with no rights', () => {
  const models = mkdtempSync(path.join(os.tmpdir(), 'starling-models-'));
  let server: Awaited<ReturnType<typeof startServing>>;
  let container: Container;
  beforeAll(async () => {
    // Open to everybody, so that only the mount refuses.
    chmodSync(models, 0o777);
    server = await startServing({ options: [...noRights, '--volume', `${models}:/app/models:ro`] });
    ({ container } = server);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(models, { recursive: true, force: true });
  });

  it('runs every process as a user without capabilities, with seccomp on and no way to new rights', async () => {
    await (await speech(server.url, { input: '你好。' })).arrayBuffer();
    const all = JSON.parse(await container.evaluate(statusOfAll)) as Record<string, string>[];
    // tini, the server, its engines, and the process that asks.
    expect(all.length).toBeGreaterThanOrEqual(3);
    for (const status of all) {
      expect([status['Uid'], status['Gid']]).toEqual(['10001\t10001\t10001\t10001', '10001\t10001\t10001\t10001']);
      expect(status).toMatchObject({ Seccomp: '2', NoNewPrivs: '1' });
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(status[set]).toMatch(/^0+$/);
    }
    record('inside', 'user, capabilities, seccomp, new rights', `10001, none, on, refused (${all.length} processes)`);
  });

  it.each([
    ['the root file system', '/file'],
    ['the program', '/app/dist/main.js'],
    ['the mounted models', '/app/models/file'],
  ])('refuses to write to %s', async (_, file) => {
    expect(await container.evaluate(writeTo(file))).toBe('EROFS');
  });

  it('speaks, in both built-in engines', async () => {
    for (const input of ['Hello.', '你好。']) {
      const response = await speech(server.url, { input, response_format: 'wav' });
      expect(response.status).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(5000);
    }
  });
});

describe('the image', () => {
  it('holds no shell and no package manager', async () => {
    await using container = await startContainer();
    const executable = 'stat.isFile() && stat.size > 0 && (stat.mode & 0o111) && !/\\.(so[.0-9]*|node|js)$/.test(path)';
    const programs = JSON.parse(await container.evaluate(pathsWhere(executable))) as string[];
    expect(programs).toContain('/usr/local/bin/node');
    const refused = /\/(sh|ash|bash|dash|zsh|busybox|env|perl|python[\d.]*|apt|apt-get|dpkg|npm|npx|corepack)$/;
    expect(programs.filter((program) => refused.test(program))).toEqual([]);
    record('inside', 'programs', programs.filter((program) => !program.startsWith('/app/')).join(' '));
    const shell = await dockerOutcome([
      'run',
      '--rm',
      '--name',
      nameFor('shell'),
      '--entrypoint',
      '/bin/sh',
      session.image,
    ]);
    expect([shell.code, shell.stderr]).toEqual([127, expect.stringMatching(/no such file/)]);
  });

  it('lets its user write nowhere but where data is kept', async () => {
    await using container = await startContainer();
    const writable = JSON.parse(await container.evaluate(pathsWhere('writable(path)'))) as string[];
    const outside = writable.filter((file) => !/^\/(tmp|app\/(models|voices|logs|cache))(\/|$)/.test(file));
    expect(writable).toContain('/app/cache');
    expect(outside).toEqual([]);
  });

  it('appends arguments to its program', async () => {
    await using container = await startContainer({
      options: ['--publish', '127.0.0.1::9000'],
      args: ['--port', '9000'],
    });
    await untilReady(await container.url(9000));
    expect(await docker(['run', '--rm', '--name', nameFor('version'), session.image, '--version'])).toMatch(
      /^\d+\.\d+\.\d+/,
    );
  });

  it('answers a setting that does not exist with a message and an exit code', async () => {
    const wrong = await dockerOutcome([
      'run',
      '--rm',
      '--name',
      nameFor('wrong'),
      '--env',
      'STARLING_PROT=1',
      session.image,
    ]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/STARLING_PROT/);
  });

  it('ends with 0 after SIGTERM', async () => {
    await using server = await startServing({ options: noRights });
    const began = performance.now();
    await docker(['stop', '--time', '30', server.container.name]);
    record('inside', 'SIGTERM to exit, idle', seconds(performance.now() - began));
    expect((await server.container.inspect()).State).toMatchObject({ ExitCode: 0, OOMKilled: false });
    expect(await server.container.logs()).toMatch(/"msg":"stopped"/);
  });

  it('says by its health check whether it can be used', async () => {
    const health = [
      '--health-interval',
      '1s',
      '--health-timeout',
      '2s',
      '--health-retries',
      '1',
      '--health-start-period',
      '1s',
    ];
    await using server = await startServing({ options: [...noRights, ...health] });
    const { container } = server;
    const reaches = (wanted: string) =>
      until(
        `${wanted} container`,
        60_000,
        async () => (await container.inspect()).State.Health?.Status === wanted || undefined,
      );
    await reaches('healthy');
    const gateways = (await container.processes()).filter(
      ({ command }) => command.includes('node') && /main\.js/.test(command),
    );
    const pids = gateways.map(({ pid }) => pid);
    await container.signal('SIGSTOP', ...pids);
    await reaches('unhealthy');
    await container.signal('SIGCONT', ...pids);
    await reaches('healthy');
  });

  it.each([
    ['300m', 1],
    ['768m', 0],
    ['2g', 0],
  ])('prints the memory budget of its control group, %s, in doctor', async (memory, expected) => {
    const limits = ['--memory', memory, '--memory-swap', memory];
    await using container = await startContainer({
      options: [...limits, '--entrypoint', 'node'],
      args: ['-e', waiting],
    });
    const bytes = Number(await container.evaluate(limitOfControlGroup));
    expect(bytes).toBe((await container.inspect()).HostConfig.Memory);
    const doctor = async (...args: string[]) =>
      await dockerOutcome(['run', '--rm', '--name', nameFor('doctor'), ...limits, session.image, 'doctor', ...args]);

    const [{ code, stdout }, json] = await Promise.all([doctor(), doctor('--json')]);
    // 1 where even the built-in voices do not fit.
    expect(code).toBe(expected);
    const [, printed] = /limit (?:is )?([\d.]+) MiB \(\/sys\/fs\/cgroup/.exec(stdout) ?? [];
    expect(Number(printed) * 2 ** 20).toBe(bytes);
    const { memory: budget } = JSON.parse(json.stdout) as {
      memory: { limitBytes: number; parts: { name: string; mb: number }[] };
    };
    expect(budget.limitBytes).toBe(bytes);
    const parts = budget.parts.reduce((sum, { mb }) => sum + mb, 0);
    if (expected === 0) expect(parts).toBeLessThanOrEqual(bytes / 2 ** 20);
    record('inside', `doctor's limit with --memory ${memory}`, `${printed} MiB, exit code ${code}`, 'the same');
  });
});
