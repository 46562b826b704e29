import { realpathSync } from 'node:fs';
import path from 'node:path';
import { FileSource, type Span } from './byte-source.ts';
import { messageOf } from '../errors.ts';
import { InvalidModel } from './invalid-model.ts';

/** Where a tensor's elements are in a file beside the model. */
export interface ExternalPlace {
  /** Path relative to the model's folder. */
  readonly location: string;
  /** In bytes. */
  readonly offset: number;
  /** In bytes; undefined is to the end of the file. */
  readonly length?: number | undefined;
}

/**
 * A model must not read files of others: refuses whatever is not a plain relative path. Backslash and colon mean
 * folders and drives on Windows; ONNX Runtime takes a location with an asterisk for an address in memory.
 */
export function checkLocation(file: string | undefined, location: string, what: string): void {
  const plain =
    location !== '' &&
    !/[\\:*\u0000-\u001f]/.test(location) &&
    location.split('/').every((part) => part !== '' && part !== '..');
  if (plain) return;
  const shown = JSON.stringify(location.slice(0, 80));
  throw new InvalidModel(
    file,
    `the external data of ${what} is in ${shown}, which is no path in the model's folder; it is refused`,
  );
}

/** Files of external data, each opened once. Close them when everything was read. */
export class ExternalFiles {
  readonly #model: string | undefined;
  readonly #files = new Map<string, FileSource>();

  /** `model` is the path of the model; undefined for one in memory, which has no folder. */
  constructor(model: string | undefined) {
    this.#model = model;
  }

  /** The bytes at a place. Throws {@link InvalidModel} when they lie outside the file, or the file outside the folder. */
  span({ location, offset, length }: ExternalPlace, what: string): Span {
    const source = this.#files.get(location) ?? this.#open(location, what);
    const end = length === undefined ? source.size : offset + length;
    if (offset <= end && end <= source.size) return { source, start: offset, end };
    throw new InvalidModel(
      this.#model,
      `the external data of ${what} is bytes ${offset} to ${end} of ${source.file}, which has ${source.size}`,
    );
  }

  close(): void {
    for (const source of this.#files.values()) source.close();
  }

  #open(location: string, what: string): FileSource {
    checkLocation(this.#model, location, what);
    if (this.#model === undefined) {
      throw new InvalidModel(undefined, `the data of ${what} is in "${location}", but a model in memory has no folder`);
    }
    const file = path.resolve(path.dirname(this.#model), location);
    if (!this.#isBesideModel(file, this.#model)) {
      throw new InvalidModel(this.#model, `the external data of ${what} is in "${location}", a link out of its folder`);
    }
    const source = new FileSource(file);
    this.#files.set(location, source);
    return source;
  }

  /** Links stay in the folder, or lead to the folder that the model itself is linked from, as in Hugging Face's cache. */
  #isBesideModel(file: string, model: string): boolean {
    try {
      const folders = [realpathSync(path.dirname(model)), path.dirname(realpathSync(model))];
      const real = realpathSync(file);
      return folders.some((folder) => real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep));
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw new InvalidModel(
        model,
        `the external data ${file} ${missing ? 'is missing' : `cannot be read (${messageOf(error)})`}`,
      );
    }
  }
}
