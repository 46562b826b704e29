import { describe, expect, it } from 'vitest';
import { DayCurve } from './day-curve.ts';
import { benchOf, measured, type LevelFacts } from './bench.fixture.ts';
import { LoadCurve } from './load-curve.ts';
import { simulateDay, type DayInput } from './simulation.ts';

const curve = new LoadCurve(measured);
const scaling = { min: 1, max: 50, target: 0.7, intervalSeconds: 15, scaleDownSeconds: 300 };

/** 60 users who ask every ten seconds, on replicas of 75. */
function input(changes: Partial<DayInput> = {}): DayInput {
  return {
    curve,
    day: DayCurve.named('office'),
    users: 60,
    replicaLoad: 75,
    cycleSeconds: 10,
    scaling,
    startSeconds: 30,
    seed: 1,
    ...changes,
  };
}

function replicas(count: number): Partial<DayInput> {
  return { scaling: { ...scaling, min: count, max: count } };
}

/** Noon to one is busy, the rest of the day is empty. */
const busyNoon = new DayCurve(
  Array.from({ length: 96 }, (_, quarter) => (quarter >= 48 && quarter <= 52 ? 1 : 0)),
  'noon',
);

describe('the simulation of a day', () => {
  it('is the same for the same seed, and another for another', () => {
    const day = JSON.stringify(simulateDay(input({ users: 10 })));
    expect(JSON.stringify(simulateDay(input({ users: 10 })))).toBe(day);
    expect(JSON.stringify(simulateDay(input({ users: 10, seed: 2 })))).not.toBe(day);
  });

  it('has as many requests in each hour as the curve says, within four standard deviations', () => {
    const day = DayCurve.named('office');
    const { hours } = simulateDay(input());
    hours.forEach(({ requests }, hour) => {
      // Straight lines: the mean of an hour is that of its ends.
      const expected = ((day.at(hour / 24) + day.at((hour + 1) / 24)) / 2) * (60 / 10) * 3600;
      expect(Math.abs(requests - expected)).toBeLessThan(4 * Math.sqrt(expected));
    });
  });

  it('gives the measured first audio back when there are plenty of replicas', () => {
    const { whole } = simulateDay(
      input({ day: DayCurve.named('flat'), users: 20, maxRequests: 100_000, ...replicas(20) }),
    );
    expect(whole.ttfaP50Ms / curve.first.ttfaP50Ms).toBeCloseTo(1, 1);
    expect(Math.abs(whole.ttfaP95Ms / curve.first.ttfaP95Ms - 1)).toBeLessThan(0.03);
    expect(whole.errors).toBe(0);
  });

  it('gives the measured open requests and first audio back at a level in the middle', () => {
    // A straight line, so that what many open requests cost and few save is even.
    const levels = [10, 30, 50, 70, 90].map((users): LevelFacts => {
      return { load: { kind: 'users', users }, ttfa: [100 + users, 200 + 2 * users] };
    });
    const straight = new LoadCurve(benchOf(levels));
    const flat = { day: DayCurve.named('flat'), users: 50, maxRequests: 100_000, ...replicas(1) };
    const { whole } = simulateDay(input({ curve: straight, ...flat }));
    expect(Math.abs(whole.ttfaP95Ms / 300 - 1)).toBeLessThan(0.05);
  });

  it('is better with one replica more where they are short', () => {
    const short = { day: DayCurve.named('flat'), users: 150, maxRequests: 100_000 };
    const days = [1, 2, 3].map((count) => simulateDay(input({ ...short, ...replicas(count) })).whole);
    expect(days[1]!.ttfaP95Ms).toBeLessThan(days[0]!.ttfaP95Ms / 1.5);
    expect(days[2]!.ttfaP95Ms).toBeLessThan(days[1]!.ttfaP95Ms / 1.5);
  });

  it('refuses what is beyond the largest level, and counts what gave up as errors', () => {
    const small = new LoadCurve(benchOf([{ load: { kind: 'users', users: 4 }, ttfa: [100, 200] }]));
    const far = {
      curve: small,
      replicaLoad: 4,
      day: DayCurve.named('flat'),
      users: 40,
      maxRequests: 50_000,
      ...replicas(1),
    };
    const { whole } = simulateDay(input(far));
    // It holds four of forty; each of the others takes four tries.
    expect(whole.errors / whole.requests).toBeGreaterThan(0.8);
    expect(whole.ttfaP95Ms).toBeGreaterThan(3000);
  });

  it('costs what a fixed fleet costs: 24 hours for each replica', () => {
    const { whole, hours } = simulateDay(input({ users: 5, ...replicas(3) }));
    expect(whole.replicaHours).toBeCloseTo(72, 6);
    expect(hours.every(({ replicasMax }) => replicasMax === 3)).toBe(true);
  });

  it('follows the day with an autoscaler, within its limits, and costs less than the peak all day', () => {
    const { hours, whole } = simulateDay(input({ users: 300, maxRequests: 300_000, scaling: { ...scaling, max: 6 } }));
    expect(hours[3]!.replicasMax).toBe(1);
    expect(hours[10]!.replicasMax).toBe(6);
    // What drains is on top.
    expect(Math.max(...hours.map(({ replicasMax }) => replicasMax))).toBeLessThanOrEqual(7);
    expect(whole.replicaHours).toBeLessThan(0.7 * 24 * 6);
  });

  it('serves nobody by a replica that has not started', () => {
    // Idle until a quarter before noon: the first request wakes a replica, and all that come until it has started wait.
    const { hours } = simulateDay(
      input({ day: busyNoon, users: 5, startSeconds: 890, scaling: { ...scaling, idleSeconds: 300 } }),
    );
    const before = hours[11]!;
    const [asleep, busy] = [hours.slice(1, 11), hours[12]!];
    expect(asleep.every(({ replicasMax, requests }) => replicasMax === 0 && requests === 0)).toBe(true);
    expect(before.requests).toBeGreaterThan(100);
    expect(before.ttfaP50Ms).toBeGreaterThan(100_000);
    expect(before.ttfaP95Ms).toBeGreaterThan(500_000);
    expect(before.ttfaP95Ms).toBeLessThan(900_000);
    expect(busy.ttfaP95Ms).toBeLessThan(1000);
    expect(hours[15]!.replicasMax).toBe(0);
  });

  it('simulates a share of the time when there are too many requests, with the same load', () => {
    const whole = simulateDay(input());
    const part = simulateDay(input({ maxRequests: 30_000 }));
    expect(whole.timeShare).toBe(1);
    expect(part.timeShare).toBeLessThan(0.2);
    expect(part.whole.requests).toBeLessThan(31_000);
    expect(part.whole.requests / part.timeShare / whole.whole.requests).toBeCloseTo(1, 1);
    expect(part.whole.replicaHours / whole.whole.replicaHours).toBeCloseTo(1, 0);
  });
});
