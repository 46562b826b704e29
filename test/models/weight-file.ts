import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ExternalPlace } from '../../src/onnx/external-data.ts';

/** A model's external data, written tensor by tensor: at no time is more than one in memory. Close it at the end. */
export class WeightFile {
  readonly #location: string;
  readonly #descriptor: number;
  #bytes = 0;

  constructor(file: string) {
    this.#location = path.basename(file);
    this.#descriptor = openSync(file, 'w');
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes the elements of a tensor behind those before, and says where they are. */
  append(data: NodeJS.ArrayBufferView): ExternalPlace {
    const place = { location: this.#location, offset: this.#bytes, length: data.byteLength };
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let done = 0; done < bytes.length;) done += writeSync(this.#descriptor, bytes, done);
    this.#bytes += bytes.length;
    return place;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
