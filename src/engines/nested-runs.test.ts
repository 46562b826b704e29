import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NestedRuns, type Run } from './nested-runs.ts';

/** Time that only work moves, and the runs' names as they begin and end. */
function world(depth: number) {
  let now = 0;
  const log: string[] = [];
  const runs = new NestedRuns(depth, () => now);
  const own: Record<string, number> = {};
  let open = 0;
  let deepest = 0;
  /** Each of `parts` takes so many milliseconds and ends at a border, where `between` may bring others. */
  function run(
    name: string,
    dueAt: number,
    parts: readonly number[],
    between: (part: number) => void = () => undefined,
  ): Run {
    return {
      dueAt: () => dueAt,
      start: (ownSeconds) => {
        deepest = Math.max(deepest, ++open);
        log.push(`${name} begins`);
        parts.forEach((milliseconds, part) => {
          now += milliseconds;
          between(part);
          runs.border();
        });
        own[name] = ownSeconds();
        log.push(`${name} ends`);
        open--;
      },
    };
  }
  const runAll = () => {
    while (runs.next());
  };
  return { runs, run, runAll, log, own, deepest: () => deepest };
}

describe('nested runs', () => {
  it('speak the most urgent first, of equals the one that came first', () => {
    const { runs, run, runAll, log } = world(3);
    for (const [name, dueAt] of [
      ['c', 50],
      ['a', 10],
      ['b', 10],
    ] as const)
      runs.add(run(name, dueAt, [1]));
    runAll();
    expect(log.filter((line) => line.endsWith('begins'))).toEqual(['a begins', 'b begins', 'c begins']);
  });

  it('speak a newcomer at the next border of one that has time, and count the seconds of each for itself', () => {
    const { runs, run, runAll, log, own } = world(3);
    runs.add(run('long', 5000, [10, 20, 30], (part) => part === 0 && runs.add(run('newcomer', 200, [4]))));
    runAll();
    expect(log).toEqual(['long begins', 'newcomer begins', 'newcomer ends', 'long ends']);
    expect(own).toEqual({ long: expect.closeTo(0.06) as number, newcomer: expect.closeTo(0.004) as number });
  });

  it('let one end that is nearly as urgent as the newcomer', () => {
    const { runs, run, runAll, log } = world(3);
    runs.add(run('first', 500, [10, 10], (part) => part === 0 && runs.add(run('newcomer', 200, [4]))));
    runAll();
    expect(log).toEqual(['first begins', 'first ends', 'newcomer begins', 'newcomer ends']);
  });

  it('let one end before another that has time itself, however much more urgent that is', () => {
    const { runs, run, runAll, log } = world(3);
    runs.add(run('first', 60_000, [10, 10], (part) => part === 0 && runs.add(run('later', 1011, [4]))));
    runs.add(run('second', 70_000, [10, 10], (part) => part === 0 && runs.add(run('sooner', 1034, [4]))));
    runAll();
    expect(log.filter((line) => line.endsWith('begins'))).toEqual(
      ['first', 'later', 'second', 'sooner'].map((name) => `${name} begins`),
    );
    expect(log.slice(-3)).toEqual(['sooner begins', 'sooner ends', 'second ends']);
  });

  it('count nothing twice when one that was begun in another fails', () => {
    const { runs, run, runAll, own } = world(3);
    const fails: Run = {
      dueAt: () => 0,
      start: () => {
        throw new Error('It cannot be said.');
      },
    };
    runs.add(
      run('long', 5000, [10, 20], (part) => {
        if (part === 0) runs.add(fails);
        if (part === 0) expect(() => runs.border()).toThrow('It cannot be said.');
      }),
    );
    runAll();
    expect(own['long']).toBeCloseTo(0.03);
  });

  it('speak each once, never deeper than there are instances, however they come', () => {
    const anyRun = fc.record({
      dueAt: fc.integer({ min: 0, max: 5000 }),
      parts: fc.array(fc.nat(50), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(anyRun, { maxLength: 20 }), (depth, all) => {
        const { runs, run, runAll, log, deepest } = world(depth);
        let next = 0;
        const bring = (): void => {
          const each = all[next];
          if (each) runs.add(run(String(next++), each.dueAt, each.parts, bring));
        };
        while (next < all.length) {
          bring();
          runAll();
        }
        expect(log.filter((line) => line.endsWith('ends'))).toHaveLength(all.length);
        expect(deepest()).toBeLessThanOrEqual(depth);
      }),
    );
  });
});
