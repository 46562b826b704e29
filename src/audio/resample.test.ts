import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signalToNoise, vowel, wasmBytes } from '../../test/fixtures/audio.ts';
import { joinSamples, pieces } from './pcm.ts';
import { createResampler } from './resample.ts';

async function resample(samples: Float32Array, from: number, to: number, chunk = samples.length || 1) {
  const stage = await createResampler(from, to);
  try {
    const parts = [...pieces(samples, chunk)].map((piece) => stage.process(piece));
    return joinSamples([...parts, stage.finish()]);
  } finally {
    stage.close();
  }
}

/** Two tones, the higher near the top of what both rates can hold. */
function tones(sampleRate: number, highHz: number): Float32Array {
  return Float32Array.from({ length: sampleRate }, (_, i) => {
    const phase = (2 * Math.PI * i) / sampleRate;
    return 0.3 * Math.sin(phase * 997) + 0.3 * Math.sin(phase * highHz);
  });
}

const anyRate = fc.oneof(
  fc.constantFrom(8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
  fc.integer({ min: 8_000, max: 48_000 }),
);

describe('the resampler', () => {
  it.each([
    [16_000, 24_000],
    [22_050, 24_000],
    [24_000, 8_000],
    [24_000, 16_000],
    [24_000, 44_100],
    [24_000, 48_000],
    [23_999, 24_001],
    [48_000, 8_001],
  ])('keeps the wave and its time from %i to %i Hz better than 16 bits can tell', async (from, to) => {
    const highHz = 0.35 * Math.min(from, to);
    const heard = await resample(tones(from, highHz), from, to);
    expect(signalToNoise(tones(to, highHz), heard, 500)).toBeGreaterThan(98);
  });

  it('gives exactly as many samples as the time takes at the new rate, at any rates and length', async () => {
    await fc.assert(
      fc.asyncProperty(anyRate, anyRate, fc.integer({ min: 0, max: 20_000 }), async (from, to, length) => {
        const heard = await resample(new Float32Array(length).fill(0.1), from, to);
        expect(heard.length).toBe(Math.round((length * to) / from));
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same samples however the input is cut', async () => {
    const spoken = vowel(22_050, 0.5);
    const whole = await resample(spoken, 22_050, 24_000);
    for (const chunk of [1, 7, 441, 5_000]) expect(await resample(spoken, 22_050, 24_000, chunk)).toEqual(whole);
  });

  it('hands samples out while input still comes', async () => {
    const stage = await createResampler(16_000, 24_000);
    // 100 ms in; the filter keeps 5 ms (80 samples at 16 kHz) back.
    const ready = stage.process(vowel(16_000, 0.1));
    expect(ready.length).toBeGreaterThan(2_200);
    stage.close();
  });

  it('changes nothing between equal rates', async () => {
    const stage = await createResampler(24_000, 24_000);
    const spoken = vowel(24_000, 0.1);
    expect(stage.process(spoken)).toBe(spoken);
    expect(stage.finish().length).toBe(0);
  });

  it('refuses rates that it does not have', async () => {
    for (const rate of [7_999, 48_001, 22_050.5, NaN]) {
      await expect(createResampler(rate, 24_000)).rejects.toThrow(RangeError);
      await expect(createResampler(24_000, rate)).rejects.toThrow(RangeError);
    }
  });

  it('may be closed twice, and says so when it is used afterwards', async () => {
    const stage = await createResampler(16_000, 24_000);
    stage.close();
    stage.close();
    expect(() => stage.process(new Float32Array(10))).toThrow('closed');
  });

  it('gives its memory back over 10,000 streams', async () => {
    const oneStream = () => resample(new Float32Array(100), 16_000, 24_000);
    for (let i = 0; i < 100; i++) await oneStream();
    const before = wasmBytes();
    for (let i = 0; i < 10_000; i++) await oneStream();
    // States that are kept grow the module's memory by 18 MB.
    expect(wasmBytes() - before).toBeLessThan(8e6);
  });
});
