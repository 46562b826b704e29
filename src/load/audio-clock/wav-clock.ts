import type { AudioClock } from '../audio-clock.ts';
import { spells, UnitReader, viewOf, type Unit } from './unit-reader.ts';

/** Of the `fmt ` chunk; zero where it is not known, and where samples have no fixed length, as in ADPCM. */
interface WavFormat {
  readonly rate: number;
  /** One sample of each channel. */
  readonly frameBytes: number;
}

const unknownFormat: WavFormat = { rate: 0, frameBytes: 0 };
/** Format tags of mmreg.h with samples of one length: PCM, float, A-law, µ-law, extensible. */
const evenTags = [0x0001, 0x0003, 0x0006, 0x0007, 0xfffe];
/** Writers that do not know the length put 0, 0xFFFFFFFF (ffmpeg, Starling) or 0x7FFFF000 and more (sox) there. */
const leastUnknownBytes = 0x7ffff000;

/**
 * RIFF/WAVE (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft, 1991). Several files behind each
 * other, as some servers send, count together.
 */
export class WavClock implements AudioClock {
  readonly #reader = new UnitReader((ahead) => this.#unitAt(ahead));
  #state: 'file' | 'chunk' | 'data' | 'padding' = 'file';
  #format = unknownFormat;
  /** What the header says; Infinity where it does not know. */
  #promisedBytes = 0;
  /** Of sound, in this file. */
  #arrivedBytes = 0;
  #dataSeen = false;
  /** What follows the sound is no chunk. */
  #junk = false;
  /** In earlier files. */
  #secondsBefore = 0;

  feed(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
  }

  get seconds(): number {
    return this.#secondsBefore + duration(this.#arrivedBytes, this.#format);
  }

  get complete(): boolean {
    if (!this.#dataSeen) return false;
    if (this.#promisedBytes === Infinity) return this.#arrivedBytes % (this.#format.frameBytes || 1) === 0;
    return this.#arrivedBytes === this.#promisedBytes && (this.#junk || this.#reader.between);
  }

  #unitAt(ahead: Uint8Array): Unit | undefined {
    switch (this.#state) {
      case 'data':
        return {
          bytes: this.#promisedBytes,
          part: ({ length }) => (this.#arrivedBytes += length),
          whole: this.#endData,
        };
      case 'padding':
        this.#state = 'chunk';
        return { bytes: 1 };
      case 'file':
        return this.#fileAt(ahead);
      case 'chunk':
        return this.#chunkAt(ahead);
    }
  }

  readonly #endData = () => (this.#state = this.#promisedBytes % 2 === 1 ? 'padding' : 'chunk');

  #fileAt(ahead: Uint8Array): Unit | undefined {
    if (ahead.length < 12) return undefined;
    if (!isRiff(ahead) || !spells(ahead, 'WAVE', 8)) return this.#rest();
    this.#secondsBefore = this.seconds;
    this.#arrivedBytes = 0;
    this.#dataSeen = false;
    this.#state = 'chunk';
    return { bytes: 12 };
  }

  #chunkAt(ahead: Uint8Array): Unit | undefined {
    if (ahead.length < 8) return undefined;
    if (isRiff(ahead)) return this.#fileAt(ahead);
    if (ahead.subarray(0, 4).some((byte) => byte < 0x20 || byte > 0x7e)) return this.#rest();
    const size = viewOf(ahead).getUint32(4, true);
    if (spells(ahead, 'data') && !this.#dataSeen) return { bytes: 8, whole: () => this.#beginData(size) };
    if (spells(ahead, 'fmt ') && size >= 16 && !this.#dataSeen) {
      if (ahead.length < 8 + 16) return undefined;
      this.#format = formatAt(viewOf(ahead));
    }
    return { bytes: 8 + size + (size % 2) };
  }

  #beginData(size: number): void {
    this.#dataSeen = true;
    this.#promisedBytes = size === 0 || size >= leastUnknownBytes ? Infinity : size;
    this.#state = 'data';
  }

  #rest(): Unit {
    this.#junk = true;
    return { bytes: Infinity };
  }
}

/** RF64 (EBU Tech 3306) is the same with its lengths in another place; here they count as not known. */
function isRiff(ahead: Uint8Array): boolean {
  return spells(ahead, 'RIFF') === true || spells(ahead, 'RF64') === true;
}

function formatAt(chunk: DataView): WavFormat {
  const known = evenTags.includes(chunk.getUint16(8, true));
  return known ? { rate: chunk.getUint32(12, true), frameBytes: chunk.getUint16(20, true) } : unknownFormat;
}

/** Seconds, by whole frames. */
function duration(bytes: number, { rate, frameBytes }: WavFormat): number {
  return rate > 0 && frameBytes > 0 ? Math.floor(bytes / frameBytes) / rate : 0;
}
