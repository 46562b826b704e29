import type { Engine } from '../engine.ts';
import { FrameGatherer } from '../frame-gatherer.ts';
import { findEspeak, type EspeakPackage } from './package.ts';
import { Synthesizer, SynthesizerFailed } from './synthesizer.ts';
import { nameVoices } from './voices.ts';

/** 50 ms, less than what eSpeak brings with its first callback, then 200 ms. */
const frameLengths = { firstSamples: 1102, laterSamples: 4410 };

/** How many segments it can have begun at once; each takes 60 MB. */
const nests = 2;

/** Spoken once at the start: the first run of all takes ten times as long as later ones. */
const warmUp: readonly (readonly [identifier: string, text: string])[] = [
  ['gmw/en-US', 'The birch canoe slid on the smooth planks.'],
  ['sit/cmn', '今天天气很好，我们去公园散步吧。'],
];

/**
 * Loads eSpeak NG: about 100 languages without any model files, hundreds of times faster than real time.
 * `importPackage` is how its optional package is looked for.
 */
export async function loadEspeak(importPackage?: () => Promise<EspeakPackage>): Promise<Engine> {
  const load = await findEspeak(importPackage);
  const idle: Synthesizer[] = [];
  while (idle.length < nests) idle.push(await Synthesizer.start(load));
  const { sampleRate, voices: known } = idle[0] as Synthesizer;
  const voices = nameVoices(known);
  const identifiers = new Map(voices.map(({ id, identifier }) => [id, identifier]));
  for (const synthesizer of idle)
    for (const [identifier, text] of warmUp) synthesizer.run(identifier, text, () => true);

  function speakWith(
    synthesizer: Synthesizer,
    identifier: string,
    { text, deliver, signal }: { text: string; deliver: (samples: Float32Array) => void; signal: AbortSignal },
  ): void {
    const frames = new FrameGatherer(deliver, frameLengths);
    try {
      synthesizer.run(identifier, text, (samples) => {
        if (signal.aborted) return false;
        frames.add(samples);
        return true;
      });
      idle.push(synthesizer);
    } catch (error) {
      // One that failed itself is not used again; when all are gone, the next segment starts another.
      if (!(error instanceof SynthesizerFailed)) idle.push(synthesizer);
      throw error;
    }
    if (!signal.aborted) frames.finish();
  }

  return {
    info: {
      id: 'espeak',
      slots: 8,
      reservedSlots: 6,
      parallel: 1,
      maxSegmentCharacters: 300,
      secondsPerCharacter: 0.0003,
      nativeSpeed: undefined,
      parameters: [],
      voices: voices.map(({ id, name, languages }) => ({ id, name, languages, sampleRate, latinOnly: false })),
      faults: [],
      properties: {},
    },
    nests,
    speak({ text, voice }, deliver, signal) {
      const identifier = identifiers.get(voice);
      if (identifier === undefined) throw new Error(`eSpeak has no voice "${voice}".`);
      const synthesizer = idle.pop();
      if (synthesizer) {
        speakWith(synthesizer, identifier, { text, deliver, signal });
        return undefined;
      }
      return Synthesizer.start(load).then((another) => speakWith(another, identifier, { text, deliver, signal }));
    },
  };
}
