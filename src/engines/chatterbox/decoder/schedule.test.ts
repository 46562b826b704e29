import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduleOf } from './schedule.ts';

/** The cosine schedule of so many steps. */
function published(count: number): number[] {
  const time = (k: number) => 1 - Math.cos((Math.PI / 2) * (k / count));
  return Array.from({ length: count }, (_, k) => time(k + 1) - time(k));
}

describe('the schedule of the solver', () => {
  it('is the published one when as many steps are asked for', () => {
    const sizes = published(10);
    expect(scheduleOf(sizes, 10)).toEqual(sizes.map((size, index) => ({ published: index, size })));
  });

  it('takes the published times that are nearest to the cosine schedule of fewer steps', () => {
    const begins = (count: number) => scheduleOf(published(10), count).map((step) => step.published);
    expect(begins(1)).toEqual([0]);
    expect(begins(2)).toEqual([0, 5]);
    // 2.5 and 7.5 steps of ten: the times to both sides are not equally far, since the steps grow.
    expect(begins(4)).toEqual([0, 2, 5, 7]);
    expect(begins(5)).toEqual([0, 2, 4, 6, 8]);
  });

  it('goes the whole way forwards, whatever the sizes and however few the steps', () => {
    const anySizes = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anySizes, fc.nat(), (parts, pick) => {
        const whole = parts.reduce((sum, part) => sum + part, 0);
        const sizes = parts.map((part) => part / whole);
        const count = 1 + (pick % sizes.length);
        const steps = scheduleOf(sizes, count);
        expect(steps).toHaveLength(count);
        expect(steps[0]?.published).toBe(0);
        expect(steps.reduce((sum, { size }) => sum + size, 0)).toBeCloseTo(1, 9);
        steps.slice(1).forEach((step, index) => expect(step.published).toBeGreaterThan(steps[index]!.published));
      }),
    );
  });

  it.each([0, 11, 2.5, NaN])('refuses %d steps of ten', (count) => {
    expect(() => scheduleOf(published(10), count)).toThrow('This decoder can take 1 to 10 steps');
  });
});
