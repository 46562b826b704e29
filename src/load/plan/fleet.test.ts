import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fleet, type Replica } from './fleet.ts';

describe('a fleet', () => {
  it('gives a request to the ready replica with the fewest', () => {
    const fleet = new Fleet(2);
    const [starting] = fleet.resize(3);
    for (let request = 0; request < 5; request++) fleet.requestBegan(fleet.leastBusy()!);
    expect(fleet.leastBusy()).toMatchObject({ state: 'ready', open: 2 });
    fleet.becomeReady(starting!);
    expect(fleet.leastBusy()).toBe(starting);
  });

  it('takes away those that start first, and lets the others finish their requests', () => {
    const fleet = new Fleet(2);
    const busy = fleet.leastBusy()!;
    fleet.requestBegan(busy);
    const [starting] = fleet.resize(3);
    fleet.resize(2);
    expect([fleet.size, fleet.staying]).toEqual([2, 2]);
    fleet.becomeReady(starting!);
    expect(starting!.state).toBe('draining');
    fleet.resize(0);
    expect([fleet.size, fleet.staying]).toEqual([1, 0]);
    expect(fleet.leastBusy()).toBeUndefined();
    fleet.requestEnded(busy);
    expect(fleet.size).toBe(0);
  });

  it('always knows the least busy, whatever begins, ends, starts and drains', () => {
    const step = fc.oneof(
      fc.constant({ kind: 'begin' as const }),
      fc.record({ kind: fc.constant('end' as const), which: fc.nat() }),
      fc.record({ kind: fc.constant('resize' as const), count: fc.nat(6) }),
      fc.constant({ kind: 'ready' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const fleet = new Fleet(2);
        const seen = new Set<Replica>();
        const requests: Replica[] = [];
        let starting: Replica[] = [];
        for (const each of steps) {
          const least = fleet.leastBusy();
          if (least) seen.add(least);
          const ready = [...seen].filter(({ state }) => state === 'ready');
          if (least) expect(least.open).toBe(Math.min(...ready.map(({ open }) => open)));
          else expect(ready).toEqual([]);
          if (each.kind === 'begin' && least) {
            fleet.requestBegan(least);
            requests.push(least);
          }
          if (each.kind === 'end' && requests.length > 0) {
            fleet.requestEnded(requests.splice(each.which % requests.length, 1)[0]!);
          }
          if (each.kind === 'resize') {
            starting.push(...fleet.resize(each.count));
            expect(fleet.staying).toBe(each.count);
          }
          if (each.kind === 'ready') {
            starting.forEach((replica) => fleet.becomeReady(replica));
            starting.forEach((replica) => seen.add(replica));
            starting = [];
          }
        }
        requests.forEach((replica) => fleet.requestEnded(replica));
        expect([...seen].every(({ open }) => open === 0)).toBe(true);
      }),
    );
  });
});
