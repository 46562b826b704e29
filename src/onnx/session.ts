import koffi from 'koffi';
import { appendProvider, cpu, memoryInfoOf, type Device } from './device.ts';
import { elementTypeOf, type ElementType } from './element-type.ts';
import { OnnxError, onnxRuntime, type OnnxRuntime, type Pointer } from './library.ts';
import type { Tensor } from './tensor.ts';
import { shapeOf, tensorOf, valueOf } from './value.ts';

export interface SessionOptions {
  /** Threads that work on one run. Default 1: runs are what is spread over cores. */
  readonly threads?: number;
  readonly device?: Device;
  /** The folder that external data of a model given as bytes lies in. */
  readonly weightsFolder?: string;
  /** More session entries by their key in onnxruntime_session_options_config_keys.h. */
  readonly config?: Readonly<Record<string, string>>;
}

/** An input or output as the model declares it. */
export interface SessionValue {
  readonly name: string;
  /** Undefined for element types that are not used here. */
  readonly type: ElementType | undefined;
  /** A number, or the symbol of an open dimension (empty when it has none). */
  readonly dims: readonly (number | string)[];
}

/**
 * A loaded model. Any number of runs may go on at once; each works on a thread of libuv's pool, so the event loop stays
 * free. Release it when it is no longer used.
 */
export class Session {
  readonly inputs: readonly SessionValue[];
  readonly outputs: readonly SessionValue[];
  readonly device: Device;
  readonly #runtime: OnnxRuntime;
  readonly #handle: Pointer;
  readonly #hostMemory: Pointer;
  readonly #idle: (() => void)[] = [];
  #running = 0;
  #released: Promise<void> | undefined;

  private constructor(runtime: OnnxRuntime, handle: Pointer, device: Device) {
    this.#runtime = runtime;
    this.#handle = handle;
    this.device = device;
    this.inputs = describe(runtime, handle, 'Input');
    this.outputs = describe(runtime, handle, 'Output');
    this.#hostMemory = memoryInfoOf(runtime, cpu);
  }

  /** Loads a model from a file or from its bytes, on a thread of the pool. Throws {@link OnnxError}. */
  static async open(source: string | Uint8Array, options: SessionOptions = {}): Promise<Session> {
    const runtime = onnxRuntime();
    const device = options.device ?? cpu;
    const settings = runtime.create('SessionOptions', 'a session', (out) => runtime.call('CreateSessionOptions', out));
    try {
      configure(runtime, settings, options);
      const out: (Pointer | null)[] = [null];
      if (typeof source === 'string') await runtime.callAsync('CreateSession', runtime.env, source, settings, out);
      else {
        await runtime.callAsync('CreateSessionFromArray', runtime.env, source, source.byteLength, settings, out);
      }
      const handle = runtime.adopt('Session', 'a model', out[0]);
      try {
        return new Session(runtime, handle, device);
      } catch (error) {
        runtime.release('Session', handle);
        throw error;
      }
    } finally {
      runtime.release('SessionOptions', settings);
      keepAlive(source);
    }
  }

