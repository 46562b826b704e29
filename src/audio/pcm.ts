/**
 * The one form in which sound travels inside Starling: mono Float32Array samples in [-1, 1].
 * The sample rate belongs to the stream, never to the array.
 */

/** A streaming step from samples to samples that keeps state between calls and owns native memory. */
export interface PcmStage {
  /** Takes any number of samples and returns those that are ready now (perhaps none). The result is the caller's. */
  process(samples: Float32Array): Float32Array;
  /** Returns what is still inside. Call once, after the last `process`. */
  finish(): Float32Array;
  /** Frees native memory. Safe to call twice; needed on every path, an aborted one too. */
  close(): void;
}

/** The stage that changes nothing: hands the caller's own samples back. */
export const passThrough: PcmStage = {
  process: (samples) => samples,
  finish: () => new Float32Array(0),
  close: () => undefined,
};

/** Runs a stage over a stream; frees it however the stream ends. Empty arrays are not passed on. */
export async function* throughStage(stage: PcmStage, pcm: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  try {
    for await (const samples of pcm) {
      const ready = stage.process(samples);
      if (ready.length > 0) yield ready;
    }
    const rest = stage.finish();
    if (rest.length > 0) yield rest;
  } finally {
    stage.close();
  }
}

/** Cuts samples into pieces of at most `length`: views on the same memory, in order. */
export function* pieces(samples: Float32Array, length: number): Generator<Float32Array> {
  for (let start = 0; start < samples.length; start += length) yield samples.subarray(start, start + length);
}

/** Joins arrays of samples into one. */
export function joinSamples(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0] as Float32Array;
  const joined = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Samples to signed 16-bit, clipped; not-a-number becomes 0. Undoes `fromInt16` exactly. */
export function toInt16(samples: Float32Array): Int16Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const value = Math.round((samples[i] as number) * 32768);
    out[i] = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
  }
  return out;
}

/** Signed 16-bit samples to floats in [-1, 1). */
export function fromInt16(samples: Int16Array): Float32Array {
  const out = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) out[i] = (samples[i] as number) / 32768;
  return out;
}

/** The bytes of an Int16Array, little endian as on every machine that Node runs on. */
export function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
