import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../ops/child-environment.ts';
import { EngineUnavailable } from '../engine.ts';
import type { FromPhonemizer, ToPhonemizer } from './protocol.ts';

export interface ProcessOptions {
  /** The program to fork; by default the phonemizer's. Tests put one of their own here. */
  readonly host?: string | undefined;
  /** How long it may take to start, and to answer; then it is killed. */
  readonly startMs?: number | undefined;
  readonly answerMs?: number | undefined;
}

/** The process is gone, or was killed because it gave no answer. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';

  constructor(how: string) {
    super(`The phonemizer process died (${how}).`);
  }
}

interface Wait {
  readonly resolve: (message: FromPhonemizer) => void;
  readonly reject: (error: ProcessDied) => void;
  readonly timer: NodeJS.Timeout;
}

/** One phonemizer process, from its start to its end. */
export class PhonemizerProcess {
  /** eSpeak's identifiers by the names of voices, in lower case. */
  identifiers: ReadonlyMap<string, string> = new Map();
  readonly #child: ChildProcess;
  readonly #answerMs: number;
  #alive = true;
  #reason = '';
  #wait: Wait | undefined;

  private constructor({ host, answerMs }: ProcessOptions) {
    this.#answerMs = answerMs ?? 10_000;
    this.#child = fork(host ?? hostPath(), {
      serialization: 'advanced',
      // eSpeak's own output could carry users' text.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: childEnvironment(),
    });
    this.#child.on('message', (message) => this.#settle()?.resolve(message as FromPhonemizer));
    this.#child.on('error', (error) => {
      this.#reason ||= error.message;
      // Without a process there is no end to come either.
      if (this.#child.pid === undefined) this.#ended();
    });
    this.#child.once('close', (code, signal) => {
      this.#reason ||= signal === null ? `exit code ${String(code)}` : signal;
      this.#ended();
    });
  }

  /** Throws {@link EngineUnavailable} when eSpeak is not installed, and {@link ProcessDied}. */
  static async start(options: ProcessOptions): Promise<PhonemizerProcess> {
    const started = new PhonemizerProcess(options);
    const message = await started.#next(options.startMs ?? 30_000);
    if (message.type === 'ready') {
      started.identifiers = message.identifiers;
      return started;
    }
    await started.close();
    if (message.type === 'unavailable') throw new EngineUnavailable(message.reason, message.remedy);
    throw new Error(`eSpeak did not start: ${message.type === 'load-failed' ? message.reason : message.type}.`);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The answer to a request; the one before must have been answered. Throws {@link ProcessDied}. */
  async ask(request: ToPhonemizer): Promise<readonly string[]> {
    const answer = this.#next(this.#answerMs);
    // A send to a dying process fails here; its end, which follows, is what counts.
    this.#child.send(request, undefined, undefined, () => undefined);
    const message = await answer;
    if (message.type !== 'ipa') throw new Error(`The phonemizer answered with "${message.type}".`);
    return message.ipa;
  }

  /** Kills the process and waits until it is gone. */
  async close(): Promise<void> {
    if (!this.#alive) return;
    const gone = new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
    this.#child.kill('SIGKILL');
    await gone;
  }

  /** The next message of the process, which is killed when none comes in time. */
  #next(withinMs: number): Promise<FromPhonemizer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#reason = `no answer for ${withinMs / 1000} s`;
        this.#child.kill('SIGKILL');
      }, withinMs);
      this.#wait = { resolve, reject, timer };
      if (!this.#alive) this.#ended();
    });
  }

  #ended(): void {
    this.#alive = false;
    this.#settle()?.reject(new ProcessDied(this.#reason));
  }

  #settle(): Wait | undefined {
    const wait = this.#wait;
    clearTimeout(wait?.timer);
    this.#wait = undefined;
    return wait;
  }
}

/** The program beside this file: TypeScript when run from the sources (tests), JavaScript when built. */
function hostPath(): string {
  const own = fileURLToPath(import.meta.url);
  return path.join(path.dirname(own), `host${path.extname(own)}`);
}
