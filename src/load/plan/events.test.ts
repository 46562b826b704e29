import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './events.ts';

describe('the queue of events', () => {
  it('gives the earliest first, and those of one time in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const queue = new EventQueue<number>();
        times.forEach((at, index) => queue.add(at, index));
        const taken = times.map(() => queue.next()!);
        expect(queue.next()).toBeUndefined();
        const expected = times
          .map((at, index) => ({ at, event: index }))
          .sort((a, b) => a.at - b.at || a.event - b.event);
        expect(taken.map(({ at, event }) => ({ at, event }))).toEqual(expected);
      }),
    );
  });

  it('takes new events between others', () => {
    const queue = new EventQueue<string>();
    queue.add(5, 'late');
    queue.add(1, 'early');
    expect(queue.next()?.event).toBe('early');
    queue.add(3, 'middle');
    expect(queue.next()?.event).toBe('middle');
    expect(queue.next()?.event).toBe('late');
  });
});
