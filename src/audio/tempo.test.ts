import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vowel, wasmBytes } from '../../test/fixtures/audio.ts';
import { joinSamples, pieces } from './pcm.ts';
import { createTempo } from './tempo.ts';

const sampleRate = 24_000;

async function atSpeed(samples: Float32Array, speed: number, chunk = samples.length || 1): Promise<Float32Array> {
  const stage = await createTempo(sampleRate, speed);
  try {
    const parts = [...pieces(samples, chunk)].map((piece) => stage.process(piece));
    return joinSamples([...parts, stage.finish()]);
  } finally {
    stage.close();
  }
}

/** The pitch in Hz of the middle of a sound, by autocorrelation from 100 to 400 Hz. */
function pitch(samples: Float32Array): number {
  const centre = Math.floor(samples.length / 2);
  const middle = samples.subarray(centre - 4_000, centre + 4_000);
  let best = { lag: 0, alike: -Infinity };
  for (let lag = sampleRate / 400; lag <= sampleRate / 100; lag++) {
    let alike = 0;
    for (let i = 0; i + 400 < middle.length; i++) alike += middle[i]! * (middle[i + lag] ?? 0);
    if (alike > best.alike) best = { lag, alike };
  }
  return sampleRate / best.lag;
}

const speeds = [0.125, 0.25, 0.5, 0.75, 0.95, 1.05, 1.25, 1.5, 2, 3, 4, 8];

describe('the tempo stage', () => {
  it.each(speeds)('at speed %d takes the time that it should and keeps the pitch', async (speed) => {
    const spoken = vowel(sampleRate, 4, 150);
    const heard = await atSpeed(spoken, speed);
    const expected = spoken.length / speed;
    expect(Math.abs(heard.length - expected) / expected).toBeLessThan(0.03);
    expect(pitch(spoken)).toBeCloseTo(150, 0);
    expect(Math.abs(pitch(heard) - 150)).toBeLessThan(2);
  });

  it('keeps the loudness', async () => {
    const power = (samples: Float32Array) => samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const spoken = vowel(sampleRate, 4);
    for (const speed of speeds) {
      const ratio = power(await atSpeed(spoken, speed)) / power(spoken);
      expect(10 * Math.abs(Math.log10(ratio))).toBeLessThan(1);
    }
  });

  it('gives the same samples however the input is cut', async () => {
    const spoken = vowel(sampleRate, 1);
    for (const speed of [0.6, 1.3, 2.5]) {
      const whole = await atSpeed(spoken, speed);
      for (const chunk of [1, 100, 4_801]) expect(await atSpeed(spoken, speed, chunk)).toEqual(whole);
    }
  });

  it('never ends early by more than a rounding, whatever the length', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12_000 }),
        fc.double({ min: 0.25, max: 4, noNaN: true }),
        async (length, speed) => {
          const heard = await atSpeed(vowel(sampleRate, 0.5).slice(0, length), speed);
          expect(heard.length).toBeGreaterThanOrEqual(Math.round(length / speed));
          // Slow speech comes in pitch periods that are repeated whole, and so may end late.
          expect(heard.length).toBeLessThanOrEqual(Math.round(length / speed) + 0.2 * sampleRate);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('hands samples out while input still comes', async () => {
    const stage = await createTempo(sampleRate, 1.5);
    // 200 ms in; Sonic holds two of its longest pitch periods (31 ms) and a block back.
    expect(stage.process(vowel(sampleRate, 0.2)).length).toBeGreaterThan((0.1 * sampleRate) / 1.5);
    stage.close();
  });

  it('clips what is too loud instead of wrapping it around', async () => {
    const heard = await atSpeed(new Float32Array(sampleRate / 2).fill(1.5), 1.5);
    expect(Math.min(...heard.subarray(0, sampleRate / 5))).toBeGreaterThan(0.99);
  });

  it('changes nothing at speed 1', async () => {
    const stage = await createTempo(sampleRate, 1);
    const spoken = vowel(sampleRate, 0.1);
    expect(stage.process(spoken)).toBe(spoken);
    expect(stage.finish().length).toBe(0);
  });

  it('refuses speeds that nobody can follow', async () => {
    for (const speed of [0, 0.12, 8.01, -1, NaN])
      await expect(createTempo(sampleRate, speed)).rejects.toThrow(RangeError);
  });

  it('may be closed twice, and says so when it is used afterwards', async () => {
    const stage = await createTempo(sampleRate, 2);
    stage.close();
    stage.close();
    expect(() => stage.process(new Float32Array(sampleRate))).toThrow('closed');
  });

  it('gives its memory back over 10,000 streams', async () => {
    const spoken = vowel(sampleRate, 0.05);
    for (let i = 0; i < 100; i++) await atSpeed(spoken, 2);
    const before = wasmBytes();
    for (let i = 0; i < 10_000; i++) await atSpeed(spoken, 2);
    // Streams that are kept grow the module's memory by 70 MB.
    expect(wasmBytes() - before).toBeLessThan(8e6);
  });
});
