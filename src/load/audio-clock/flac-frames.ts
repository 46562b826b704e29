import { crc16, flacFrameHeaderAt, type FlacFrameHeader } from './flac-frame-header.ts';
import { joined } from './unit-reader.ts';

/** Two bytes of subframe at least, and the two of the checksum. */
const leastBodyBytes = 4;

/**
 * Counts the frames of FLAC. A frame does not tell its length. It is taken to end where its checksum says so, and at the latest
 * where the next one begins. The checksum of 16 bits comes out right by chance once in 65,536 bytes, so that a frame may count
 * some milliseconds early; never twice, and never one that has not begun.
 *
 * A header is believed when its own checksum is right and its kind is that of the first.
 */
export class FlacFrames {
  /** Too few bytes to tell whether they are a header: 15 at most. */
  #carry = new Uint8Array(0);
  /** Of the first frame. */
  #kind: number | undefined;
  /** The frame that has begun and has not been counted. */
  #open: FlacFrameHeader | undefined;
  #checksum = 0;
  #bodyBytes = 0;
  #samples = 0;
  #rate = 0;
  #closed = true;

  /** Of each channel. */
  get samples(): number {
    return this.#samples;
  }

  /** Hz; 0 while the frames have not told. */
  get rate(): number {
    return this.#rate;
  }

  /** Whether the stream may end here: a frame has just ended, or none has begun. */
  get closed(): boolean {
    return this.#closed;
  }

  feed(bytes: Uint8Array): void {
    const ahead = joined(this.#carry, bytes);
    let at = 0;
    while (at < ahead.length) {
      const header = ahead[at] === 0xff ? flacFrameHeaderAt(ahead, at) : undefined;
      if (header === 'more') break;
      if (header && this.#believes(header)) {
        this.#begin(header, ahead.subarray(at, at + header.bytes));
        at += header.bytes;
      } else {
        this.#take(ahead[at] ?? 0);
        at++;
      }
    }
    this.#carry = new Uint8Array(ahead.subarray(at));
    this.#lookAhead();
  }

  #believes({ kind }: FlacFrameHeader): boolean {
    return this.#kind === undefined || this.#kind === kind;
  }

  #begin(header: FlacFrameHeader, bytes: Uint8Array): void {
    this.#count();
    this.#kind = header.kind;
    this.#rate ||= header.rate;
    this.#open = header;
    this.#checksum = bytes.reduce(crc16, 0);
    this.#bodyBytes = 0;
  }

  #take(byte: number): void {
    this.#checksum = crc16(this.#checksum, byte);
    this.#bodyBytes++;
    if (this.#checksum === 0 && this.#bodyBytes >= leastBodyBytes) this.#count();
  }

  #count(): void {
    this.#samples += this.#open?.blockSize ?? 0;
    this.#open = undefined;
  }

  /** A frame may end within the bytes that may also be a header: its checksum is one of them. */
  #lookAhead(): void {
    const [checksum, bodyBytes] = [this.#checksum, this.#bodyBytes];
    this.#carry.forEach((byte) => this.#take(byte));
    const begun = this.#kind !== undefined;
    this.#closed = begun ? this.#checksum === 0 && this.#bodyBytes >= leastBodyBytes : this.#bodyBytes === 0;
    this.#checksum = checksum;
    this.#bodyBytes = bodyBytes;
  }
}
