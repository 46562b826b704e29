import { randomInt } from 'node:crypto';
import { Encoder } from '@evan/opus';
import { bytesOf, toInt16 } from '../pcm.ts';
import { joinBytes, throughCodec, type AudioFormat, type Codec } from './encoder.ts';
import { OggWriter } from './ogg.ts';
import { IdlePool } from './pool.ts';

/**
 * Ogg Opus (RFC 7845), mono, by libopus (package @evan/opus: a native build, or WebAssembly where there is none).
 *
 * The decoder counts in 48 kHz whatever went in. It drops the first `pre-skip` samples, which the encoder's look-ahead
 * put there, and stops at the granule position of the last page: so the sound has its exact length.
 */

const inputRate = 24_000;
/** Opus counts granule positions and pre-skip at 48 kHz. */
const granulesPerSample = 48_000 / inputRate;
/** 20 ms, the packet length that RFC 7845 expects. */
const frameSamples = inputRate / 50;
const frameGranules = frameSamples * granulesPerSample;
/** Transparent for wideband mono speech; https://wiki.xiph.org/Opus_Recommended_Settings gives 24 to 32 kbit/s. */
const bitrate = 32_000;

/** Packets on the first page of sound, small so that a player can start, and on the later ones (1 s). */
const firstPagePackets = 5;
const pagePackets = 50;

/** Idle encoders kept, 44 KB each (measured); the garbage collector alone let 20,000 of them hold 880 MB. */
const maxIdle = 64;

/** OPUS_GET_LOOKAHEAD in opus_defines.h; the package's own getter is misspelt in its types. */
const lookaheadRequest = 4027;

function createOpusEncoder(): Encoder {
  // `audio`, not `voip`, whose high-pass filter alters the wave: on two voices at 32 kbit/s the signal-to-noise ratio is
  // 12 and 19 dB against 4 and 5 dB, at the same spectral distance.
  const encoder = new Encoder({ channels: 1, sample_rate: inputRate, application: 'audio' });
  encoder.signal = 'voice';
  encoder.vbr = true;
  encoder.bitrate = bitrate;
  return encoder;
}

/** The identification header, RFC 7845 section 5.1. */
function opusHead(preSkip: number): Uint8Array {
  const packet = Buffer.alloc(19);
  packet.write('OpusHead', 0, 'latin1');
  packet[8] = 1; // version
  packet[9] = 1; // channels
  packet.writeUInt16LE(preSkip, 10);
  packet.writeUInt32LE(inputRate, 12);
  return packet; // gain 0, channel mapping 0
}

/** The comment header, RFC 7845 section 5.2: a vendor and no comments. */
function opusTags(): Uint8Array {
  const vendor = 'Starling';
  const packet = Buffer.alloc(8 + 4 + vendor.length + 4);
  packet.write('OpusTags', 0, 'latin1');
  packet.writeUInt32LE(vendor.length, 8);
  packet.write(vendor, 12, 'latin1');
  return packet;
}

class OpusCodec implements Codec {
  readonly #encoder: Encoder;
  readonly #giveBack: (encoder: Encoder) => void;
  readonly #ogg = new OggWriter(randomInt(2 ** 32));
  readonly #preSkip: number;
  /** Input that does not fill a packet yet: the first `#held` samples. */
  readonly #frame = new Int16Array(frameSamples);
  #held = 0;
  #samplesIn = 0;
  #packets = 0;
  #packetsOnPage = 0;
  #pages: Uint8Array[] = [];

  constructor(encoder: Encoder, giveBack: (encoder: Encoder) => void) {
    this.#encoder = encoder;
    this.#giveBack = giveBack;
    encoder.reset();
    this.#preSkip = encoder.ctl(lookaheadRequest) * granulesPerSample;
    for (const header of [opusHead(this.#preSkip), opusTags()]) {
      this.#ogg.add(header, 0);
      this.#flush();
    }
  }

  encode(samples: Float32Array): Uint8Array {
    this.#samplesIn += samples.length;
    const input = toInt16(samples);
    let taken = 0;
    while (taken < input.length) {
      const part = input.subarray(taken, taken + frameSamples - this.#held);
      this.#frame.set(part, this.#held);
      this.#held += part.length;
      taken += part.length;
      if (this.#held === frameSamples) {
        this.#addPacket(this.#encoded + frameGranules);
        if (this.#packets === firstPagePackets || this.#packetsOnPage === pagePackets) this.#flush();
      }
    }
    this.#flush();
    return this.#takePages();
  }

  finish(): Uint8Array {
    // Silence pushes the look-ahead out. Pre-skip is over 0, so at least one packet is still to come.
    const end = this.#preSkip + this.#samplesIn * granulesPerSample;
    while (this.#encoded < end) {
      this.#frame.fill(0, this.#held);
      this.#addPacket(Math.min(end, this.#encoded + frameGranules));
    }
    this.#flush('end');
    return this.#takePages();
  }

  close(): void {
    this.#giveBack(this.#encoder);
  }

  /** Granules in all packets so far. */
  get #encoded(): number {
    return this.#packets * frameGranules;
  }

  #addPacket(granulePosition: number): void {
    this.#ogg.add(this.#encoder.encode(bytesOf(this.#frame)), granulePosition);
    this.#held = 0;
    this.#packets++;
    this.#packetsOnPage++;
  }

  #flush(end?: 'end'): void {
    this.#pages.push(...this.#ogg.flush(end));
    this.#packetsOnPage = 0;
  }

  #takePages(): Uint8Array {
    const pages = this.#pages;
    this.#pages = [];
    return joinBytes(pages);
  }
}

/** Ogg Opus with its own pool of encoders. */
export function createOpusFormat(): AudioFormat {
  const pool = new IdlePool<Encoder>(maxIdle);
  return {
    sampleRates: [inputRate],
    mediaType: () => 'audio/ogg',
    encode: (pcm, { sampleRate, signal }) =>
      throughCodec(
        () => {
          if (sampleRate !== inputRate) throw new RangeError(`Opus is encoded from ${inputRate} Hz, not ${sampleRate}`);
          return new OpusCodec(pool.take() ?? createOpusEncoder(), (used) => pool.put(used));
        },
        pcm,
        signal,
      ),
  };
}
