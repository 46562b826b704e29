import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Autoscaler, desiredReplicas, type ScalingRule } from './autoscaler.ts';

const rule: ScalingRule = { min: 1, max: 20, target: 0.7, intervalSeconds: 15, scaleDownSeconds: 300 };

/** Looks every 15 seconds, and does what it says at once. */
function follow(scaling: ScalingRule, start: number, works: readonly number[], idleSeconds = 0): number[] {
  const autoscaler = new Autoscaler(scaling, start);
  let replicas = start;
  return works.map((work, index) => {
    replicas = autoscaler.look({ nowSeconds: (index + 1) * 15, replicas, work, idleSeconds });
    return replicas;
  });
}

describe('the rule of the autoscaler', () => {
  it.each([
    [4, 0.7, 4],
    [4, 1.4, 8],
    [4, 0.35, 2],
    // Within 10 % of the target nothing changes.
    [10, 0.76, 10],
    [10, 0.78, 12],
    [10, 0.64, 10],
    [10, 0.62, 9],
    [4, 0, 1],
    [10, 9, 20],
  ])('%d replicas at a use of %d become %d', (current, utilisation, desired) => {
    expect(desiredReplicas(current, utilisation, rule)).toBe(desired);
  });
});

describe('an autoscaler', () => {
  it('adds at once, and takes away only what no look in the window wanted', () => {
    const works = [7, ...Array.from({ length: 25 }, () => 1.4)];
    const counts = follow(rule, 2, works);
    expect(counts[0]).toBe(10);
    // 300 seconds are 20 looks: the one that wanted 10 was at 15 s, so it counts until 300 s and not at 315 s.
    expect(counts.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 10));
    expect(counts[20]).toBe(2);
  });

  it('falls no lower than the highest that was wanted in the window', () => {
    const works = [7, ...Array.from({ length: 10 }, () => 3.5), ...Array.from({ length: 12 }, () => 1.4)];
    expect(follow(rule, 10, works)[20]).toBe(5);
  });

  it('takes away at once without a window', () => {
    expect(follow({ ...rule, scaleDownSeconds: 0 }, 10, [1.4])).toEqual([2]);
  });

  it('never leaves its limits, and never goes below the highest wish of the window', () => {
    const limits = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 20 }));
    const works = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(limits, works, ([min, more], each) => {
        const scaling = { ...rule, min, max: min + more };
        const counts = follow(scaling, min, each);
        expect(counts.every((count) => count >= min && count <= min + more)).toBe(true);
        counts.forEach((count, index) => {
          const before = index === 0 ? min : counts[index - 1]!;
          const wanted = each.slice(Math.max(0, index - 19), index + 1).map((work, at) => {
            const then = Math.max(0, index - 19) + at;
            const had = then === 0 ? min : counts[then - 1]!;
            return desiredReplicas(had, work / had, scaling);
          });
          if (count < before) expect(count).toBe(Math.max(...wanted));
        });
      }),
    );
  });

  it('goes to zero when nobody has asked for so long, and wakes with the minimum', () => {
    const toZero = { ...rule, min: 2, idleSeconds: 300 };
    expect(follow(toZero, 5, [0], 299)).toEqual([5]);
    expect(follow(toZero, 5, [0], 300)).toEqual([0]);
    const autoscaler = new Autoscaler(toZero, 0);
    expect(autoscaler.look({ nowSeconds: 15, replicas: 0, work: 0, idleSeconds: 10 })).toBe(0);
    expect(autoscaler.look({ nowSeconds: 30, replicas: 0, work: 1, idleSeconds: 0 })).toBe(2);
  });
});
