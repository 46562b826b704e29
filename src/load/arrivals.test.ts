import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceFrom, poissonArrivals, spreadStarts } from './arrivals.ts';

function arrivals(perSecond: number, count: number, seed: number): number[] {
  const process = poissonArrivals(perSecond, chanceFrom(seed));
  return Array.from({ length: count }, () => process.next().value);
}

describe('arrivals', () => {
  it('are the same for the same seed, and others for another', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(arrivals(3, 20, seed)).toEqual(arrivals(3, 20, seed));
        expect(arrivals(3, 20, seed)).not.toEqual(arrivals(3, 20, seed + 1));
      }),
    );
  });

  it('come in order, at the asked rate, with the spread of a Poisson process', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1000, noNaN: true }), fc.nat(), (rate, seed) => {
        const count = 4000;
        const times = arrivals(rate, count, seed);
        const gaps = times.map((at, index) => at - (times[index - 1] ?? 0));
        expect(gaps.every((gap) => gap >= 0 && gap < Infinity)).toBe(true);
        // Mean and variance of an exponential gap are 1/rate and 1/rate²; bounds of over six standard errors.
        expect((times.at(-1)! * rate) / count).toBeGreaterThan(0.9);
        expect((times.at(-1)! * rate) / count).toBeLessThan(1.1);
        const variance = gaps.reduce((sum, gap) => sum + (gap * rate - 1) ** 2, 0) / count;
        expect(variance).toBeGreaterThan(0.7);
        expect(variance).toBeLessThan(1.4);
      }),
      { numRuns: 50 },
    );
  });
});

describe('chance', () => {
  it('gives the users of one seed different numbers', () => {
    const firsts = Array.from({ length: 1000 }, (_, user) => chanceFrom(1, user).uniform());
    expect(new Set(firsts).size).toBe(1000);
  });

  it('picks every text about as often', () => {
    const chance = chanceFrom(5);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[chance.pick([0, 1, 2, 3])]! += 1;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(250);
  });

  it('pauses never for a mean of zero', () => {
    expect(Math.abs(chanceFrom(1).exponential(0))).toBe(0);
  });
});

describe('the starts of users', () => {
  it('are spread over the time, none at the same instant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (users, seconds) => {
          const starts = spreadStarts(users, seconds);
          expect(starts).toHaveLength(users);
          expect(new Set(starts).size).toBe(users);
          expect(Math.min(...starts)).toBeGreaterThan(0);
          expect(Math.max(...starts)).toBeLessThan(seconds);
        },
      ),
    );
  });
});
