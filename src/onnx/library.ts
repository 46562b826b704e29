import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import koffi, { type LibraryHandle } from 'koffi';
import { apiFunctions, apiVersion, fixedPoints, prototypes, type ApiFunction } from './functions.ts';
import { messageOf } from '../errors.ts';

/** An address in native memory; 0 is none. */
export type Pointer = bigint;

/** What of ONNX Runtime must be released, each by a function of its own. */
export type HandleKind =
  'Env' | 'SessionOptions' | 'Session' | 'RunOptions' | 'Value' | 'MemoryInfo' | 'IoBinding' | 'Allocator';

/** ONNX Runtime refused or failed. The message says what was tried, and in its own words why. */
export class OnnxError extends Error {
  override readonly name = 'OnnxError';
}

type NativeFunction = ((...parameters: unknown[]) => unknown) & { async: (...parameters: unknown[]) => void };

/**
 * koffi gives each asynchronous call a stack of 128 KiB, which graphs nested 24 deep overflow (SIGSEGV). This is what its
 * synchronous calls have.
 */
const stackBytes = 2 << 20;

/** Stacks that are kept for later calls; as many as koffi allows. By default it keeps 8, and makes all others anew. */
const keptStacks = 32;

/** koffi refuses more than 256 asynchronous calls. libuv's pool has 4 threads by default, so later ones would wait anyhow. */
const mostCallsAtOnce = 64;

/**
 * ONNX Runtime's C API in this process. There is one, made by {@link onnxRuntime}: the library keeps global state, and
 * its handle must live as long as the process. koffi unmaps a library whose handle is collected, even while its
 * functions run (16 of 16 processes crashed so); `#library` is what prevents it.
 */
export class OnnxRuntime {
  /** Of the library that was found, such as 1.30.0. */
  readonly version: string;
  /** The library's file. */
  readonly file: string;
  readonly #library: LibraryHandle;
  readonly #functions = new Map<ApiFunction, NativeFunction>();
  readonly #handles = new Map<HandleKind, number>();
  readonly #env: Pointer;
  #calls = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(file: string) {
    this.file = file;
    checkFixedPoints();
    this.#library = load(file);
    const base = koffi.decode(
      this.#library.func('void* OrtGetApiBase()')() as Pointer,
      koffi.array('void*', 2),
    ) as Pointer[];
    const [getApi, getVersion] = base as [Pointer, Pointer];
    this.version = koffi.call(getVersion, koffi.proto('const char* ()')) as string;
    const table = koffi.call(getApi, koffi.proto('void* (uint32_t version)'), apiVersion) as Pointer | null;
    if (!table)
      throw new OnnxError(`${file} is ONNX Runtime ${this.version}, which lacks version ${apiVersion} of its C API.`);
    const addresses = koffi.decode(table, koffi.array('void*', apiFunctions.length)) as Pointer[];
    for (const [name, prototype] of Object.entries(prototypes) as [ApiFunction, string][]) {
      const address = addresses[apiFunctions.indexOf(name)] as Pointer;
      this.#functions.set(name, koffi.decode(address, koffi.proto(prototype)) as NativeFunction);
    }
    // The table's last entry answers as it should, so the entries before it are in their places.
    const build = this.#native('GetBuildInfoString')() as string;
    if (!build.includes('git-commit-id'))
      throw new OnnxError(`The function table of ${file} is not in the known order.`);
    // 4: nothing but fatal errors on stderr; all others come as statuses.
    this.#env = this.create('Env', 'start', (out) => this.call('CreateEnv', 4, 'starling', out));
  }

  get env(): Pointer {
    return this.#env;
  }

  /** Handles that are not released, by kind; a kind without any is absent. */
  get handles(): Readonly<Partial<Record<HandleKind, number>>> {
    return Object.fromEntries([...this.#handles].filter(([, count]) => count > 0));
  }

  /** Calls a function that returns a status; throws {@link OnnxError} for one that is not good. */
  call(name: ApiFunction, ...parameters: unknown[]): void {
    this.#check(name, this.#native(name)(...parameters) as Pointer | null);
  }

  /**
   * The same on a thread of libuv's pool, so that the event loop stays free. The caller keeps everything that `parameters`
   * point to until the promise settles.
   */
  async callAsync(name: ApiFunction, ...parameters: unknown[]): Promise<void> {
    if (this.#calls < mostCallsAtOnce) this.#calls++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      const status = await new Promise<Pointer | null>((resolve, reject) => {
        this.#native(name).async(...parameters, (error: Error | null, result: Pointer | null) => {
          if (error) reject(error);
          else resolve(result);
        });
      });
      this.#check(name, status);
    } finally {
      // Who waits longest takes the place over.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#calls--;
    }
  }

  /** Calls a function that returns nothing. */
  invoke(name: ApiFunction, ...parameters: unknown[]): void {
    this.#native(name)(...parameters);
  }

  /** Returns what a function writes through its last, out parameter. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what the function gives
  get<T>(name: ApiFunction, ...parameters: unknown[]): T {
    const out: unknown[] = [null];
    this.call(name, ...parameters, out);
    return out[0] as T;
  }

  /** Makes a handle that {@link release} must get back. `what` is named in the error. */
  create(kind: HandleKind, what: string, make: (out: (Pointer | null)[]) => void): Pointer {
    const out: (Pointer | null)[] = [null];
    make(out);
    return this.adopt(kind, what, out[0]);
  }

  /** Counts a handle that a call has returned. */
  adopt(kind: HandleKind, what: string, handle: Pointer | null | undefined): Pointer {
    if (!handle) throw new OnnxError(`ONNX Runtime gave no ${kind} for ${what}.`);
    this.#handles.set(kind, (this.#handles.get(kind) ?? 0) + 1);
    return handle;
  }

  release(kind: HandleKind, handle: Pointer): void {
    this.#handles.set(kind, (this.#handles.get(kind) ?? 0) - 1);
    this.#native(`Release${kind}`)(handle);
  }

  #native(name: ApiFunction): NativeFunction {
    return this.#functions.get(name) as NativeFunction;
  }

  #check(name: ApiFunction, status: Pointer | null): void {
    if (!status) return;
    const message = this.#native('GetErrorMessage')(status) as string;
    this.#native('ReleaseStatus')(status);
    throw new OnnxError(`${name}: ${message}`);
  }
}

