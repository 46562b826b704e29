import koffi from 'koffi';
import { cpu, memoryInfoOf } from './device.ts';
import { DeviceTensor } from './device-memory.ts';
import { OnnxError, onnxRuntime, type Pointer } from './library.ts';
import type { Session, SessionValue } from './session.ts';
import type { Tensor } from './tensor.ts';
import { tensorOf, valueOf } from './value.ts';

/** What native code points to: the tensor, so that it is not collected, and its value. */
interface Bound {
  readonly tensor: Tensor | DeviceTensor;
  readonly value: Pointer;
}

/**
 * Inputs and outputs of a session that stay where they are over many runs. The same tensor may be bound as an input and
 * as an output: an operator that appends in place (GroupQueryAttention's cache) then copies nothing. One run at a time;
 * all methods but `release` throw {@link OnnxError} during a run and after a release.
 */
export class Binding {
  readonly #runtime = onnxRuntime();
  readonly #session: Session;
  readonly #handle: Pointer;
  readonly #hostMemory: Pointer;
  readonly #inputs = new Map<string, Bound>();
  /** In the order in which they were bound first, which is also that of ONNX Runtime; undefined is fresh at each run. */
  readonly #outputs = new Map<string, Bound | undefined>();
  #running = false;
  #complete = false;
  #released = false;

  constructor(session: Session) {
    const runtime = this.#runtime;
    this.#session = session;
    this.#handle = runtime.create('IoBinding', 'a session', (out) =>
      runtime.call('CreateIoBinding', session.handle, out),
    );
    this.#hostMemory = memoryInfoOf(runtime, cpu);
  }

  bindInput(name: string, tensor: Tensor | DeviceTensor): void {
    this.#checkName(name, 'input', this.#session.inputs);
    this.#bind('BindInput', this.#inputs, name, tensor);
  }

  /** The run writes into this tensor, which must have the shape of the output. */
  bindOutput(name: string, tensor: Tensor | DeviceTensor): void {
    this.#checkName(name, 'output', this.#session.outputs);
    this.#bind('BindOutput', this.#outputs, name, tensor);
  }

  /** ONNX Runtime allocates this output in host memory at each run, in any shape; {@link outputs} copies it out. */
  bindFreshOutput(name: string): void {
    this.#checkName(name, 'output', this.#session.outputs);
    this.#runtime.call('BindOutputToDevice', this.#handle, name, this.#hostMemory);
    const before = this.#outputs.get(name);
    this.#outputs.set(name, undefined);
    if (before) this.#runtime.release('Value', before.value);
  }

  /** Runs with what is bound. Throws like {@link Session.run}. */
  async run(signal?: AbortSignal): Promise<void> {
    this.#checkFree();
    const runtime = this.#runtime;
    await this.#session.exclusive(async () => {
      this.#running = true;
      this.#complete = false;
      try {
        // Else the run would reuse what the last one has allocated, which need not have the right shape.
        for (const name of this.#fresh()) runtime.call('BindOutputToDevice', this.#handle, name, this.#hostMemory);
        await this.#session.cancellable(signal, (options) =>
          runtime.callAsync('RunWithBinding', this.#session.handle, options, this.#handle),
        );
        this.#complete = true;
      } finally {
        this.#running = false;
        if (this.#released) this.#free();
      }
    });
  }

  /**
   * Copies of the fresh outputs after a run, in the order in which they were bound; the others are in the tensors that
   * they were bound to.
   */
  outputs(): Tensor[] {
    this.#checkFree();
    const fresh = this.#fresh();
    if (fresh.length === 0) return [];
    if (!this.#complete) throw new OnnxError('There are no outputs: the last run failed, or there was none yet.');
    const runtime = this.#runtime;
    const allocator = runtime.get<Pointer>('GetAllocatorWithDefaultOptions');
    const values: (Pointer | null)[] = [null];
    const count: (number | bigint)[] = [0];
    runtime.call('GetBoundOutputValues', this.#handle, allocator, values, count);
    const array = values[0] as Pointer;
    const handles = koffi.decode(array, koffi.array('void*', Number(count[0]))) as Pointer[];
    runtime.call('AllocatorFree', allocator, array);
    for (const handle of handles) runtime.adopt('Value', 'a bound output', handle);
    try {
      const names = [...this.#outputs.keys()];
      return fresh.map((name) => tensorOf(runtime, handles[names.indexOf(name)] as Pointer, name));
    } finally {
      for (const handle of handles) runtime.release('Value', handle);
    }
  }

  /** Unbinds everything, after the run if there is one. The session stays. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (!this.#running) this.#free();
  }

  #free(): void {
    const runtime = this.#runtime;
    runtime.release('IoBinding', this.#handle);
    for (const bound of [...this.#inputs.values(), ...this.#outputs.values()]) {
      if (bound) runtime.release('Value', bound.value);
    }
    this.#inputs.clear();
    this.#outputs.clear();
    runtime.release('MemoryInfo', this.#hostMemory);
  }

  #fresh(): string[] {
    return [...this.#outputs].filter(([, bound]) => !bound).map(([name]) => name);
  }

  #checkFree(): void {
    if (this.#released) throw new OnnxError('This binding is released.');
    if (this.#running) throw new OnnxError('This binding is running; wait for the end of the run.');
  }

  /** ONNX Runtime finds an unknown output only at the run, and an unknown input leaves its binding unusable. */
  #checkName(name: string, what: string, known: readonly SessionValue[]): void {
    this.#checkFree();
    if (known.some((each) => each.name === name)) return;
    const names = known.slice(0, 20).map((each) => each.name);
    throw new OnnxError(`The model has no ${what} ${name}; it has ${names.join(', ')}.`);
  }

  #bind(
    how: 'BindInput' | 'BindOutput',
    side: Map<string, Bound | undefined>,
    name: string,
    tensor: Tensor | DeviceTensor,
  ): void {
    const runtime = this.#runtime;
    const value = tensor instanceof DeviceTensor ? tensor.value() : valueOf(runtime, this.#hostMemory, tensor);
    try {
      runtime.call(how, this.#handle, name, value);
    } catch (error) {
      runtime.release('Value', value);
      throw error;
    }
    const before = side.get(name);
    side.set(name, { tensor, value });
    if (before) runtime.release('Value', before.value);
  }
}
