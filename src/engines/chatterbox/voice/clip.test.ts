import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../../../test/data.ts';
import { signalToNoise, vowel } from '../../../../test/fixtures/audio.ts';
import { decodeWav } from '../../../audio/decode-wav.ts';
import { loudness } from '../../../audio/loudness.ts';
import type { Variant } from '../variant.ts';
import { prepareClip, UnusableClip } from './clip.ts';

const variants: Variant[] = ['english', 'multilingual', 'turbo', 'nano'];
const spoken = vowel(24_000, 6);
const loudest = peak(spoken);
const atFullScale = spoken.map((sample) => sample / loudest);

function join(...parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

async function refusal(samples: Float32Array, sampleRate = 24_000, variant: Variant = 'english'): Promise<string> {
  const failure: unknown = await prepareClip(samples, sampleRate, variant).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnusableClip);
  return (failure as UnusableClip).message;
}

describe('a clip', () => {
  it('at 24 kHz is heard as it is by English and Multilingual, and is not changed itself', async () => {
    const before = spoken.slice();
    for (const variant of ['english', 'multilingual'] as const) {
      const clip = await prepareClip(spoken, 24_000, variant);
      expect(clip).toEqual(before);
      clip.fill(9);
      expect(spoken).toEqual(before);
    }
  });

  it.each([8_000, 16_000, 22_050, 44_100, 48_000])('at %i Hz is brought to 24 kHz', async (sampleRate) => {
    const clip = await prepareClip(vowel(sampleRate, 6), sampleRate, 'english');
    expect(clip).toHaveLength(6 * 24_000);
    // The vowel has nothing over 1.4 kHz, but for what writing it in 16 bits put there.
    expect(signalToNoise(spoken, clip, 500)).toBeGreaterThan(60);
  });

  it.each(['turbo', 'nano'] as const)('is at -27 LUFS for %s, louder or less loud before', async (variant) => {
    for (const gain of [0.05, 1]) {
      const clip = await prepareClip(
        spoken.map((sample) => sample * gain),
        24_000,
        variant,
      );
      expect(loudness(clip, 24_000)).toBeCloseTo(-27, 2);
    }
  });

  it('with a loud click is made louder as far as the click allows, not distorted', async () => {
    const clicking = spoken.map((sample) => sample * 0.005);
    clicking[70_000] = 0.9;
    const clip = await prepareClip(clicking, 24_000, 'turbo');
    expect(peak(clip)).toBeLessThanOrEqual(1);
    expect(
      signalToNoise(
        clicking.map((sample) => sample / 0.9),
        clip,
      ),
    ).toBeGreaterThan(100);
  });

  it('loses the silence at its ends but for a margin, and none within', async () => {
    const silence = Float32Array.from({ length: 48_000 }, (_, i) => 1e-4 * Math.sin(i));
    const clip = await prepareClip(join(silence, spoken, silence, spoken, silence), 24_000, 'english');
    // Frames are 20 ms: the border lies within one of them.
    expect(clip.length).toBeGreaterThanOrEqual(2 * spoken.length + 48_000 + 2 * 2_400);
    expect(clip.length).toBeLessThanOrEqual(2 * spoken.length + 48_000 + 2 * 2_880);
  });

  it('is heard to its 15th second', async () => {
    const clip = await prepareClip(vowel(16_000, 40), 16_000, 'english');
    expect(clip).toHaveLength(15 * 24_000);
  });

  it('of more than full scale is made less loud', async () => {
    const clip = await prepareClip(
      spoken.map((sample) => sample * 4e37),
      24_000,
      'english',
    );
    expect(peak(clip)).toBeCloseTo(1, 5);
    expect(signalToNoise(atFullScale, clip)).toBeGreaterThan(100);
    const huge = Float32Array.from({ length: 48_000 }, (_, i) => 3.4e38 * Math.sin(i * i));
    const noise = await prepareClip(huge, 16_000, 'english');
    expect(noise.every((sample) => Math.abs(sample) <= 1)).toBe(true);
    expect(peak(noise)).toBeCloseTo(1, 5);
  });

  it.each([
    ['english', 1, 0.95],
    ['multilingual', 1, 0.95],
    ['turbo', 5, 5],
    ['nano', 5, 5],
  ] as const)('for %s must have more than %i s', async (variant, least, seconds) => {
    const message = await refusal(vowel(24_000, seconds), 24_000, variant);
    expect(message).toContain(`more than ${least} s of speech, and has ${seconds.toFixed(2)} s. Take`);
    expect(await prepareClip(vowel(24_000, least + 0.01), 24_000, variant)).toHaveLength(24_000 * least + 240);
  });

  it('must have them without the silence at its ends', async () => {
    const message = await refusal(join(new Float32Array(24_000), vowel(24_000, 4.5)), 24_000, 'turbo');
    expect(message).toContain('has 4.60 s without the silence at its ends (5.50 s with it)');
  });

  const noise = Float32Array.from({ length: 48_000 }, (_, i) => 3e-4 * Math.sin(i * i));
  it.each([
    ['has no samples', new Float32Array(0), 'nothing at all'],
    ['is silent', new Float32Array(48_000), 'nothing at all'],
    ['is a steady offset', new Float32Array(48_000).fill(0.5), 'nothing at all'],
    ['is the noise of a quiet room', noise, 'at -73 dB, and speech is over -60 dB'],
  ])('that %s has no voice', async (_, samples, expected) => {
    for (const variant of variants) expect(await refusal(samples, 24_000, variant)).toContain(expected);
  });

  it('that is cut off at full scale is refused with how much of it', async () => {
    const loud = spoken.map((sample) => Math.max(-1, Math.min(32_767 / 32_768, 4 * sample)));
    const share = loud.filter((sample) => Math.abs(sample) > 0.9999).length / loud.length;
    expect(await refusal(loud)).toContain(`${(100 * share).toFixed(1)} % of its samples`);
    const quieter = loud.map((sample) => sample / 2);
    expect(await prepareClip(quieter, 24_000, 'english')).toEqual(quieter);
    expect(await prepareClip(atFullScale, 24_000, 'english')).toHaveLength(spoken.length);
  });

  it.each([NaN, Infinity, -Infinity])('with a sample that is %s is refused', async (value) => {
    const samples = spoken.slice();
    samples[36_000] = value;
    expect(await refusal(samples)).toContain('no numbers, the first at 1.50 s');
  });

  it.each([0, 7_999, 22_050.5, 96_000, NaN])('at %d Hz is refused', async (sampleRate) => {
    expect(await refusal(spoken, sampleRate)).toMatch(/8000 to 48000 Hz, and is .*ffmpeg/);
  });

  it('is numbers in [-1, 1] at 24 kHz of a length that a model takes, or is refused, whatever it is', async () => {
    const sizes = fc.constantFrom(0, 1e-45, 1e-9, 1e-3, 0.3, 1, 40, 3e38);
    const parts = fc.array(fc.record({ size: sizes, seconds: fc.constantFrom(0.001, 0.5, 3) }), { maxLength: 5 });
    let prepared = 0;
    const heard = fc.asyncProperty(
      parts,
      fc.constantFrom(8_000, 11_025, 24_000, 48_000),
      fc.constantFrom(...variants),
      async (pieces, sampleRate, variant) => {
        const samples = join(
          ...pieces.map(({ size, seconds }) => vowel(sampleRate, seconds).map((sample) => sample * size)),
        );
        const clip = await prepareClip(samples, sampleRate, variant).catch((error: unknown) => error);
        if (!(clip instanceof Float32Array)) return clip instanceof UnusableClip;
        prepared++;
        return clip.length > 24_000 && clip.length <= 360_000 && clip.every((sample) => Math.abs(sample) <= 1);
      },
    );
    await fc.assert(heard, { numRuns: 60 });
    // About one in six; with more asked for, chance alone fails now and then.
    expect(prepared).toBeGreaterThan(0);
  });

  it.skipIf(!hasData).each(['LJ050-0270', 'LJ050-0271', 'LJ050-0272', 'librispeech-1995-1837-0001'])(
    'of real speech (%s) is one for every model',
    async (name) => {
      const { samples, sampleRate } = decodeWav(readFileSync(path.join(dataFolder, 'speech', `${name}.wav`)));
      for (const variant of variants) {
        const clip = await prepareClip(samples, sampleRate, variant);
        expect(clip.length / 24_000).toBeGreaterThan(0.9 * (samples.length / sampleRate));
        if (variant === 'turbo') expect(loudness(clip, 24_000)).toBeCloseTo(-27, 1);
      }
    },
  );

  it.skipIf(!hasData)('of real speech is too short for Turbo with 4 s', async () => {
    const file = path.join(dataFolder, 'speech', 'aishell-BAC009S0724W0121.wav');
    const { samples, sampleRate } = decodeWav(readFileSync(file));
    expect(await refusal(samples, sampleRate, 'turbo')).toContain('more than 5 s');
    expect((await prepareClip(samples, sampleRate, 'multilingual')).length).toBeGreaterThan(24_000);
  });
});