  /** For bindings and memory. Throws {@link OnnxError} once the session is released. */
  get handle(): Pointer {
    if (this.#released) throw new OnnxError('This session is released.');
    return this.#handle;
  }

  /**
   * Runs the model: tensors by input name in, those of the named outputs out, in host memory. Throws {@link OnnxError},
   * or the signal's reason: an abort ends the run at the next node of the graph (within milliseconds).
   */
  async run<Name extends string>(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly Name[],
    signal?: AbortSignal,
  ): Promise<Record<Name, Tensor>> {
    const runtime = this.#runtime;
    const names = Object.keys(feeds);
    // Held here, because the caller may put other tensors into `feeds` during the run.
    const tensors = Object.values(feeds);
    this.#checkNames(names, outputs);
    const values: Pointer[] = [];
    const results: (Pointer | null)[] = outputs.map(() => null);
    return this.exclusive(async () => {
      try {
        for (const tensor of tensors) values.push(valueOf(runtime, this.#hostMemory, tensor));
        await this.cancellable(signal, (options) =>
          runtime.callAsync(
            'Run',
            ...[this.#handle, options, names, values, names.length, outputs, outputs.length, results],
          ),
        );
        const named = outputs.map((name, index) => [name, tensorOf(runtime, results[index] as Pointer, name)]);
        return Object.fromEntries(named) as Record<Name, Tensor>;
      } finally {
        for (const value of values) runtime.release('Value', value);
        for (const value of results) {
          if (value) runtime.release('Value', runtime.adopt('Value', 'an output', value));
        }
        keepAlive(tensors);
      }
    });
  }

  /** ONNX Runtime meets a missing input only in the middle of the graph, and says so badly. */
  #checkNames(feeds: readonly string[], outputs: readonly string[]): void {
    const unfed = this.inputs.filter(({ name }) => !feeds.includes(name)).map(({ name }) => name);
    if (unfed.length > 0) throw new OnnxError(`The model needs the input ${unfed.join(', ')}, which was not given.`);
    const known = new Set([...this.inputs, ...this.outputs].map(({ name }) => name));
    const unknown = [...feeds, ...outputs].filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new OnnxError(`The model has no ${unknown.join(', ')}; it has ${[...known].slice(0, 20).join(', ')}.`);
    }
  }

  /** For bindings: runs `work` while the session cannot be released. */
  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    if (this.#released) throw new OnnxError('This session is released.');
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** For bindings: gives `work` run options that an abort of the signal terminates. */
  async cancellable(signal: AbortSignal | undefined, work: (options: Pointer | null) => Promise<void>): Promise<void> {
    if (!signal) return work(null);
    signal.throwIfAborted();
    const runtime = this.#runtime;
    const options = runtime.create('RunOptions', 'a run', (out) => runtime.call('CreateRunOptions', out));
    const onAbort = () => runtime.call('RunOptionsSetTerminate', options);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await work(options);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      runtime.release('RunOptions', options);
    }
  }

  /** Gives the model's memory back once no run is left; runs that come later fail. */
  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  async #release(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    this.#runtime.release('MemoryInfo', this.#hostMemory);
    this.#runtime.release('Session', this.#handle);
  }
}

function configure(runtime: OnnxRuntime, settings: Pointer, options: SessionOptions): void {
  runtime.call('SetIntraOpNumThreads', settings, options.threads ?? 1);
  // Memory planned for each shape that ever came would only grow: here nearly every run has lengths of its own. Without
  // it a busy voice takes 100 MB less, in no more time.
  runtime.call('DisableMemPattern', settings);
  const config: Record<string, string> = {
    // Threads of an idle session do not spin: another session in this process needs the core (24 ms a step, not 38).
    'session.force_spinning_stop': '1',
    'session.set_denormal_as_zero': '1',
    ...(options.weightsFolder !== undefined && {
      'session.model_external_initializers_file_folder_path': options.weightsFolder,
    }),
    ...options.config,
  };
  for (const [key, value] of Object.entries(config)) runtime.call('AddSessionConfigEntry', settings, key, value);
  appendProvider(runtime, settings, options.device ?? cpu);
}

function describe(runtime: OnnxRuntime, session: Pointer, side: 'Input' | 'Output'): SessionValue[] {
  const allocator = runtime.get<Pointer>('GetAllocatorWithDefaultOptions');
  const count = Number(runtime.get<number | bigint>(`SessionGet${side}Count`, session));
  return Array.from({ length: count }, (_, index) => {
    const address = runtime.get<Pointer>(`SessionGet${side}Name`, session, index, allocator);
    const name = koffi.decode.string(address);
    runtime.call('AllocatorFree', allocator, address);
    const typeInfo = runtime.get<Pointer>(`SessionGet${side}TypeInfo`, session, index);
    try {
      const info = runtime.get<Pointer | null>('CastTypeInfoToTensorInfo', typeInfo);
      if (!info) return { name, type: undefined, dims: [] };
      const { type, dims } = shapeOf(runtime, info);
      const symbols: string[] = dims.map(() => '');
      runtime.call('GetSymbolicDimensions', info, symbols, symbols.length);
      return {
        name,
        type: elementTypeOf(type),
        dims: dims.map((dim, axis) => (dim < 0 ? (symbols[axis] ?? '') : dim)),
      };
    } finally {
      runtime.invoke('ReleaseTypeInfo', typeInfo);
    }
  });
}

/** A use of its argument after an await: what native code reads is not collected before. */
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- being an argument is what holds it
function keepAlive(_held: unknown): void {
  // Nothing to do.
}
