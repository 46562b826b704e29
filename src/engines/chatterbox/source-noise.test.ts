import { describe, expect, it } from 'vitest';
import { FrameNoise } from './source-noise.ts';

describe('FrameNoise', () => {
  it('gives a frame the same numbers in every window', () => {
    const noise = new FrameNoise(7, 1);
    const whole = noise.window(3, 480, -4, 20);
    const part = noise.window(3, 480, 5, 9);
    for (let row = 0; row < 3; row++) {
      const from = row * 24 * 480 + 9 * 480;
      expect(part.subarray(row * 4 * 480, (row + 1) * 4 * 480)).toEqual(whole.subarray(from, from + 4 * 480));
    }
  });

  it('is normal, and another for another seed, frame or row', () => {
    const values = new FrameNoise(1).window(9, 480, 0, 100);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(variance).toBeCloseTo(1, 1);
    const starts = [new FrameNoise(1), new FrameNoise(2), new FrameNoise(1, 0)].flatMap((noise) =>
      [0, 1].map((frame) => noise.window(2, 4, frame, frame + 1).join()),
    );
    expect(new Set(starts).size).toBe(starts.length);
  });
});
