import { bytesOf, toInt16 } from '../pcm.ts';
import { throughCodec, type AudioFormat, type Codec } from './encoder.ts';

const codec: Codec = {
  encode: (samples) => bytesOf(toInt16(samples)),
  finish: () => new Uint8Array(0),
  close: () => undefined,
};

/** Headerless signed 16-bit little endian, mono, at any rate. */
export const pcmFormat: AudioFormat = {
  mediaType: (sampleRate) => `audio/pcm;rate=${sampleRate};channels=1`,
  encode: (pcm, { signal }) => throughCodec(() => codec, pcm, signal),
};
