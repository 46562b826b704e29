import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineInfo, SegmentRequest } from '../engines/engine.ts';
import type { FromEngine, SequenceId, ToEngine } from '../engines/protocol.ts';

/** Wait before the n-th restart in a row; an engine that was ready for a while starts again at once. */
const backOffMs = [0, 250, 1000, 5000, 15_000, 30_000];
/** An engine process that was ready for so long has earned a fresh start. */
const healthyMs = 10_000;

export interface EngineProcessEvents {
  ready(info: EngineInfo): void;
  /** It cannot run on this machine; no restart follows. */
  unavailable(reason: string, remedy: string): void;
  /** It died. `inFlight` were running; a restart follows by itself. */
  died(exit: { code: number | null; signal: string | null; reason: string; failures: number }, inFlight: SequenceId[]): void;
  frame(sequence: SequenceId, samples: Float32Array): void;
  finished(sequence: SequenceId, computeSeconds: number, residentBytes: number): void;
  failed(sequence: SequenceId, reason: string): void;
}

export interface EngineProcessOptions {
  readonly engine: string;
  /** The program to fork; by default the engine host. Tests put an engine of their own here. */
  readonly host?: string | undefined;
  readonly startMs: number;
  readonly silenceMs: number;
}

/** One engine process and its life: started, ready, dead, started again with growing pauses. */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  readonly #events: EngineProcessEvents;
  #child: ChildProcess | undefined;
  #info: EngineInfo | undefined;
  #reason = '';
  #failures = 0;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #running = new Map<SequenceId, NodeJS.Timeout>();

  constructor(options: EngineProcessOptions, events: EngineProcessEvents) {
    this.#options = options;
    this.#events = events;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get info(): EngineInfo | undefined {
    return this.#info;
  }

  get freeSlots(): number {
    return this.#info ? this.#info.slots - this.#running.size : 0;
  }

  get busySlots(): number {
    return this.#running.size;
  }

  start(): void {
    if (this.#closed) return;
    const child = fork(this.#options.host ?? hostPath(), [this.#options.engine], {
      serialization: 'advanced',
      // An engine's own output could carry users' text; what matters comes through the protocol.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: engineEnvironment(),
    });
    this.#child = child;
    this.#reason = '';
    this.#timer = setTimeout(() => this.#kill(`It was not ready after ${this.#options.startMs / 1000} s.`), this.#options.startMs);
    child.on('message', (message) => this.#receive(message as FromEngine));
    child.on('error', (error) => (this.#reason ||= error.message));
    child.once('exit', (code, signal) => this.#exited(child, code, signal));
  }

  speak(sequence: SequenceId, segment: SegmentRequest): void {
    this.#running.set(sequence, this.#watchdog());
    this.#send({ type: 'speak', sequence, segment });
  }

  cancel(sequence: SequenceId): void {
    if (this.#running.has(sequence)) this.#send({ type: 'cancel', sequence });
  }

  /** Ends the process for good and waits until it is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'ready':
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => (this.#failures = 0), healthyMs);
        this.#timer.unref();
        this.#info = message.info;
        return this.#events.ready(message.info);
      case 'unavailable':
        this.#closed = true;
        clearTimeout(this.#timer);
        this.#child?.kill('SIGKILL');
        return this.#events.unavailable(message.reason, message.remedy);
      case 'load-failed':
        this.#reason = message.reason;
        return;
      case 'frame':
        this.#running.get(message.sequence)?.refresh();
        return this.#events.frame(message.sequence, message.samples);
      case 'finished':
        this.#free(message.sequence);
        return this.#events.finished(message.sequence, message.computeSeconds, message.residentBytes);
      case 'failed':
        this.#free(message.sequence);
        return this.#events.failed(message.sequence, message.reason);
    }
  }

  #exited(child: ChildProcess, code: number | null, signal: string | null): void {
    if (this.#child !== child) return;
    clearTimeout(this.#timer);
    const inFlight = [...this.#running.keys()];
    inFlight.forEach((sequence) => this.#free(sequence));
    this.#info = undefined;
    if (this.#closed) return;
    this.#failures++;
    this.#timer = setTimeout(() => this.start(), backOffMs[Math.min(this.#failures - 1, backOffMs.length - 1)]);
    this.#events.died({ code, signal, reason: this.#reason, failures: this.#failures }, inFlight);
  }

  #watchdog(): NodeJS.Timeout {
    const { silenceMs } = this.#options;
    return setTimeout(() => this.#kill(`It gave no sign of life for ${silenceMs / 1000} s.`), silenceMs);
  }

  #kill(reason: string): void {
    this.#reason = reason;
    this.#child?.kill('SIGKILL');
  }

  #free(sequence: SequenceId): void {
    clearTimeout(this.#running.get(sequence));
    this.#running.delete(sequence);
  }

  #send(message: ToEngine): void {
    // A send to a dying process fails here; its `exit` event, which follows, replays what was in flight.
    this.#child?.send(message, undefined, undefined, () => undefined);
  }
}

/** The host beside this file's floor: TypeScript when run from the sources (tests), JavaScript when built. */
function hostPath(): string {
  const own = fileURLToPath(import.meta.url);
  return path.join(path.dirname(own), '..', 'engines', `host${path.extname(own)}`);
}

/** Engine processes get no secrets: only what a program needs to run. */
function engineEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG };
}
