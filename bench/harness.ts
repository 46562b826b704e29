import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { EngineInfo, EngineOptions } from '../src/engines/engine.ts';
import type { FromEngine, ToEngine } from '../src/engines/protocol.ts';

export const root = path.resolve(import.meta.dirname, '..');

/** Ordinary sentences (the Harvard list's kind), so that a benchmark needs no data from elsewhere. */
export const sentences = [
  'The morning train was late again, but nobody on the platform seemed to mind.',
  'She opened the window and let the cool air of the garden into the room.',
  'A good cup of tea needs fresh water, a warm pot and a little patience.',
  'They walked along the river until the last lights of the town were gone.',
  'Please remember to lock the front door when you leave the house tonight.',
  'The old clock on the wall has been ten minutes slow for as long as I know.',
  'Rain is expected in the north, while the south will stay dry and bright.',
  'He read the letter twice, folded it carefully and put it into his pocket.',
];

export interface BenchArguments {
  readonly quick: boolean;
  readonly json: string | undefined;
  /** Of several subjects only these (`--only a,b`). */
  readonly only: readonly string[] | undefined;
}

export function benchArguments(): BenchArguments {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, json: { type: 'string' }, only: { type: 'string' } },
  });
  return { quick: values.quick, json: values.json, only: values.only?.split(',') };
}

/** A running Starling of its own process, as a user starts it. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** Stops it by SIGTERM and tells its exit code. */
  stop(): Promise<number | null>;
}

export async function startServer(environment: Record<string, string> = {}): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(root, 'dist/main.js'), 'serve'], {
    env: { ...process.env, STARLING_LOG_LEVEL: 'warn', PORT: String(port), ...environment },
    // What a server warns of, such as segments that fail, must not be lost behind a bad figure.
    stdio: ['ignore', process.stderr.fd, 'ignore'],
    cwd: os.tmpdir(),
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with status ${child.exitCode} before it was ready.`);
    const ready = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) break;
    await sleep(50);
  }
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** An engine process without a server: the speed that nothing around it can exceed. */
export class BareEngine {
  readonly #child: ChildProcess;
  #sequence = 0;
  #voices: EngineInfo['voices'] = [];
  /** Seconds of audio that have come, of unfinished segments too. */
  audioSeconds = 0;

  constructor(id: string, options?: EngineOptions) {
    const args = [id, ...(options ? [JSON.stringify(options)] : [])];
    this.#child = fork(path.join(root, 'dist/engines/host.js'), args, {
      serialization: 'advanced',
      execArgv: [],
      // As the server starts it (engine-process.ts).
      env: { ...process.env, UV_THREADPOOL_SIZE: String(os.availableParallelism() + 4) },
    });
    this.#child.setMaxListeners(0);
  }

  async ready(): Promise<void> {
    this.#voices = await new Promise((resolve, reject) => {
      const onMessage = (message: FromEngine) => {
        if (message.type === 'note' || message.type === 'measured') return;
        this.#child.off('message', onMessage);
        if (message.type === 'ready') resolve(message.info.voices);
        else reject(new Error(`The engine did not start: ${JSON.stringify(message)}`));
      };
      this.#child.on('message', onMessage);
    });
  }

  /** Speaks a segment and returns its seconds of audio. */
  async speak(text: string, voice: string, language: string, opening = true): Promise<number> {
    const sequence = ++this.#sequence;
    const rate = this.#voices.find(({ id }) => id === voice)?.sampleRate ?? Number.NaN;
    let samples = 0;
    const done = new Promise<void>((resolve, reject) => {
      const onMessage = (message: FromEngine) => {
        if (!('sequence' in message) || message.sequence !== sequence) return;
        if (message.type === 'frame') {
          samples += message.samples.length;
          this.audioSeconds += message.samples.length / rate;
          return;
        }
        this.#child.off('message', onMessage);
        if (message.type === 'finished') resolve();
        else reject(new Error(message.reason));
      };
      this.#child.on('message', onMessage);
    });
    const due = { opening, stream: sequence, dueInSeconds: 0, heardSeconds: 0, batch: false, pace: 1 };
    const segment = { text, voice, language, parameters: {}, seed: 1, speed: 1, ...due };
    const speak: ToEngine = { type: 'speak', sequence, segment };
    this.#child.send(speak);
    await done;
    return samples / rate;
  }

  async stop(): Promise<void> {
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }
}

/** Asks for speech and reads it whole. */
export async function speech(
  url: string,
  body: object,
): Promise<{ status: number; ttfaMs: number; totalMs: number; bytes: Buffer }> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/v1/audio/speech`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  let ttfaMs = 0;
  const parts: Uint8Array[] = [];
  for await (const part of response.body ?? []) {
    ttfaMs ||= performance.now() - startedAt;
    parts.push(part as Uint8Array);
  }
  return { status: response.status, ttfaMs, totalMs: performance.now() - startedAt, bytes: Buffer.concat(parts) };
}

/** The value below which `share` of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** Resident bytes of a process, from Linux' /proc. */
export function residentBytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return pages * 4096;
}

/** The processes started by one. */
export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** Prints the command and the machine, so that figures can be compared; writes the results as JSON when asked to. */
export function report(name: string, results: object, { json, quick, only }: BenchArguments): void {
  const machine = `${os.cpus()[0]?.model.trim() ?? ''}, ${os.availableParallelism()} cores, Node ${process.version}`;
  const given = [...(quick ? ['--quick'] : []), ...(only ? [`--only ${only.join(',')}`] : [])];
  const command = [`npm run bench:${name}`, ...(given.length > 0 ? ['--', ...given] : [])].join(' ');
  console.log(
    `\n${command}   (${machine}; load ${os
      .loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')})`,
  );
  if (json)
    writeFileSync(
      json,
      `${JSON.stringify({ command, machine, date: new Date().toISOString(), ...results }, null, 2)}\n`,
    );
}
