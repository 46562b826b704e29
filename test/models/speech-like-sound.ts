import { RandomWeights } from './random-weights.ts';

/** Of the pitch; enough for a voice on a telephone. */
const partials = 20;
/** Samples of the same vowel. */
const block = 240;

/**
 * Something like a voice, by no means words: a pitch that wanders around `pitch` Hz, vowels of two formants that change
 * five times a second, pauses, and a little breath. Samples from −1 to 1.
 */
export function speechLikeSound(seconds: number, { pitch = 140, sampleRate = 24_000, seed = 1 } = {}): Float32Array {
  const samples = new Float32Array(Math.round(seconds * sampleRate));
  const random = new RandomWeights(seed);
  const breath = random.fill('breath', new Float32Array(samples.length), 0.004);
  const syllables = Math.ceil(seconds * 5) + 1;
  const first = random.fill('first formant', new Float32Array(syllables), 130, 500);
  const second = random.fill('second formant', new Float32Array(syllables), 400, 1500);
  const strengths = new Float32Array(partials);
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    const time = i / sampleRate;
    const syllable = Math.floor(time * 5);
    const within = time * 5 - syllable;
    const hertz = pitch * (1 + 0.15 * Math.sin(2 * Math.PI * 0.7 * time) + 0.05 * Math.sin(2 * Math.PI * 1.9 * time));
    phase += hertz / sampleRate;
    if (i % block === 0) {
      const near = (at: number, formant: number, width: number) => Math.exp(-(((at - formant) / width) ** 2));
      for (let partial = 1; partial <= partials; partial++) {
        const at = partial * hertz;
        const low = near(at, first[syllable] ?? 500, 150);
        strengths[partial - 1] = low + 0.5 * near(at, second[syllable] ?? 1500, 250) + 0.02;
      }
    }
    let sound = 0;
    strengths.forEach((strength, index) => (sound += strength * Math.sin(2 * Math.PI * (index + 1) * phase)));
    const pause = syllable % 9 === 8;
    samples[i] = (breath[i] ?? 0) + (pause ? 0 : 0.12 * Math.sin(Math.PI * within) * sound);
  }
  return samples;
}
