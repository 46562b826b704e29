import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fadeIn, initialPhase, phaseAfter } from './source.ts';

const source = { multiples: [1, 2, 3, 4, 5, 6, 7, 8, 9], sampleRate: 24_000, hop: 480 };

describe('the phases of the harmonics', () => {
  it('start anywhere but for the fundamental', () => {
    const values = [0.1, 0.25, 0.5, 0.75, 1, 0, 0.3, 0.6];
    const phase = initialPhase(source, () => values.shift() ?? NaN);
    expect(phase[0]).toBe(0);
    expect(phase[2]).toBeCloseTo(-Math.PI / 2);
    expect(phase).toHaveLength(9);
    expect(phase.every((angle) => Math.abs(angle) <= Math.PI)).toBe(true);
  });

  it('go on by the pitch: at 100 Hz a frame of 20 ms is two turns, at 112.5 Hz a quarter more', () => {
    const still = phaseAfter(source, new Float64Array(9), Float32Array.of(100));
    for (const angle of still) expect(Math.sin(angle)).toBeCloseTo(0, 9);
    const [first, second] = phaseAfter(source, new Float64Array(9), Float32Array.of(112.5));
    expect(first).toBeCloseTo(Math.PI / 2, 9);
    expect(second).toBeCloseTo(Math.PI, 9);
  });

  it('are the same however the frames are taken apart', () => {
    const pitches = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(pitches, fc.nat(), (values, at) => {
        const pitch = Float32Array.from(values);
        const border = pitch.length === 0 ? 0 : at % pitch.length;
        const start = Float64Array.from(source.multiples, (multiple) => multiple / 3);
        const before = phaseAfter(source, start, pitch, border);
        const apart = phaseAfter(source, before, pitch.subarray(border));
        phaseAfter(source, start, pitch).forEach((angle, index) => {
          expect(Math.cos(angle - apart[index]!)).toBeCloseTo(1, 9);
        });
      }),
    );
  });
});

describe('the fade at the start', () => {
  it('multiplies the first samples, and no others', () => {
    expect([...fadeIn(Float32Array.of(4, 4, 4, 4), [0, 0.25, 0.5])]).toEqual([0, 1, 2, 4]);
  });

  it('takes fewer samples than it is long', () => {
    expect([...fadeIn(Float32Array.of(4), [0.5, 1])]).toEqual([2]);
  });
});
