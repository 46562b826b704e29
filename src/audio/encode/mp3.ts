import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createEncoder, type WasmMediaEncoder } from 'wasm-media-encoders';
import { throughCodec, type AudioFormat, type Codec } from './encoder.ts';
import { IdlePool } from './pool.ts';

/**
 * MP3 by LAME (package wasm-media-encoders), constant bit rate, mono. A frame is 576 samples up to 24 kHz and 1152
 * above, and LAME looks about two frames ahead: the decoded sound starts some 1100 samples late, as MP3 does.
 */

type Encoder = WasmMediaEncoder<'audio/mpeg'>;

/** The rates of MPEG 2.5, 2 and 1 Layer III (ISO/IEC 13818-3, 11172-3). */
const sampleRates = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const;

/** An encoder owns a WebAssembly memory, of which it touches about 0.9 MB (measured over 200 of them). */
const maxIdle = 16;

/** kbit/s, about 2.7 bit a sample at the usual 24 kHz; MPEG 2.5 ends at 64. */
function bitrate(sampleRate: number): 32 | 64 | 96 {
  return sampleRate <= 12_000 ? 32 : sampleRate <= 24_000 ? 64 : 96;
}

class Mp3Codec implements Codec {
  readonly #encoder: Encoder;
  readonly #giveBack: (encoder: Encoder) => void;
  #failed = false;

  constructor(encoder: Encoder, sampleRate: (typeof sampleRates)[number], giveBack: (encoder: Encoder) => void) {
    this.#encoder = encoder;
    this.#giveBack = giveBack;
    // Drops all that an earlier stream may have left inside.
    encoder.configure({ channels: 1, sampleRate, outputSampleRate: sampleRate, bitrate: bitrate(sampleRate) });
  }

  encode(samples: Float32Array): Uint8Array {
    return this.#run(() => this.#encoder.encode([samples]));
  }

  finish(): Uint8Array {
    return this.#run(() => this.#encoder.finalize());
  }

  close(): void {
    if (!this.#failed) this.#giveBack(this.#encoder);
  }

  #run(work: () => Uint8Array): Uint8Array {
    try {
      // The encoder's own memory, overwritten by its next call.
      return work().slice();
    } catch (error) {
      // After a WebAssembly trap nothing in that memory can be trusted.
      this.#failed = true;
      throw error;
    }
  }
}

/** MP3 with its own pool of encoders. */
export function createMp3Format(): AudioFormat {
  const pool = new IdlePool<Encoder>(maxIdle);
  /** The file at first, then what it was compiled to. */
  let program: Parameters<typeof createEncoder>[1] | undefined;

  async function create(): Promise<Encoder> {
    program ??= await readFile(createRequire(import.meta.url).resolve('wasm-media-encoders/wasm/mp3'));
    return createEncoder('audio/mpeg', program, (compiled) => (program = compiled));
  }

  async function open(sampleRate: number): Promise<Codec> {
    const rate = sampleRates.find((supported) => supported === sampleRate);
    if (rate === undefined) throw new RangeError(`MP3 has no sample rate of ${sampleRate} Hz`);
    return new Mp3Codec(pool.take() ?? (await create()), rate, (used) => pool.put(used));
  }

  return {
    sampleRates,
    mediaType: () => 'audio/mpeg',
    encode: (pcm, { sampleRate, signal }) => throughCodec(() => open(sampleRate), pcm, signal),
  };
}
