import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose, SegmentQueue, type Candidate, type Situation } from './queue.ts';

interface Item extends Candidate {
  readonly name: string;
  dueAt: number;
}

const now = 1000;
const pressingMs = 300;

function item(name: string, dueAt: number, known: Partial<Candidate> = {}): Item {
  return { name, dueAt, batch: false, key: 'somebody', held: false, ...known };
}

function situation(known: Partial<Situation> & { tags?: Readonly<Record<string, number>> } = {}): Situation {
  const { tags = {}, ...rest } = known;
  return { now, pressingMs, tagOf: (key) => tags[key] ?? 0, keptFree: false, ...rest };
}

function chosen(items: readonly Item[], known: Parameters<typeof situation>[0] = {}): string | undefined {
  return choose(items, (each) => each, situation(known))?.name;
}

function takeAll(queue: SegmentQueue<Item>, known: Parameters<typeof situation>[0] = {}): Item[] {
  const taken: Item[] = [];
  const next = () => queue.take((each) => each, situation(known));
  for (let each = next(); each !== undefined; each = next()) taken.push(each);
  return taken;
}

function queueOf(...items: Item[]): SegmentQueue<Item> {
  const queue = new SegmentQueue<Item>(100);
  items.forEach((each) => queue.put(each));
  return queue;
}

const anyItem = fc
  .record({
    dueAt: fc.integer({ min: now - 5, max: now + pressingMs + 5 }),
    batch: fc.boolean(),
    key: fc.constantFrom('a', 'b', 'c'),
    held: fc.boolean(),
  })
  .map((known) => ({ name: '', ...known }));
const anyItems = fc.array(anyItem, { maxLength: 12 });
const anySituation = fc.record({
  tags: fc.record({ a: fc.nat(2), b: fc.nat(2), c: fc.nat(2) }),
  keptFree: fc.boolean(),
});

describe('who is next', () => {
  it('is whose listener runs dry first, and of equals who came first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: now, max: now + 5 }), { maxLength: 30 }), (deadlines) => {
        const items = deadlines.map((dueAt, index) => item(String(index), dueAt));
        // Array.prototype.sort is stable: equals keep their order.
        expect(takeAll(queueOf(...items))).toEqual([...items].sort((a, b) => a.dueAt - b.dueAt));
      }),
    );
  });

  it('is nobody of those who are held, even when nobody else waits', () => {
    expect(chosen([item('held', 0, { held: true })])).toBeUndefined();
    fc.assert(
      fc.property(anyItems, anySituation, (items, known) => {
        expect(choose(items, (each) => each, situation(known))?.held ?? false).toBe(false);
      }),
    );
  });

  it('is the batch that is overdue most, before every listener, also into the last slot', () => {
    const overdue = item('overdue', now - 1, { batch: true });
    const more = item('more', now - 2, { batch: true });
    const items = [item('soon', now + 500), overdue, more];
    expect(chosen(items)).toBe('more');
    expect(chosen(items, { keptFree: true })).toBe('more');
  });

  it('is a listener who is pressing before a batch that is overdue for less than a second', () => {
    const late = item('late', now - 5000);
    expect(chosen([late, item('batch', now - 900, { batch: true })])).toBe('late');
    expect(chosen([late, item('batch', now - 1100, { batch: true })])).toBe('batch');
    expect(chosen([{ ...late, held: true }, item('batch', now - 1, { batch: true })])).toBe('batch');
  });

  it('is a batch that is not overdue behind listeners only, however far their deadlines', () => {
    const batch = item('batch', now, { batch: true });
    expect(chosen([batch, item('listener', now + 1e6)])).toBe('listener');
    expect(chosen([batch, item('listener', now + 1e6, { held: true })])).toBe('batch');
    expect(takeAll(queueOf(item('later', now + 2, { batch: true }), batch)).map(({ name }) => name)).toEqual([
      'batch',
      'later',
    ]);
  });

  it('is no batch when one slot is left for a listener who may come', () => {
    const batch = item('batch', now + 1, { batch: true });
    expect(chosen([batch], { keptFree: true })).toBeUndefined();
    expect(chosen([batch, item('listener', now + 9)], { keptFree: true })).toBe('listener');
  });

  it('does not depend on keys while nobody is late', () => {
    const items = [item('first', now, { key: 'much' }), item('second', now + 1, { key: 'little' })];
    expect(chosen(items, { tags: { much: 100, little: 0 } })).toBe('first');
  });

  it('is, once somebody is late, of those that press the one whose key had least', () => {
    const items = [
      item('late', now - 1, { key: 'much' }),
      item('presses', now + pressingMs, { key: 'little' }),
      item('does not press', now + pressingMs + 1, { key: 'nothing' }),
    ];
    expect(chosen(items, { tags: { much: 2, little: 1, nothing: 0 } })).toBe('presses');
  });

  it('is within a key, and among keys that had the same, still by deadline', () => {
    const items = [
      item('of much', now - 9, { key: 'much' }),
      item('later', now - 1, { key: 'little' }),
      item('earlier', now - 2, { key: 'little' }),
    ];
    expect(chosen(items, { tags: { much: 2, little: 1 } })).toBe('earlier');
    expect(chosen(items)).toBe('of much');
  });

  it('is not turned by somebody late who is held, or by a batch', () => {
    const items = [
      item('held', now - 9, { held: true }),
      item('batch', now, { batch: true }),
      item('first', now + 1, { key: 'much' }),
      item('second', now + 2, { key: 'little' }),
    ];
    expect(chosen(items, { tags: { much: 1, little: 0 } })).toBe('first');
  });

  it('is somebody whenever a listener waits who is not held', () => {
    fc.assert(
      fc.property(anyItems, anySituation, (items, known) => {
        const listeners = items.filter(({ batch, held }) => !batch && !held);
        fc.pre(listeners.length > 0);
        expect(choose(items, (each) => each, situation(known))).toBeDefined();
      }),
    );
  });

  it('is of equals the one that came first, whatever the situation', () => {
    fc.assert(
      fc.property(anyItems, anySituation, (items, known) => {
        const next = choose(items, (each) => each, situation(known));
        const equals = items.filter(
          (each) =>
            next && each.dueAt === next.dueAt && each.batch === next.batch && each.key === next.key && !each.held,
        );
        expect(equals[0]).toBe(next);
      }),
    );
  });
});

