import type { SourceShape } from './vocoder-seams.ts';

/** What drives the vocoder, so that nothing in it is random. */
export interface Source {
  /** The angle of each harmonic before the window's first sample, in radians: [harmonics]. */
  readonly phase: Float64Array;
  /** Normal numbers, [harmonics, samples of the window]. */
  readonly noise: Float32Array;
  /**
   * The pitch of every frame in Hz, [frames]; without it, what the window's own frames say. Those within
   * {@link pitchContext} of a border of the window are then not what the whole utterance would say.
   */
  readonly pitch?: Float32Array | undefined;
}

/**
 * Frames on each side that the pitch of a frame depends on: five convolutions over three frames
 * (chatterbox: `ConvRNNF0Predictor`).
 */
export const pitchContext = 5;

/**
 * Frames on each side that make a window's samples those of the whole, given the same pitch, phase and noise: within
 * 5·10⁻⁵, measured on decoders of full size with random weights, whose samples reach 3 and 13 (10 frames: 9·10⁻⁴). Beyond
 * 16 frames nothing reaches, by structure.
 */
export const vocoderContext = 12;

/**
 * The phases at the start of an utterance: any for the overtones, none for the fundamental (chatterbox: `SineGen`).
 * `uniform` gives numbers from 0 to 1.
 */
export function initialPhase({ multiples }: SourceShape, uniform: () => number): Float64Array {
  return Float64Array.from(multiples, (_, index) => (index === 0 ? 0 : Math.PI * (2 * uniform() - 1)));
}

/**
 * The phases before frame `frames`, when they were `phase` before the frame 0 of this pitch: what a window that begins at
 * that frame goes on with. Radians from 0 to 2π.
 */
export function phaseAfter(
  { multiples, sampleRate, hop }: SourceShape,
  phase: Float64Array,
  pitch: Float32Array,
  frames: number = pitch.length,
): Float64Array {
  const after = Float64Array.from(phase);
  for (let frame = 0; frame < frames; frame++) {
    const turns = ((pitch[frame] ?? 0) * hop) / sampleRate;
    multiples.forEach((multiple, index) => {
      after[index] = ((after[index] ?? 0) + 2 * Math.PI * ((turns * multiple) % 1)) % (2 * Math.PI);
    });
  }
  return after;
}

/** The start of an utterance as it is published: silence, then a rise. Changes the samples, of which it wants the first. */
export function fadeIn(samples: Float32Array, curve: readonly number[]): Float32Array {
  curve.forEach((factor, index) => {
    if (index < samples.length) samples[index] = (samples[index] ?? 0) * factor;
  });
  return samples;
}
