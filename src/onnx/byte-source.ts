import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { messageOf } from '../errors.ts';
import { InvalidModel } from './invalid-model.ts';

/** Where bytes come from: a file, of which only what is asked for is read, or memory. Positions count from its start. */
export interface ByteSource {
  /** The path; undefined for memory. */
  readonly file: string | undefined;
  readonly size: number;
  /**
   * Fields and numbers that may still be read until it is closed, when it starts anew: what bounds the time and memory
   * that a hostile file takes.
   */
  fieldsLeft: number;
  /** The caller asks only within the size, here and below. */
  byteAt(position: number): number;
  /** A view of the bytes; not to be written to. */
  read(start: number, end: number): Uint8Array;
  /** Fills all of `target`. */
  readInto(target: Uint8Array, start: number): void;
  /** Gives back what the operating system holds. The source can still be read: a file is opened again. */
  close(): void;
}

/** Bytes of a source. */
export interface Span {
  readonly source: ByteSource;
  readonly start: number;
  readonly end: number;
}

/** Four times what the largest published graph has. Each may become a node, which takes some 600 bytes of memory. */
const mostFields = 1 << 21;

export class MemorySource implements ByteSource {
  readonly file = undefined;
  readonly size: number;
  fieldsLeft = mostFields;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  byteAt(position: number): number {
    return this.#bytes[position] as number;
  }

  read(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  readInto(target: Uint8Array, start: number): void {
    target.set(this.#bytes.subarray(start, start + target.length));
  }

  close(): void {
    this.fieldsLeft = mostFields;
  }
}

/** Structure comes in pieces of a few hundred bytes, between weights that are skipped. */
const windowBytes = 1 << 14;
/** `read` of the operating system takes no more than 2 GiB at once. */
const mostBytesAtOnce = 1 << 30;

/** A file. It must not change while it is used; that it did is found when it is opened again. */
export class FileSource implements ByteSource {
  readonly file: string;
  readonly size: number;
  fieldsLeft = mostFields;
  readonly #stats: Stats;
  #handle: number | undefined;
  #window = new Uint8Array(0);
  #windowStart = 0;

  /** Opens the file. Throws {@link InvalidModel} when it cannot be read, as all methods do. */
  constructor(file: string) {
    this.file = file;
    this.#stats = this.#open();
    this.size = this.#stats.size;
  }

  byteAt(position: number): number {
    const at = position - this.#windowStart;
    return at >= 0 && at < this.#window.length ? (this.#window[at] as number) : (this.#moveTo(position)[0] as number);
  }

  read(start: number, end: number): Uint8Array {
    if (end - start > windowBytes) {
      const bytes = new Uint8Array(end - start);
      this.readInto(bytes, start);
      return bytes;
    }
    const at = start - this.#windowStart;
    if (at >= 0 && end - this.#windowStart <= this.#window.length) return this.#window.subarray(at, at + end - start);
    return this.#moveTo(start).subarray(0, end - start);
  }

  readInto(target: Uint8Array, start: number): void {
    if (this.#handle === undefined) this.#openAgain();
    for (let done = 0; done < target.length;) {
      const wanted = Math.min(target.length - done, mostBytesAtOnce);
      const read = reading(this.file, () => readSync(this.#handle as number, target, done, wanted, start + done));
      if (read === 0) throw new InvalidModel(this.file, `the file became shorter than ${start + done + 1} bytes`);
      done += read;
    }
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
    this.#window = new Uint8Array(0);
    this.fieldsLeft = mostFields;
  }

  /** A new window each time: views on the last one stay as they are. */
  #moveTo(position: number): Uint8Array {
    const window = new Uint8Array(Math.min(windowBytes, this.size - position));
    this.readInto(window, position);
    this.#window = window;
    this.#windowStart = position;
    return window;
  }

  #open(): Stats {
    return reading(this.file, () => {
      // Asked before it is opened: opening a pipe would wait for a writer.
      const stats = statSync(this.file);
      if (stats.isDirectory()) throw new InvalidModel(this.file, 'this is a folder; expected an ONNX file');
      if (!stats.isFile()) throw new InvalidModel(this.file, 'this is no regular file; expected an ONNX file');
      this.#handle = openSync(this.file, 'r');
      return fstatSync(this.#handle);
    });
  }

  #openAgain(): void {
    const { ino, size, mtimeMs } = this.#open();
    if (ino === this.#stats.ino && size === this.#stats.size && mtimeMs === this.#stats.mtimeMs) return;
    this.close();
    throw new InvalidModel(this.file, 'the file was changed after its structure was read; load it again');
  }
}

/** What the operating system says of a file, as {@link InvalidModel}. */
export function reading<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvalidModel) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const what = missing ? 'there is no such file' : `it cannot be read (${messageOf(error)})`;
    throw new InvalidModel(file, what, { cause: error });
  }
}
