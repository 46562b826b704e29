import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, scaleFor } from './scale.ts';

describe('a scale', () => {
  it.each([
    [
      [0, 95],
      [0, 20, 40, 60, 80, 100],
    ],
    [[3], [0, 1, 2, 3]],
    [[0.25], [0, 0.05, 0.1, 0.15, 0.2, 0.25]],
    [
      [0, 0],
      [0, 0.2],
    ],
    [[], [0, 0.2]],
  ])('of %j has the ticks %j', (values, ticks) => {
    expect(linearScale(values).ticks).toEqual(ticks);
  });

  it('is logarithmic from a factor of 20 on, and then as far from 10 to 100 as from 100 to 1000', () => {
    expect(scaleFor([10, 199]).logarithmic).toBe(false);
    const scale = scaleFor([10, 1000]);
    expect(scale.logarithmic).toBe(true);
    expect(scale.ticks).toEqual([10, 20, 50, 100, 200, 500, 1000]);
    expect(scale.place(100)).toBeCloseTo(0.5);
    expect(scale.place(0)).toBe(0);
  });

  it('keeps the order of values, and has few ticks, all within', () => {
    const value = fc.double({ min: 1e-9, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), (values) => {
        const { place, ticks } = scaleFor(values);
        const sorted = [...values].sort((a, b) => a - b).map(place);
        expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThan(30);
        expect([...ticks].map(place).every((share) => share >= 0 && share <= 1)).toBe(true);
      }),
    );
  });
});
