import type { AudioClock } from '../audio-clock.ts';
import { FlacFrames } from './flac-frames.ts';
import { id3TagAt } from './id3-tag.ts';
import { spells, UnitReader, viewOf, type Unit } from './unit-reader.ts';

const streamInfo = 0;
const blockHeaderBytes = 4;
/** As much of the STREAMINFO block as is read, its header included. */
const streamInfoBytes = blockHeaderBytes + 18;

/** FLAC (RFC 9639): the marker, blocks of metadata, and frames to the end. */
export class FlacClock implements AudioClock {
  readonly #reader = new UnitReader((ahead) => this.#unitAt(ahead));
  readonly #frames = new FlacFrames();
  #state: 'marker' | 'metadata' | 'frames' = 'marker';
  /** Hz; 0 where the stream does not say. */
  #rate = 0;
  /** 0 where the stream does not say, as one that is made while it is sent. */
  #promisedSamples = 0;

  feed(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
  }

  get seconds(): number {
    const rate = this.#rate || this.#frames.rate;
    return rate > 0 ? this.#frames.samples / rate : 0;
  }

  get complete(): boolean {
    return this.#state === 'frames' && this.#frames.closed && this.#frames.samples >= this.#promisedSamples;
  }

  #unitAt(ahead: Uint8Array): Unit | undefined {
    if (this.#state === 'metadata') return this.#metadataAt(ahead);
    if (this.#state === 'marker') {
      const tag = id3TagAt(ahead);
      const marker = spells(ahead, 'fLaC');
      if (tag === 'more' || marker === undefined) return undefined;
      if (tag) return tag;
      if (marker) {
        this.#state = 'metadata';
        return { bytes: 4 };
      }
      // Who joins a stream late gets frames alone; they hold their rate as a rule.
      this.#state = 'frames';
    }
    return { bytes: Infinity, part: (bytes) => this.#frames.feed(bytes) };
  }

  #metadataAt(ahead: Uint8Array): Unit | undefined {
    if (ahead.length < blockHeaderBytes) return undefined;
    const header = viewOf(ahead).getUint32(0);
    const bytes = blockHeaderBytes + (header & 0xffffff);
    if (((header >>> 24) & 0x7f) === streamInfo && bytes >= streamInfoBytes) {
      if (ahead.length < streamInfoBytes) return undefined;
      this.#readStreamInfo(viewOf(ahead.subarray(blockHeaderBytes)));
    }
    // The last block has its highest bit set.
    return { bytes, whole: () => (this.#state = header >>> 31 ? 'frames' : 'metadata') };
  }

  /** RFC 9639, section 8.2: 20 bits of rate, 3 of channels, 5 of bits per sample and 36 of length. */
  #readStreamInfo(block: DataView): void {
    this.#rate = block.getUint32(10) >>> 12;
    this.#promisedSamples = (block.getUint8(13) & 0b1111) * 2 ** 32 + block.getUint32(14);
  }
}
