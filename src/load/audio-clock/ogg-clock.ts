import type { AudioClock } from '../audio-clock.ts';
import { spells, UnitReader, viewOf, type Unit } from './unit-reader.ts';

/** How a codec counts: what its header says. */
interface Counting {
  /** Granules per second. */
  readonly rate: number;
  /** Granules at the beginning that are not heard. */
  readonly preSkip: number;
}

/** One stream of the file, from its first page to its last. */
interface Link extends Counting {
  readonly serial: number;
}

/** The flags of a page (RFC 3533, section 6). */
const beginsStream = 0x02;
const endsStream = 0x04;
const headerBytes = 27;
/** The longest of the headers that are read here, OggFLAC's, up to the rate. */
const identificationBytes = 30;

/**
 * Ogg (RFC 3533) with Opus (RFC 7845), Vorbis or FLAC. A page says with its granule position where its last whole packet ends;
 * streams are taken to begin at 0. Streams behind each other, as some servers send, count together; of streams beside each
 * other the first counts.
 */
export class OggClock implements AudioClock {
  readonly #reader = new UnitReader((ahead) => this.#unitAt(ahead));
  #link: Link | undefined;
  /** The last page of the link has arrived. */
  #ended = false;
  /** The link has had a page of sound. */
  #sounds = false;
  #linkSeconds = 0;
  /** In earlier links. */
  #secondsBefore = 0;

  feed(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
  }

  get seconds(): number {
    return this.#secondsBefore + this.#linkSeconds;
  }

  /** A stream without a last page that says so was cut off (RFC 7845, section 3). */
  get complete(): boolean {
    return this.#ended && this.#reader.between;
  }

  #unitAt(ahead: Uint8Array): Unit | undefined {
    const isPage = spells(ahead, 'OggS\0');
    if (isPage === false) return junk(ahead);
    if (isPage === undefined || ahead.length < headerBytes) return undefined;
    const segments = ahead[26] ?? 0;
    const bodyAt = headerBytes + segments;
    if (ahead.length < bodyAt) return undefined;
    const bytes = ahead.subarray(headerBytes, bodyAt).reduce((sum, length) => sum + length, bodyAt);
    const begins = ((ahead[5] ?? 0) & beginsStream) !== 0;
    if (begins && ahead.length < Math.min(bytes, bodyAt + identificationBytes)) return undefined;
    const counting = begins ? countingAt(ahead.subarray(bodyAt, bytes)) : undefined;
    const page = viewOf(ahead);
    const serial = page.getUint32(14, true);
    const granule = Number(page.getBigInt64(6, true));
    const ends = ((ahead[5] ?? 0) & endsStream) !== 0;
    return { bytes, whole: () => (begins ? this.#begin(serial, counting, ends) : this.#goOn(serial, granule, ends)) };
  }

  #begin(serial: number, counting: Counting | undefined, ends: boolean): void {
    const beside = this.#link && !this.#sounds && !this.#ended;
    if (!counting || beside) return;
    this.#secondsBefore = this.seconds;
    this.#linkSeconds = 0;
    this.#link = { ...counting, serial };
    this.#sounds = false;
    this.#ended = ends;
  }

  #goOn(serial: number, granule: number, ends: boolean): void {
    if (!this.#link || serial !== this.#link.serial) return;
    this.#ended ||= ends;
    // -1 where no packet ends on the page, and 0 where it holds headers.
    if (granule <= 0) return;
    this.#sounds = true;
    this.#linkSeconds = Math.max(this.#linkSeconds, (granule - this.#link.preSkip) / this.#link.rate);
  }
}

/** Everything up to where a page might begin. */
function junk(ahead: Uint8Array): Unit {
  const next = ahead.indexOf(0x4f, 1);
  return { bytes: next < 0 ? ahead.length : next };
}

/** From the packet that begins a stream; undefined where it is none of the codecs above. */
function countingAt(packet: Uint8Array): Counting | undefined {
  const view = viewOf(packet);
  const counting = (rate: number, preSkip: number) => (rate > 0 ? { rate, preSkip } : undefined);
  if (spells(packet, 'OpusHead') && packet.length >= 12) return counting(48_000, view.getUint16(10, true));
  if (spells(packet, '\x01vorbis') && packet.length >= 16) return counting(view.getUint32(12, true), 0);
  // https://xiph.org/flac/ogg_mapping.html; the rate has 20 bits.
  if (spells(packet, '\x7fFLAC') && packet.length >= identificationBytes)
    return counting((view.getUint32(26) >>> 4) & 0xfffff, 0);
  return undefined;
}
