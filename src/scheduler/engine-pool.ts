import type { EngineInfo, EngineOptions, Measurement } from '../engines/engine.ts';
import type { SequenceId } from '../engines/protocol.ts';
import { StarlingError } from '../errors.ts';
import type { Log } from '../ops/log.ts';
import { EngineProcess } from './engine-process.ts';

/** After so many failed starts in a row the engine counts as failed, though it is still tried. */
const mostFailedStarts = 4;

/** `restarting` still admits: its processes died a moment ago and are being started again. */
export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'unavailable';

export interface EngineStatus {
  readonly id: string;
  readonly state: EngineState;
  /** Known once it was ready; kept when it dies. */
  readonly info: EngineInfo | undefined;
  /** Why it is not ready, and what to do. */
  readonly reason: string;
  readonly remedy: string;
  readonly pids: readonly number[];
}

export interface EnginePoolOptions {
  readonly engine: string;
  readonly engineOptions: EngineOptions;
  readonly processes: number;
  readonly host?: string | undefined;
  readonly startMs: number;
  readonly silenceMs: number;
  readonly log: Log;
}

/** What a pool tells the scheduler. Each may have freed a slot. */
export interface EnginePoolEvents {
  changed(): void;
  /** A process died while it ran these. */
  died(inFlight: readonly SequenceId[]): void;
  frame(sequence: SequenceId, samples: Float32Array): void;
  finished(sequence: SequenceId, computeSeconds: number, resident: { process: number; bytes: number }): void;
  failed(sequence: SequenceId, reason: string): void;
  measured(measurement: Measurement): void;
}

/** The processes of one engine, and what can be said of them together. */
export class EnginePool {
  readonly id: string;
  readonly size: number;
  readonly #processes: EngineProcess[] = [];
  readonly #log: Log;
  readonly #events: EnginePoolEvents;
  #state: EngineState = 'starting';
  #info: EngineInfo | undefined;
  #reason = 'It is still loading.';
  #remedy = 'Try again in a moment.';

  constructor(options: EnginePoolOptions, events: EnginePoolEvents) {
    this.id = options.engine;
    this.size = options.processes;
    this.#log = options.log.child({ engine: options.engine });
    this.#events = events;
    for (let index = 0; index < options.processes; index++) this.#processes.push(this.#process(options, index));
  }

  start(): void {
    for (const process of this.#processes) process.start();
  }

  get info(): EngineInfo | undefined {
    return this.#info;
  }

  get status(): EngineStatus {
    const pids = this.#processes.flatMap((process) => process.pid ?? []);
    return { id: this.id, state: this.#state, info: this.#info, reason: this.#reason, remedy: this.#remedy, pids };
  }

  get freeSlots(): number {
    return this.#processes.reduce((sum, process) => sum + process.freeSlots, 0);
  }

  get busySlots(): number {
    return this.#processes.reduce((sum, process) => sum + process.busySlots, 0);
  }

  /** The process with the most free slots, if any is free. */
  free(): EngineProcess | undefined {
    const free = this.#processes.filter((process) => process.freeSlots > 0);
    return free.sort((a, b) => b.freeSlots - a.freeSlots)[0];
  }

  /** The error for a request that this engine cannot take now; undefined when it can. */
  refusal(): StarlingError | undefined {
    switch (this.#state) {
      case 'starting':
        return new StarlingError('starting', `The engine ${this.id} is still loading. Try again in a moment.`, {
          retryAfterSeconds: 1,
        });
      case 'failed':
      case 'unavailable': {
        const details = this.#state === 'failed' ? { retryAfterSeconds: 30 } : ({ retryable: false } as const);
        const message = `The engine ${this.id} is not running: ${this.#reason} ${this.#remedy}`;
        return new StarlingError('engine_unavailable', message, details);
      }
      default:
        return undefined;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.close()));
  }

  #process(options: EnginePoolOptions, index: number): EngineProcess {
    const log = this.#log;
    const process: EngineProcess = new EngineProcess(options, {
      ready: (info) => {
        log.info({ pid: process.pid, voices: info.voices.length }, 'engine-ready');
        for (const fault of info.faults) log.warn(fault, 'voice-unusable');
        this.#info = info;
        this.#become('ready', '', '');
      },
      unavailable: (reason, remedy) => {
        // What runs keeps running: the machine may have lost what this engine needs after the others had loaded it.
        if (this.#processes.some((each) => each.info)) return;
        if (this.#state !== 'unavailable') log.warn({ reason, remedy }, 'engine-unavailable');
        this.#become('unavailable', reason, remedy);
      },
      died: (exit, inFlight) => {
        log.error({ ...exit, inFlight: inFlight.length }, 'engine-died');
        this.#afterDeath(exit.failedStarts, exit.reason);
        this.#events.died(inFlight);
      },
      frame: (sequence, samples) => this.#events.frame(sequence, samples),
      finished: (sequence, computeSeconds, bytes) =>
        this.#events.finished(sequence, computeSeconds, { process: index, bytes }),
      failed: (sequence, reason) => this.#events.failed(sequence, reason),
      note: (level, message, fields) => log[level](fields, message),
      measured: (measurement) => this.#events.measured(measurement),
    });
    return process;
  }

  #afterDeath(failedStarts: number, reason: string): void {
    if (this.#state === 'unavailable' || this.#processes.some((process) => process.info)) return;
    const why = reason || 'Its process died.';
    if (failedStarts >= mostFailedStarts) this.#become('failed', why, 'See the log; it is tried again every 30 s.');
    else if (this.#state !== 'starting') this.#become('restarting', why, 'It is being restarted.');
  }

  #become(state: EngineState, reason: string, remedy: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#remedy = remedy;
    this.#events.changed();
  }
}
