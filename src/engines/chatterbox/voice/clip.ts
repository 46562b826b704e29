import { loudness } from '../../../audio/loudness.ts';
import { joinSamples } from '../../../audio/pcm.ts';
import { createResampler } from '../../../audio/resample.ts';
import { speech, type Variant } from '../variant.ts';

/**
 * A recording that a voice cannot be made of. The message says what is wrong with it, by how much, and what to do;
 * whoever knows the file puts its name in front.
 */
export class UnusableClip extends Error {
  override readonly name = 'UnusableClip';
}

/** Of a longer clip the beginning is taken: 15 s are all that any of the models hears (chatterbox `tts_turbo.py`). */
const mostSeconds = 15;
/** Turbo refuses 5 s and less (chatterbox `tts_turbo.py`, `prepare_conditionals`). */
const leastSeconds: Readonly<Record<Variant, number>> = { english: 1, multilingual: 1, turbo: 5, nano: 5 };
/** Turbo and Nano hear every clip at this loudness, in LUFS (chatterbox `tts_turbo.py`, `norm_loudness`). */
const wantedLoudness: Partial<Record<Variant, number>> = { turbo: -27, nano: -27 };
/** Rates that the resampler takes, in Hz. */
const rates = { least: 8_000, most: 48_000 };

/** Quieter than its loudest part by so much is silence, at the ends of a clip. */
const silenceDecibels = -40;
/** A clip of which no part is louder than this has no speech in it: a quiet recording of a voice is at -45 dB. */
const leastDecibels = -60;
/** Levels are those of frames of this length. */
const frameSeconds = 0.02;
/** Kept of the silence before and after: soft onsets and the room's echo. */
const marginSeconds = 0.1;

/** A sample this near to the largest is cut off there, when the largest is about full scale. */
const atPeak = 0.99995;
const fullScale = 0.98;
/** A full-scale sine has 0.6 % of its samples there, and speech far fewer. */
const mostClipped = 0.01;

/**
 * Makes a recording what a `speech_encoder` hears: 24 kHz in [-1, 1], without the silence at its ends, at most 15 s,
 * and at -27 LUFS for Turbo and Nano. `samples`: mono at `sampleRate` Hz; they are not changed. Throws {@link
 * UnusableClip}.
 */
export async function prepareClip(
  samples: Float32Array,
  sampleRate: number,
  variant: Variant,
): Promise<Float32Array<ArrayBuffer>> {
  checkSamples(samples, sampleRate);
  const sound = withoutSilence(samples, sampleRate);
  const heard = sound.subarray(0, mostSeconds * sampleRate);
  checkLength({ heard: heard.length / sampleRate, whole: samples.length / sampleRate }, variant);
  checkClipping(heard);
  const clip = await resampled(heard, sampleRate);
  return scaled(clip, gainOf(clip, wantedLoudness[variant]));
}

function checkSamples(samples: Float32Array, sampleRate: number): void {
  if (!Number.isInteger(sampleRate) || sampleRate < rates.least || sampleRate > rates.most) {
    throw new UnusableClip(
      `The clip's sample rate should be ${rates.least} to ${rates.most} Hz, and is ${sampleRate}. Convert it, such as by: ffmpeg -i FILE -ar ${speech.sampleRate} NEW.wav`,
    );
  }
  const bad = samples.findIndex((sample) => !Number.isFinite(sample));
  if (bad < 0) return;
  const at = (bad / sampleRate).toFixed(2);
  throw new UnusableClip(`The clip has samples that are no numbers, the first at ${at} s. Make the file again.`);
}

function checkLength({ heard, whole }: { heard: number; whole: number }, variant: Variant): void {
  const least = leastSeconds[variant];
  if (heard > least) return;
  const without = whole - heard > 0.01 ? ` without the silence at its ends (${whole.toFixed(2)} s with it)` : '';
  throw new UnusableClip(
    `The clip should have more than ${least} s of speech, and has ${heard.toFixed(2)} s${without}. Take a longer one; 10 s are best.`,
  );
}

function checkClipping(samples: Float32Array): void {
  const peak = peakOf(samples);
  if (peak < fullScale) return;
  let clipped = 0;
  for (const sample of samples) if (Math.abs(sample) >= atPeak * peak) clipped++;
  const share = clipped / samples.length;
  if (share <= mostClipped) return;
  throw new UnusableClip(
    `The clip is distorted: ${(100 * share).toFixed(1)} % of its samples are cut off at full scale, and at most ${100 * mostClipped} % may be. Record it again, less loud.`,
  );
}

/** From the first part to the last that is loud enough to be speech, with a margin. */
function withoutSilence(samples: Float32Array, sampleRate: number): Float32Array {
  const frame = Math.round(frameSeconds * sampleRate);
  const powers = Array.from({ length: Math.ceil(samples.length / frame) }, (_, i) =>
    variance(samples.subarray(i * frame, (i + 1) * frame)),
  );
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  if (loudest < powerOf(leastDecibels)) {
    const level = loudest > 0 ? `is at ${(10 * Math.log10(loudest)).toFixed(0)} dB` : 'is nothing at all';
    throw new UnusableClip(
      `The clip is silent: its loudest part ${level}, and speech is over ${leastDecibels} dB. Take a clip with a voice in it.`,
    );
  }
  const isSound = (power: number) => power >= loudest * powerOf(silenceDecibels);
  const margin = Math.round(marginSeconds * sampleRate);
  const start = powers.findIndex(isSound) * frame - margin;
  const end = (powers.findLastIndex(isSound) + 1) * frame + margin;
  return samples.subarray(Math.max(0, start), end);
}

/** At 24 kHz. Samples of float files may be of any size, and are brought into [-1, 1] before: filters overflow. */
async function resampled(heard: Float32Array, sampleRate: number): Promise<Float32Array> {
  const samples = scaled(heard, Math.min(1, 1 / peakOf(heard)));
  const stage = await createResampler(sampleRate, speech.sampleRate);
  try {
    return joinSamples([stage.process(samples), stage.finish()]);
  } finally {
    stage.close();
  }
}

/** What brings the clip to a loudness, as far as it then stays in [-1, 1]; 1 where it has none. */
function gainOf(clip: Float32Array, wanted: number | undefined): number {
  const level = wanted === undefined ? -Infinity : loudness(clip, speech.sampleRate);
  const gain = level === -Infinity ? 1 : 10 ** (((wanted ?? 0) - level) / 20);
  return Math.min(gain, 1 / peakOf(clip));
}

function scaled(clip: Float32Array, gain: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(clip, (sample) => Math.max(-1, Math.min(1, sample * gain)));
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** The power less that of a steady offset. */
function variance(samples: Float32Array): number {
  let sum = 0;
  let squares = 0;
  for (const sample of samples) {
    sum += sample;
    squares += sample * sample;
  }
  const mean = sum / samples.length;
  return Math.max(0, squares / samples.length - mean * mean);
}

function powerOf(decibels: number): number {
  return 10 ** (decibels / 10);
}
