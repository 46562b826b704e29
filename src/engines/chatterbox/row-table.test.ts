import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowTable } from './row-table.ts';

describe('RowTable', () => {
  it('gives the first free rows and keeps the order in which an owner took them', () => {
    const table = new RowTable<string>(6);
    expect(table.take('a', 1)).toEqual([0]);
    expect(table.take('b', 2)).toEqual([1, 2]);
    expect(table.take('c', 2)).toEqual([3, 4]);
    table.leave('a');
    expect(table.moves()).toEqual([{ from: 4, to: 0 }]);
    table.moved({ from: 4, to: 0 });
    // The second row of c is now before its first one.
    expect(table.rowsOf('c')).toEqual([3, 0]);
    expect(table.width).toBe(4);
  });

  it('leaves places for those that wait', () => {
    const table = new RowTable<string>(4);
    for (const owner of ['a', 'b', 'c', 'd']) table.take(owner, 1);
    table.leave('a');
    table.leave('b');
    expect(table.moves(2)).toEqual([]);
    expect(table.moves(1)).toEqual([{ from: 3, to: 0 }]);
    expect(table.moves()).toEqual([
      { from: 3, to: 0 },
      { from: 2, to: 1 },
    ]);
  });

  it('refuses more rows than are free, and changes nothing', () => {
    const table = new RowTable<string>(2);
    table.take('a', 1);
    expect(() => table.take('b', 2)).toThrow(RangeError);
    expect(table.free).toBe(1);
  });

  it('never gives a row twice, and is packed in front after its moves', () => {
    const action = fc.oneof(
      fc.record({ take: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ leave: fc.nat() }),
      fc.record({ pack: fc.integer({ min: 0, max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const table = new RowTable<number>(7);
        const owners = new Map<number, number>();
        let next = 0;
        for (const act of actions) {
          if ('take' in act && act.take <= table.free) {
            owners.set(next, act.take);
            table.take(next++, act.take);
          } else if ('leave' in act && owners.size > 0) {
            const owner = [...owners.keys()][act.leave % owners.size]!;
            owners.delete(owner);
            table.leave(owner);
          } else if ('pack' in act) {
            for (const move of table.moves(act.pack)) {
              expect(table.ownerOf(move.from)).toBeDefined();
              expect(table.ownerOf(move.to)).toBeUndefined();
              table.moved(move);
            }
            expect(table.width - table.taken).toBeLessThanOrEqual(act.pack);
          }
          const rows = [...owners.keys()].flatMap((owner) => table.rowsOf(owner));
          expect(new Set(rows).size).toBe(rows.length);
          expect(rows).toHaveLength([...owners.values()].reduce((sum, count) => sum + count, 0));
          expect(table.taken).toBe(rows.length);
          expect(table.width).toBe(rows.length === 0 ? 0 : Math.max(...rows) + 1);
        }
      }),
    );
  });
});
