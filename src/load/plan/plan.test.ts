import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchOf, measured } from './bench.fixture.ts';
import { LoadCurve } from './load-curve.ts';
import { replicaCapacity, staticPlan, type PlanTarget } from './plan.ts';

const curve = new LoadCurve(measured);
const users = (count: number) => ({ kind: 'users', users: count }) as const;

function target(changes: Partial<PlanTarget> = {}): PlanTarget {
  return { users: 400, ttfaP95Ms: 500, maxErrors: 0, headroom: 0.2, minReplicas: 1, maxReplicas: 100, ...changes };
}

describe('what one replica holds', () => {
  it('is where first audio crosses the target between two levels: 50 + (500 − 300) ÷ (700 − 300) × 50', () => {
    expect(replicaCapacity(curve, target())).toMatchObject({
      limit: 'ttfa',
      holds: { load: 50 },
      fails: { load: 100 },
    });
    expect(replicaCapacity(curve, target()).load).toBeCloseTo(75);
  });

  it('ends at the last level without errors when none are allowed, and between levels when some are', () => {
    const slow = { ttfaP95Ms: 20_000 };
    expect(replicaCapacity(curve, target(slow))).toMatchObject({ limit: 'errors', load: 100 });
    const half = curve.last.errorShare / 2;
    expect(replicaCapacity(curve, target({ ...slow, maxErrors: half })).load).toBeCloseTo(300);
  });

  it('is never more than was measured', () => {
    const calm = new LoadCurve(benchOf([{ load: users(10), ttfa: [50, 80] }]));
    expect(replicaCapacity(calm, target())).toMatchObject({ limit: 'measured', load: 10 });
  });

  it('is an error that names the nearest level when none meets the target', () => {
    expect(() => replicaCapacity(curve, target({ ttfaP95Ms: 150 }))).toThrow(
      /No level meets the target \(first audio within 150 ms.*nearest was the smallest, 10 users: p95 190 ms, 0 % errors.*Measure a smaller load/,
    );
  });
});

describe('the static plan', () => {
  it('rounds users ÷ (75 × 0.8) up, and spreads the peak evenly', () => {
    const plan = staticPlan(curve, target());
    expect(plan.plannedLoad).toBeCloseTo(60);
    expect(plan.peak.replicas).toBe(7);
    expect(plan.peak.load).toBeCloseTo(400 / 7);
    expect(plan.peak.behaviour?.ttfaP95Ms).toBeCloseTo(300 + (400 / 7 - 50) * 8);
  });

  it('does not add a replica for rounding: 300 users are five times 60', () => {
    expect(staticPlan(curve, target({ users: 300 })).peak.replicas).toBe(5);
    expect(staticPlan(curve, target({ users: 301 })).peak.replicas).toBe(6);
  });

  it('has the minimum at least, and more than the maximum where it must', () => {
    expect(staticPlan(curve, target({ users: 1, minReplicas: 3 })).peak.replicas).toBe(3);
    expect(staticPlan(curve, target({ users: 6000, maxReplicas: 10 })).peak.replicas).toBe(100);
  });

  it('knows what happens when one of them fails', () => {
    expect(staticPlan(curve, target()).oneLess).toMatchObject({ replicas: 6, behaviour: { errorShare: 0 } });
    expect(staticPlan(curve, target({ users: 40 })).oneLess).toBeUndefined();
    const calm = new LoadCurve(benchOf([{ load: users(10), ttfa: [50, 80] }]));
    expect(staticPlan(calm, target({ users: 16 })).oneLess).toEqual({ replicas: 1, load: 16, behaviour: undefined });
  });

  it('takes requests a second where rates were measured', () => {
    const rates = new LoadCurve(
      benchOf(
        [2, 4].map((rate) => ({ load: { kind: 'rate', requestsPerSecond: rate }, ttfa: [rate * 100, rate * 200] })),
      ),
    );
    // 400 ms at 2 a second, 800 ms at 4: 500 ms at 2.5, of which 2 are planned.
    expect(staticPlan(rates, target({ users: 9 })).peak.replicas).toBe(5);
  });

  it('is refused where more replicas would be needed than can be planned', () => {
    expect(staticPlan(curve, target({ users: 75 * 100_000, headroom: 0 })).peak.replicas).toBe(100_000);
    expect(() => staticPlan(curve, target({ users: 75 * 100_000 + 1, headroom: 0 }))).toThrow(
      /^100001 replicas would be needed, and no more than 100000 are planned\. Take fewer --users/,
    );
  });

  it('never needs fewer replicas for more users, a stricter target or more headroom', () => {
    const wish = fc.record({
      users: fc.integer({ min: 1, max: 5000 }),
      ttfaP95Ms: fc.integer({ min: 190, max: 12_000 }),
      maxErrors: fc.double({ min: 0, max: 0.5, noNaN: true }),
      headroom: fc.double({ min: 0, max: 0.9, noNaN: true }),
    });
    fc.assert(
      fc.property(wish, wish, (a, b) => {
        const easy = {
          users: Math.min(a.users, b.users),
          ttfaP95Ms: Math.max(a.ttfaP95Ms, b.ttfaP95Ms),
          maxErrors: Math.max(a.maxErrors, b.maxErrors),
          headroom: Math.min(a.headroom, b.headroom),
        };
        const replicas = staticPlan(curve, target(easy)).peak.replicas;
        for (const harder of [{ users: a.users }, { ttfaP95Ms: a.ttfaP95Ms }, { maxErrors: a.maxErrors }, a, b]) {
          expect(staticPlan(curve, target({ ...easy, ...harder })).peak.replicas).toBeGreaterThanOrEqual(replicas);
        }
      }),
    );
  });
});
