import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oggPackets, oggPages } from '../../../test/fixtures/audio.ts';
import { OggWriter } from './ogg.ts';

/** CRC-32 as RFC 3533 words it: bit by bit, most significant first, polynomial 0x04c11db7, from 0. */
function bitwiseChecksum(bytes: Uint8Array): number {
  let crc = 0n;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const top = (crc >> 31n) & 1n;
      crc = ((crc << 1n) & 0xffffffffn) ^ (top ^ BigInt((byte >> bit) & 1) ? 0x04c11db7n : 0n);
    }
  }
  return Number(crc);
}

/** Lengths around what matters: empty, a multiple of 255, an Opus packet's 1275, more than a page's 65,025. */
const packetLength = fc.oneof(
  fc.integer({ min: 0, max: 1_275 }),
  fc.integer({ min: 0, max: 10 }).map((n) => n * 255),
  fc.integer({ min: 0, max: 60 }).map((n) => n * 1_275),
  fc.constantFrom(65_024, 65_025, 65_026, 130_050),
);

const packetsToWrite = fc.array(fc.record({ length: packetLength, flush: fc.boolean() }), { maxLength: 12 });

function write(plan: readonly { length: number; flush: boolean }[], serial = 7) {
  const ogg = new OggWriter(serial);
  const packets = plan.map(({ length }, index) => Buffer.alloc(length, index + 1));
  const flushed: Uint8Array[] = [];
  for (const [index, packet] of packets.entries()) {
    ogg.add(packet, (index + 1) * 960);
    if (plan[index]?.flush) flushed.push(...ogg.flush());
  }
  flushed.push(...ogg.flush('end'));
  return { packets, pages: oggPages(Buffer.concat(flushed)) };
}

describe('the Ogg writer', () => {
  it('writes packets of any length that read back the same', () => {
    fc.assert(
      fc.property(packetsToWrite, (plan) => {
        const { packets, pages } = write(plan);
        const read = oggPackets(pages);
        expect(read.map((packet) => packet.length)).toEqual(packets.map((packet) => packet.length));
        expect(Buffer.concat(read).equals(Buffer.concat(packets))).toBe(true);
      }),
    );
  });

  it('numbers the pages, names the stream, and marks the first and the last', () => {
    fc.assert(
      fc.property(packetsToWrite, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (plan, serial) => {
        const { pages } = write(plan, serial);
        expect(pages.map((page) => page.sequence)).toEqual(pages.map((_, index) => index));
        expect(pages.every((page) => page.serial === serial)).toBe(true);
        expect(pages.map((page) => (page.flags & 2) !== 0)).toEqual(pages.map((_, index) => index === 0));
        expect(pages.map((page) => (page.flags & 4) !== 0)).toEqual(
          pages.map((_, index) => index === pages.length - 1),
        );
      }),
    );
  });

  it('says on each page where the last packet that ends on it ends, and whether the page begins inside one', () => {
    fc.assert(
      fc.property(packetsToWrite, (plan) => {
        let ended = 0;
        let inside = false;
        for (const { lacing, granulePosition, flags } of write(plan).pages) {
          const endsHere = lacing.filter((length) => length < 255).length;
          ended += endsHere;
          expect(granulePosition).toBe(endsHere === 0 ? -1 : ended * 960);
          expect((flags & 1) !== 0).toBe(inside);
          if (lacing.length > 0) inside = lacing.at(-1) === 255;
        }
        expect(ended).toBe(plan.length);
      }),
    );
  });

  it('seals each page with the checksum of RFC 3533', () => {
    expect(bitwiseChecksum(Buffer.from('123456789'))).toBe(0x89a1897f); // CRC-32/POSIX's polynomial, no inversion
    fc.assert(
      fc.property(packetsToWrite, (plan) => {
        for (const { blank, checksum } of write(plan).pages.slice(0, 3)) expect(checksum).toBe(bitwiseChecksum(blank));
      }),
      { numRuns: 20 },
    );
  });

  it('writes nothing when there is nothing to flush', () => {
    const ogg = new OggWriter(1);
    expect(ogg.flush()).toEqual([]);
    ogg.add(Buffer.alloc(3), 1);
    expect(ogg.flush().length).toBe(1);
    expect(ogg.flush()).toEqual([]);
  });
});
