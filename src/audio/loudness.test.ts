import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { dataFolder, hasData } from '../../test/data.ts';
import { vowel } from '../../test/fixtures/audio.ts';
import { decodeWav } from './decode-wav.ts';
import { ffmpegAvailable } from './encode/ffmpeg.ts';
import { kWeighting, loudness } from './loudness.ts';
import { floatWav } from './wav.fixture.ts';

const ffmpeg = await ffmpegAvailable();
const folder = mkdtempSync(path.join(os.tmpdir(), 'loudness-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sine(sampleRate: number, seconds: number, hertz: number, amplitude = 1): Float32Array {
  const step = (2 * Math.PI * hertz) / sampleRate;
  return Float32Array.from({ length: Math.round(sampleRate * seconds) }, (_, i) => amplitude * Math.sin(step * i));
}

function join(...parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

describe('loudness', () => {
  it('weighs with the filters of BS.1770-4 at 48 kHz', () => {
    const { shelf, highPass } = kWeighting(48_000);
    const table = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585];
    for (const [i, value] of [...shelf.b, ...shelf.a].entries()) expect(value).toBeCloseTo(table[i]!, 8);
    const second = [1, -2, 1, -1.99004745483398, 0.99007225036621];
    for (const [i, value] of [...highPass.b, ...highPass.a].entries()) expect(value).toBeCloseTo(second[i]!, 8);
  });

  it.each([8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000])(
    'of a full sine of 997 Hz is -3.01 at %i Hz',
    (rate) => {
      expect(loudness(sine(rate, 3, 997), rate)).toBeCloseTo(-3.01, 1);
    },
  );

  it('is -Infinity for silence, for what is under the gate, and for less than 400 ms', () => {
    expect(loudness(new Float32Array(48_000), 24_000)).toBe(-Infinity);
    expect(loudness(sine(24_000, 2, 997, 1e-4), 24_000)).toBe(-Infinity);
    expect(loudness(sine(24_000, 0.399, 997), 24_000)).toBe(-Infinity);
    expect(loudness(new Float32Array(0), 24_000)).toBe(-Infinity);
    expect(loudness(sine(24_000, 0.4, 997), 24_000)).toBeGreaterThan(-4);
  });

  it('hears of a steady offset no more than its beginning', () => {
    const steady = new Float32Array(120_000).fill(0.5);
    expect(loudness(steady, 24_000)).toBeLessThan(-30);
  });

  it('leaves pauses out', () => {
    const loud = sine(24_000, 4, 997, 0.1);
    const pause = sine(24_000, 4, 997, 0.001);
    expect(loudness(join(loud, pause), 24_000)).toBeCloseTo(loudness(loud, 24_000), 0);
  });

  it('grows by as much as the gain', () => {
    const spoken = vowel(24_000, 2);
    const before = loudness(spoken, 24_000);
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (gain) => {
        const louder = spoken.map((sample) => sample * 10 ** (gain / 20));
        expect(loudness(louder, 24_000)).toBeCloseTo(before + gain, 3);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses rates that it cannot weigh', () => {
    for (const rate of [0, -1, NaN, 7_999, Infinity])
      expect(() => loudness(vowel(24_000, 1), rate)).toThrow(RangeError);
  });
});

/**
 * Integrated loudness as ffmpeg's meter measures it. (What its filter `loudnorm` tells of its input in a first pass is
 * another number, up to 1.2 LU away for these signals.)
 */
async function measured(samples: Float32Array, sampleRate: number): Promise<number> {
  const file = path.join(folder, 'measured.wav');
  writeFileSync(file, floatWav(samples, sampleRate));
  const meter = ['-nostats', '-i', file, '-af', 'ebur128', '-f', 'null', '-'];
  const { stderr } = await promisify(execFile)('ffmpeg', meter);
  return Number(/Summary:[^]*?I:\s*(-?[\d.]+) LUFS/.exec(stderr)?.[1]);
}

describe.skipIf(!ffmpeg)('loudness as ffmpeg measures it', () => {
  const signals: [string, number, () => Float32Array][] = [
    ['a vowel at 24 kHz', 24_000, () => vowel(24_000, 5)],
    ['a low tone at 48 kHz', 48_000, () => sine(48_000, 4, 60, 0.5)],
    ['a high tone at 44.1 kHz', 44_100, () => sine(44_100, 4, 6_000, 0.2)],
    ['speech with pauses at 16 kHz', 16_000, () => join(vowel(16_000, 2), new Float32Array(40_000), vowel(16_000, 1))],
    ['a quiet part beside a loud one', 24_000, () => join(sine(24_000, 3, 440, 0.4), sine(24_000, 5, 440, 0.1))],
  ];
  it.each(signals)('is the same within 0.1 LU: %s', async (_, sampleRate, signal) => {
    const samples = signal();
    const heard = await measured(samples, sampleRate);
    expect(Math.abs(loudness(samples, sampleRate) - heard)).toBeLessThanOrEqual(0.1);
  });

  it.skipIf(!hasData).each(['LJ050-0270', 'librispeech-1995-1837-0001', 'aishell-BAC009S0724W0121'])(
    'is the same for %s',
    async (name) => {
      const { samples, sampleRate } = decodeWav(readFileSync(path.join(dataFolder, 'speech', `${name}.wav`)));
      const heard = await measured(samples, sampleRate);
      expect(Math.abs(loudness(samples, sampleRate) - heard)).toBeLessThanOrEqual(0.1);
    },
  );
});
