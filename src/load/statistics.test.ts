import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionOf } from './statistics.ts';

const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });

describe('a distribution', () => {
  it('is zero everywhere when there was nothing to measure', () => {
    expect(distributionOf([])).toEqual({ count: 0, average: 0, p50: 0, p95: 0, p99: 0, max: 0 });
  });

  it('takes percentiles by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(distributionOf(hundred)).toEqual({ count: 100, average: 50.5, p50: 50, p95: 95, p99: 99, max: 100 });
    expect(distributionOf([7, 3])).toMatchObject({ p50: 3, p95: 7, p99: 7 });
  });

  it('gives a percentile that is one of the values, which at least that share does not exceed and fewer are below', () => {
    fc.assert(
      fc.property(values, (all) => {
        const found = distributionOf(all);
        for (const [share, value] of [
          [0.5, found.p50],
          [0.95, found.p95],
          [0.99, found.p99],
          [1, found.max],
        ] as const) {
          expect(all).toContain(value);
          expect(all.filter((each) => each <= value).length).toBeGreaterThanOrEqual(all.length * share - 1e-9);
          expect(all.filter((each) => each < value).length).toBeLessThan(all.length * share + 1e-9);
        }
        const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
        expect(found.average).toBeCloseTo(mean, 5);
      }),
    );
  });

  it('does not mind the order, and leaves the values as they are', () => {
    fc.assert(
      fc.property(values, (all) => {
        const frozen = Object.freeze([...all]);
        expect(distributionOf(frozen)).toEqual(distributionOf([...all].reverse().sort((a, b) => a - b)));
      }),
    );
  });
});
