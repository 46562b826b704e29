import type { Engine } from '../engine.ts';
import { FrameGatherer } from '../frame-gatherer.ts';
import { findEspeak, type EspeakPackage } from './package.ts';
import { Synthesizer, SynthesizerFailed } from './synthesizer.ts';
import { nameVoices } from './voices.ts';

/** 50 ms, less than what eSpeak brings with its first callback, then 200 ms. */
const frameLengths = { firstSamples: 1102, laterSamples: 4410 };

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
  let synthesizer: Synthesizer | undefined = await Synthesizer.start(load);
  const { sampleRate } = synthesizer;
  const voices = nameVoices(synthesizer.voices);
  const identifiers = new Map(voices.map(({ id, identifier }) => [id, identifier]));
  for (const [identifier, text] of warmUp) synthesizer.run(identifier, text, () => true);

  return {
    info: {
      id: 'espeak',
      slots: 1,
      parallel: 1,
      maxSegmentCharacters: 300,
      secondsPerCharacter: 0.0003,
      nativeSpeed: undefined,
      parameters: [],
      voices: voices.map(({ id, name, languages }) => ({ id, name, languages, sampleRate, latinOnly: false })),
      faults: [],
      properties: {},
    },
    async speak({ text, voice }, deliver, signal) {
      const identifier = identifiers.get(voice);
      if (identifier === undefined) throw new Error(`eSpeak has no voice "${voice}".`);
      synthesizer ??= await Synthesizer.start(load);
      const frames = new FrameGatherer(deliver, frameLengths);
      try {
        synthesizer.run(identifier, text, (samples) => {
          if (signal.aborted) return false;
          frames.add(samples);
          return true;
        });
      } catch (error) {
        if (error instanceof SynthesizerFailed) synthesizer = undefined;
        throw error;
      }
      if (!signal.aborted) frames.finish();
    },
  };
}
