/** What every audio format offers: a pull-driven stream of samples in, a pull-driven stream of bytes out. */

import { pieces } from '../pcm.ts';

export interface EncodeOptions {
  /** Samples per second of the stream: one of `sampleRates` where the format has such a list. */
  readonly sampleRate: number;
  /** Ends the stream with its reason. The source must end on it too: a blocked source is not interrupted here. */
  readonly signal: AbortSignal;
}

export interface AudioFormat {
  /** The rates (Hz, ascending) that the format can carry; absent when it carries any from 8000 to 48000. */
  readonly sampleRates?: readonly number[];
  /** The value of the `content-type` header. */
  mediaType(sampleRate: number): string;
  /**
   * Encodes lazily: reads samples only when bytes are asked for, and hands out bytes as soon as the codec has any.
   * Nothing comes out, and no codec is taken, before the source has given its first samples or has ended.
   */
  encode(pcm: AsyncIterable<Float32Array>, options: EncodeOptions): AsyncGenerator<Uint8Array, void>;
}

/** A codec that answers at once. `encode` and `finish` may return no bytes; the bytes are the caller's. */
export interface Codec {
  encode(samples: Float32Array): Uint8Array;
  /** Returns the last bytes. */
  finish(): Uint8Array;
  /** Gives native memory back; called once, on every path. */
  close(): void;
}

/** Samples given to an encoder at once. */
const maxPiece = 16_384;

/** Cuts long arrays, so that none blocks the process for long or swells an encoder's buffers; drops empty ones. */
export async function* inPieces(pcm: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array, void> {
  for await (const samples of pcm) yield* pieces(samples, maxPiece);
}

/** Runs a codec over a stream. The codec is opened at the first samples and closed however the stream ends. */
export async function* throughCodec(
  open: () => Codec | Promise<Codec>,
  pcm: AsyncIterable<Float32Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  let codec: Codec | undefined;
  try {
    for await (const samples of inPieces(pcm)) {
      signal.throwIfAborted();
      codec ??= await open();
      const bytes = codec.encode(samples);
      if (bytes.length > 0) yield bytes;
    }
    signal.throwIfAborted();
    codec ??= await open();
    const rest = codec.finish();
    if (rest.length > 0) yield rest;
  } finally {
    codec?.close();
  }
}

/** Joins byte arrays into one. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
