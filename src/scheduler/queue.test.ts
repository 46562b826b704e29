import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SegmentQueue } from './queue.ts';

interface Item {
  readonly name: string;
  deadline: number;
}

function queueOf(...items: Item[]): SegmentQueue<Item> {
  const queue = new SegmentQueue<Item>(100, (item) => item.deadline);
  items.forEach((item) => queue.put(item));
  return queue;
}

function takeAll<T>(queue: SegmentQueue<T>): T[] {
  const taken: T[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item);
  return taken;
}

describe('the segment queue', () => {
  it('gives out the earliest deadline, and of equals the one that came first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }), (deadlines) => {
        const items = deadlines.map((deadline, index) => ({ name: String(index), deadline }));
        // Array.prototype.sort is stable: equals keep their order.
        expect(takeAll(queueOf(...items))).toEqual([...items].sort((a, b) => a.deadline - b.deadline));
      }),
    );
  });

  it('reads a deadline when it takes, since deadlines move while segments wait', () => {
    const early = { name: 'early', deadline: 1 };
    const late = { name: 'late', deadline: 2 };
    const queue = queueOf(early, late);
    early.deadline = 3;
    expect(takeAll(queue)).toEqual([late, early]);
  });

  it('takes what has no deadline in sight too', () => {
    const never = { name: 'never', deadline: Infinity };
    expect(takeAll(queueOf(never))).toEqual([never]);
  });

  it('removes one item wherever it stands, and says whether it was there', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name, deadline: 0 })) as [Item, Item, Item];
    const queue = queueOf(a, b, c);
    expect(queue.remove(b)).toBe(true);
    expect(queue.remove(b)).toBe(false);
    expect(queue.size).toBe(2);
    expect(takeAll(queue)).toEqual([a, c]);
  });

  it('holds as many as its capacity and refuses one more', () => {
    const queue = new SegmentQueue<number>(2, (item) => item);
    queue.put(1);
    queue.put(2);
    expect(() => queue.put(3)).toThrow('full at 2');
    expect(queue.take()).toBe(1);
    queue.put(3);
    expect(takeAll(queue)).toEqual([2, 3]);
  });

  it('is empty after it was drained, and gives all that was inside', () => {
    const items = [3, 1, 2].map((deadline) => ({ name: String(deadline), deadline }));
    const queue = queueOf(...items);
    expect(queue.drain()).toEqual(items);
    expect([queue.size, queue.take()]).toEqual([0, undefined]);
  });
});
