import type { Engine, EngineOptions, StartedSegment } from './engine.ts';

/** What an engine delivered for one segment. */
export interface Spoken {
  readonly frames: readonly Float32Array[];
  /** All frames in one. */
  readonly samples: Float32Array;
  /** The same as bytes, to compare. */
  readonly bytes: Buffer;
}

/** Engine options of a machine without model files. */
export const engineOptions: EngineOptions = {
  modelDir: '/nowhere/models',
  cacheDir: '/nowhere/cache',
  modelMemoryBytes: 2 ** 30,
  modelIdleSeconds: 0,
  device: 'cpu',
  preferredVoice: undefined,
  quality: 'balanced',
};

let streams = 0;

/** A segment whose listener has heard nothing yet. */
export function startedSegment(segment: Partial<StartedSegment> & Pick<StartedSegment, 'text'>): StartedSegment {
  return {
    voice: 'rms',
    language: 'en',
    parameters: {},
    seed: 1,
    speed: 1,
    opening: true,
    stream: ++streams,
    dueInSeconds: 0,
    heardSeconds: 0,
    batch: false,
    pace: 1,
    ...segment,
  };
}

/** Speaks one segment and collects it; cancels it once `abortAfterFrames` frames have come. */
export async function speakWith(
  engine: Engine,
  { abortAfterFrames, ...segment }: Partial<StartedSegment> & { text: string; abortAfterFrames?: number },
): Promise<Spoken> {
  const controller = new AbortController();
  const frames: Float32Array[] = [];
  if (abortAfterFrames === 0) controller.abort();
  await engine.speak(
    startedSegment(segment),
    (samples) => {
      frames.push(samples);
      if (frames.length === abortAfterFrames) controller.abort();
    },
    controller.signal,
  );
  const bytes = Buffer.concat(frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)));
  return { frames, samples: new Float32Array(new Uint8Array(bytes).buffer), bytes };
}
