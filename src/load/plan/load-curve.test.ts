import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchOf, measured } from './bench.fixture.ts';
import { LoadCurve } from './load-curve.ts';

const users = (count: number) => ({ kind: 'users', users: count }) as const;

describe('the behaviour between measured levels', () => {
  it('lies on straight lines, and stays that of the end levels outside of them', () => {
    const curve = new LoadCurve(measured);
    expect(curve.at(50).ttfaP95Ms).toBe(300);
    expect(curve.at(75).ttfaP95Ms).toBeCloseTo(500);
    expect(curve.at(30).ttfaP50Ms).toBeCloseTo(135);
    expect(curve.at(1)).toEqual(curve.at(10));
    expect(curve.at(9999)).toEqual(curve.at(500));
  });

  it('finds the load by open requests, too', () => {
    const curve = new LoadCurve(measured);
    expect(curve.atOpen(curve.at(75).open).load).toBeCloseTo(75);
  });

  it('knows the time of a user’s cycle by Little’s law', () => {
    const load = users(30);
    expect(new LoadCurve(benchOf([{ load, ttfa: [1, 2], requests: 1200 }])).first.cycleSeconds).toBe(15);
    const rate = { kind: 'rate', requestsPerSecond: 3 } as const;
    expect(new LoadCurve(benchOf([{ load: rate, ttfa: [1, 2] }])).first.cycleSeconds).toBe(1);
  });

  it('takes the worse of two measurements of one level, in whatever order they came', () => {
    const levels = [
      { load: users(20), ttfa: [300, 900] },
      { load: users(10), ttfa: [100, 250] },
      { load: users(10), ttfa: [120, 200] },
    ] as const;
    const curve = new LoadCurve(benchOf(levels));
    expect(curve.points.map(({ load, ttfaP50Ms, ttfaP95Ms }) => [load, ttfaP50Ms, ttfaP95Ms])).toEqual([
      [10, 120, 250],
      [20, 300, 900],
    ]);
  });

  it('never becomes better with more load, whatever was measured', () => {
    const level = fc.record({
      load: fc.integer({ min: 1, max: 500 }).map(users),
      ttfa: fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 500, max: 5000 })),
    });
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 8 }), fc.nat(600), fc.nat(600), (levels, a, b) => {
        const curve = new LoadCurve(benchOf(levels));
        const [less, more] = [curve.at(Math.min(a, b)), curve.at(Math.max(a, b))];
        expect(more.ttfaP95Ms).toBeGreaterThanOrEqual(less.ttfaP95Ms - 1e-6);
        expect(more.open).toBeGreaterThanOrEqual(less.open - 1e-6);
      }),
    );
  });

  it('passes over levels in which no request ended, and says so when there is no other', () => {
    const idle = { load: users(500), ttfa: [0, 0], requests: 0 } as const;
    expect(new LoadCurve(benchOf([{ load: users(5), ttfa: [1, 2] }, idle])).last.load).toBe(5);
    expect(() => new LoadCurve(benchOf([idle]))).toThrow(/at least one measured level.*longer --duration/);
  });

  it('refuses users and rates in one measurement', () => {
    const rate = { kind: 'rate', requestsPerSecond: 3 } as const;
    const mixed = benchOf([users(5), rate].map((load) => ({ load, ttfa: [1, 2] })));
    expect(() => new LoadCurve(mixed)).toThrow(/levels of one kind/);
  });
});
