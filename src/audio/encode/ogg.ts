/**
 * Cuts packets into Ogg pages (RFC 3533, https://www.rfc-editor.org/rfc/rfc3533#section-6).
 *
 * A packet is a run of segments of 255 bytes that ends with a shorter one, perhaps an empty one. A page holds up to 255
 * segments, so it may hold many packets or a part of one. Its granule position says where the last packet that ends on
 * it ends, and is -1 when none does.
 */

const maxSegments = 255;
const headerBytes = 27;

const continuedPacket = 0x01;
const firstPage = 0x02;
const lastPage = 0x04;

interface Segment {
  readonly bytes: Uint8Array;
  /** On the last segment of a packet only. */
  readonly granulePosition?: number;
}

export class OggWriter {
  readonly #serial: number;
  #pending: Segment[] = [];
  #sequence = 0;
  /** The next page starts inside a packet. */
  #continued = false;

  /** `serial`: 32 bits that tell this stream from others in the same file. */
  constructor(serial: number) {
    this.#serial = serial;
  }

  /** Adds a packet that ends at `granulePosition` (in the codec's own unit) to the pages to come. */
  add(packet: Uint8Array, granulePosition: number): void {
    let start = 0;
    for (; start + 255 <= packet.length; start += 255)
      this.#pending.push({ bytes: packet.subarray(start, start + 255) });
    this.#pending.push({ bytes: packet.subarray(start), granulePosition });
  }

  /** Returns all packets added since the last flush as whole pages: none for none, unless it is the end. */
  flush(end: 'end' | 'more' = 'more'): Uint8Array[] {
    const pages: Uint8Array[] = [];
    const segments = this.#pending;
    this.#pending = [];
    for (let start = 0; start < segments.length; start += maxSegments) {
      const last = start + maxSegments >= segments.length;
      pages.push(this.#page(segments.slice(start, start + maxSegments), last && end === 'end'));
    }
    if (pages.length === 0 && end === 'end') pages.push(this.#page([], true));
    return pages;
  }

  #page(segments: readonly Segment[], end: boolean): Uint8Array {
    const bodyBytes = segments.reduce((sum, segment) => sum + segment.bytes.length, 0);
    const page = Buffer.alloc(headerBytes + segments.length + bodyBytes);
    const granule = segments.findLast((segment) => segment.granulePosition !== undefined)?.granulePosition ?? -1;
    page.write('OggS', 0, 'latin1');
    page[5] = (this.#continued ? continuedPacket : 0) | (this.#sequence === 0 ? firstPage : 0) | (end ? lastPage : 0);
    page.writeBigInt64LE(BigInt(granule), 6);
    page.writeUInt32LE(this.#serial, 14);
    page.writeUInt32LE(this.#sequence++, 18);
    page[26] = segments.length;
    let at = headerBytes + segments.length;
    for (const [index, segment] of segments.entries()) {
      page[headerBytes + index] = segment.bytes.length;
      page.set(segment.bytes, at);
      at += segment.bytes.length;
    }
    if (segments.length > 0) this.#continued = segments.at(-1)?.granulePosition === undefined;
    page.writeUInt32LE(checksum(page), 22);
    return page;
  }
}

/** The CRC-32 of the Ogg page (polynomial 0x04c11db7, not reflected, no inversion) with its checksum field 0. */
function checksum(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page) crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] as number);
  return crc >>> 0;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
