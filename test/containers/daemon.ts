import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { outcomeOf } from './command.ts';
import { daemonAnswers } from './docker.ts';
import { daemonNeeds, install } from './needs.ts';
import { during, say } from './progress.ts';

export interface Daemon extends AsyncDisposable {
  /** What the clients need in their environment to reach it. */
  readonly env: Readonly<Record<string, string>>;
}

/** The daemon that DOCKER_HOST or Docker's default names when it answers; else one of our own until it is disposed of. */
export async function findOrStartDaemon(): Promise<Daemon> {
  if (await daemonAnswers()) {
    say(`using the Docker daemon at ${process.env['DOCKER_HOST'] ?? "Docker's default address"}`);
    return { env: {}, [Symbol.asyncDispose]: async () => undefined };
  }
  await install(daemonNeeds);
  return await during('no Docker daemon answers: starting one in a temporary folder', startDaemon);
}

async function startDaemon(): Promise<Daemon> {
  // A socket's path may have 107 characters at most, so the folder's is short.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sd-'));
  const file = (name: string) => path.join(folder, name);
  const env = { DOCKER_HOST: `unix://${file('s')}` };
  const config = {
    'data-root': file('data'),
    'exec-root': file('exec'),
    pidfile: file('pid'),
    hosts: [env.DOCKER_HOST],
    features: { buildkit: true },
    'oom-score-adjust': 0,
  };
  writeFileSync(file('config.json'), JSON.stringify(config));
  const log = openSync(file('log'), 'w');
  const dockerd = existsSync('/usr/sbin/dockerd') ? '/usr/sbin/dockerd' : 'dockerd';
  // In a group of its own: Ctrl-C must reach it after all containers are gone, not before.
  const child = spawn(dockerd, ['--config-file', file('config.json')], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const alive = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;

  const dispose = async () => {
    if (alive()) child.kill('SIGTERM');
    await ended;
    await removeWithMounts(folder);
  };
  for (let tries = 0; tries < 300 && alive(); tries++) {
    if (await daemonAnswers(env)) return { env, [Symbol.asyncDispose]: dispose };
    await delay(200);
  }
  const said = readFileSync(file('log'), 'utf8').trim().split('\n').slice(-15).join('\n');
  await dispose();
  throw new Error(`The Docker daemon did not start (it needs root, control groups and iptables). It said:\n${said}`);
}

/** What a daemon left mounted in its folder would keep the folder from being removed. */
async function removeWithMounts(folder: string): Promise<void> {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  const inside = mounts.filter((mount) => mount.startsWith(`${folder}/`));
  // The innermost first.
  for (const mount of inside.reverse()) await outcomeOf('umount', ['--lazy', mount]);
  rmSync(folder, { recursive: true, force: true });
}
