import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineInfo, EngineOptions, Measurement, StartedSegment } from '../engines/engine.ts';
import type { FromEngine, MovedDue, SequenceId, ToEngine } from '../engines/protocol.ts';
import { messageOf } from '../errors.ts';
import { childEnvironment } from '../ops/child-environment.ts';
import { usableCores } from '../ops/cpu.ts';
import { heapFlags } from '../ops/heap.ts';
import { memoryLimit } from '../ops/memory.ts';

/** Wait before the n-th restart in a row; an engine that did its work starts again at once. */
const backOffMs = [0, 250, 1000, 5000, 15_000, 30_000];
/** An engine process that was ready for so long, or has spoken a segment, has earned a fresh start. */
const healthyMs = 10_000;

export interface EngineProcessEvents {
  ready(info: EngineInfo): void;
  /** It cannot run on this machine; no restart follows. */
  unavailable(reason: string, remedy: string): void;
  /** It died. `inFlight` were running; a restart follows by itself. */
  died(exit: EngineExit, inFlight: SequenceId[]): void;
  frame(sequence: SequenceId, samples: Float32Array): void;
  finished(sequence: SequenceId, computeSeconds: number, residentBytes: number): void;
  failed(sequence: SequenceId, reason: string): void;
  note(level: 'info' | 'warn', message: string, fields: Readonly<Record<string, unknown>>): void;
  measured(measurement: Measurement): void;
}

export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Empty when it did not say. */
  readonly reason: string;
  /** Starts in a row that ended before the engine was ready. */
  readonly failedStarts: number;
}

export interface EngineProcessOptions {
  readonly engine: string;
  readonly engineOptions: EngineOptions;
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
  /** Deaths in a row, for the back-off, and among them the starts that were never ready. */
  #deaths = 0;
  #failedStarts = 0;
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
    this.#reason = '';
    const child = this.#fork();
    if (!child) return this.#ended(null, null);
    this.#child = child;
    const { startMs } = this.#options;
    this.#timer = setTimeout(() => this.#kill(`It was not ready after ${startMs / 1000} s.`), startMs);
    child.on('message', (message) => this.#receive(message as FromEngine));
    child.on('error', (error) => {
      this.#reason ||= error.message;
      // Without a process there is no end to come either.
      if (child.pid === undefined) this.#exited(child, null, null);
    });
    // Not `exit`, which can come before the last messages, such as why it could not load.
    child.once('close', (code, signal) => this.#exited(child, code, signal));
  }

  speak(sequence: SequenceId, segment: StartedSegment): void {
    this.#running.set(sequence, this.#watchdog());
    this.#send({ type: 'speak', sequence, segment });
  }

  /** It is heard at another time than was thought. */
  due(sequence: SequenceId, moved: MovedDue): void {
    if (this.#running.has(sequence)) this.#send({ type: 'due', sequence, ...moved });
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
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'ready':
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => (this.#deaths = 0), healthyMs);
        this.#timer.unref();
        this.#failedStarts = 0;
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
      case 'broken':
        // What it has said of other segments since is as void as they are: the next process speaks them.
        this.#child?.removeAllListeners('message');
        return this.#kill(message.reason);
      case 'frame':
        this.#lives();
        return this.#events.frame(message.sequence, message.samples);
      case 'finished':
        this.#free(message.sequence);
        this.#lives();
        this.#deaths = 0;
        return this.#events.finished(message.sequence, message.computeSeconds, message.residentBytes);
      case 'failed':
        this.#free(message.sequence);
        return this.#events.failed(message.sequence, message.reason);
      case 'note':
        this.#loads();
        return this.#events.note(message.level, message.message, message.fields);
      case 'measured':
        this.#lives();
        return this.#events.measured(message.measurement);
    }
  }

  #exited(child: ChildProcess, code: number | null, signal: string | null): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#ended(code, signal);
  }

  /** There is no process any more, or there never was one. */
  #ended(code: number | null, signal: string | null): void {
    clearTimeout(this.#timer);
    const inFlight = [...this.#running.keys()];
    inFlight.forEach((sequence) => this.#free(sequence));
    if (!this.#info) this.#failedStarts++;
    this.#info = undefined;
    if (this.#closed) return;
    const pauseMs = backOffMs[Math.min(this.#deaths, backOffMs.length - 1)];
    this.#deaths++;
    this.#timer = setTimeout(() => this.start(), pauseMs);
    this.#events.died({ code, signal, reason: this.#reason, failedStarts: this.#failedStarts }, inFlight);
  }

  /** Undefined when the system refuses another process, for want of memory for example. */
  #fork(): ChildProcess | undefined {
    const { engine, engineOptions, host } = this.#options;
    try {
      return fork(host ?? hostPath(), [engine, JSON.stringify(engineOptions)], {
        serialization: 'advanced',
        execArgv: [...process.execArgv, ...heapFlags(memoryLimit(), 'engine')],
        // An engine's own output could carry users' text; what matters comes through the protocol.
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        // Each run of a model holds a thread of libuv's pool, whose default is four.
        env: childEnvironment({ UV_THREADPOOL_SIZE: String(usableCores() + 4) }),
      });
    } catch (error) {
      this.#reason = messageOf(error);
      return undefined;
    }
  }

  #watchdog(): NodeJS.Timeout {
    const { silenceMs } = this.#options;
    return setTimeout(() => this.#kill(`It gave no sign of life for ${silenceMs / 1000} s.`), silenceMs);
  }

  /** Segments share the cores of a process: while it works on one, others may wait in it for long. */
  #lives(): void {
    for (const watchdog of this.#running.values()) watchdog.refresh();
  }

  /** Large models take minutes to load, and say so meanwhile. */
  #loads(): void {
    if (!this.#info) this.#timer?.refresh();
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
