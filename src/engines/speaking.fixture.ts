import type { Engine } from './engine.ts';

/** What an engine delivered for one segment. */
export interface Spoken {
  readonly frames: readonly Float32Array[];
  /** All frames in one. */
  readonly samples: Float32Array;
  /** The same as bytes, to compare. */
  readonly bytes: Buffer;
}

/** Speaks one segment and collects it; cancels it once `abortAfterFrames` frames have come. */
export async function speakWith(
  engine: Engine,
  segment: { text: string; voice: string; abortAfterFrames?: number },
): Promise<Spoken> {
  const controller = new AbortController();
  const frames: Float32Array[] = [];
  if (segment.abortAfterFrames === 0) controller.abort();
  await engine.speak(
    { text: segment.text, voice: segment.voice, language: 'en', parameters: {}, seed: 1 },
    (samples) => {
      frames.push(samples);
      if (frames.length === segment.abortAfterFrames) controller.abort();
    },
    controller.signal,
  );
  const bytes = Buffer.concat(frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)));
  return { frames, samples: new Float32Array(new Uint8Array(bytes).buffer), bytes };
}
