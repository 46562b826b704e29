import { EngineUnavailable, type Engine } from '../engine.ts';
import { FrameGatherer } from '../frame-gatherer.ts';
import { Synthesizer, SynthesizerFailed, type LoadModule } from './synthesizer.ts';
import { nameVoices } from './voices.ts';

/** 50 ms, less than what eSpeak brings with its first callback, then 200 ms. */
const frameLengths = { firstSamples: 1102, laterSamples: 4410 };

/** Spoken once at the start: the first run of all takes ten times as long as later ones. */
const warmUp: readonly (readonly [identifier: string, text: string])[] = [
  ['gmw/en-US', 'The birch canoe slid on the smooth planks.'],
  ['sit/cmn', '今天天气很好，我们去公园散步吧。'],
];

/**
 * Loads eSpeak NG: about 100 languages without any model files, hundreds of times faster than real time. Its package is
 * optional, because its license is the GPL; `importModule` is how it is found.
 */
export async function loadEspeak(
  importModule: () => Promise<{ default: LoadModule }> = importPackage,
): Promise<Engine> {
  const load = await find(importModule);
  let synthesizer: Synthesizer | undefined = await Synthesizer.start(load);
  const voices = nameVoices(synthesizer.voices);
  const identifiers = new Map(voices.map(({ id, identifier }) => [id, identifier]));
  for (const [identifier, text] of warmUp) synthesizer.run(identifier, text, () => true);

  return {
    info: {
      id: 'espeak',
      sampleRate: synthesizer.sampleRate,
      slots: 1,
      maxSegmentCharacters: 300,
      secondsPerCharacter: 0.0003,
      latinOnly: false,
      parameters: [],
      voices: voices.map(({ id, name, languages }) => ({ id, name, languages })),
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

function importPackage(): Promise<{ default: LoadModule }> {
  return import('@echogarden/espeak-ng-emscripten');
}

async function find(importModule: () => Promise<{ default: LoadModule }>): Promise<LoadModule> {
  try {
    return (await importModule()).default;
  } catch (error) {
    if (!(
      error instanceof Error &&
      'code' in error &&
      ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(String(error.code))
    ))
      throw error;
    throw new EngineUnavailable(
      'The optional package @echogarden/espeak-ng-emscripten is not installed. It is licensed under GPL-3.0, so it is not a fixed part of Starling.',
      'Run npm install @echogarden/espeak-ng-emscripten.',
    );
  }
}