describe('the segment queue', () => {
  it('asks for deadlines when it takes, since they move while segments wait', () => {
    const early = item('early', now + 1);
    const late = item('late', now + 2);
    const queue = queueOf(early, late);
    early.dueAt = now + 3;
    expect(takeAll(queue)).toEqual([late, early]);
  });

  it('takes what has no deadline in sight too', () => {
    const never = item('never', Infinity);
    expect(takeAll(queueOf(never))).toEqual([never]);
  });

  it('keeps those who may not go', () => {
    const held = item('held', now, { held: true });
    const queue = queueOf(held, item('free', now + 1));
    expect(takeAll(queue).map(({ name }) => name)).toEqual(['free']);
    expect(queue.items).toEqual([held]);
  });

  it('removes one item wherever it stands, and says whether it was there', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => item(name, now)) as [Item, Item, Item];
    const queue = queueOf(a, b, c);
    expect(queue.remove(b)).toBe(true);
    expect(queue.remove(b)).toBe(false);
    expect(queue.size).toBe(2);
    expect(takeAll(queue)).toEqual([a, c]);
  });

  it('holds as many as its capacity and refuses one more', () => {
    const queue = new SegmentQueue<Item>(2);
    queue.put(item('1', now));
    queue.put(item('2', now + 1));
    expect(() => queue.put(item('3', now))).toThrow('full at 2');
    expect(queue.take((each) => each, situation())?.name).toBe('1');
    queue.put(item('3', now + 2));
    expect(takeAll(queue).map(({ name }) => name)).toEqual(['2', '3']);
  });

  it('is empty after it was drained, and gives all that was inside', () => {
    const items = [3, 1, 2].map((dueAt) => item(String(dueAt), dueAt));
    const queue = queueOf(...items);
    expect(queue.drain()).toEqual(items);
    expect([queue.size, takeAll(queue)]).toEqual([0, []]);
  });
});