let loaded: OnnxRuntime | undefined;

/** ONNX Runtime, loaded at the first call. Throws {@link OnnxError} when it cannot be. */
export function onnxRuntime(): OnnxRuntime {
  loaded ??= new OnnxRuntime(libraryFile());
  return loaded;
}

/** The library inside the package onnxruntime-node, for this system. Throws {@link OnnxError} when there is none. */
export function libraryFile(): string {
  let folder: string;
  try {
    folder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  } catch (cause) {
    throw new OnnxError('The package onnxruntime-node is not installed. Run npm ci.', { cause });
  }
  const napi = readdirSync(path.join(folder, 'bin')).find((name) => name.startsWith('napi-'));
  const native = path.join(folder, 'bin', napi ?? '', process.platform, process.arch);
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'libonnxruntime.1.dylib',
    win32: 'onnxruntime.dll',
  };
  const file = path.join(native, names[process.platform] ?? 'libonnxruntime.so.1');
  if (existsSync(file)) return file;
  throw new OnnxError(
    `onnxruntime-node has no library for ${process.platform} on ${process.arch}. Neural voices do not run on this machine; the built-in ones do.`,
  );
}

function load(file: string): LibraryHandle {
  try {
    // It can be set only before the first library is loaded.
    if (koffi.config().async_stack_size !== stackBytes) {
      koffi.config({ async_stack_size: stackBytes, resident_async_pools: keptStacks });
    }
    return koffi.load(file);
  } catch (cause) {
    throw new OnnxError(`${file} cannot be loaded: ${messageOf(cause)}`, { cause });
  }
}

/** Throws {@link OnnxError} when a list of functions is not in the order of `struct OrtApi`. */
export function checkFixedPoints(functions: readonly string[] = apiFunctions): void {
  for (const [name, index] of Object.entries(fixedPoints)) {
    if (functions[index] === name) continue;
    throw new OnnxError(`onnx/functions.ts is wrong: ${name} is not at ${index}.`);
  }
}
