import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCapacity, type CapacitySearch } from './find-capacity.ts';

const everything: CapacitySearch = { share: 0.95, from: 1, least: 1, most: 100_000 };

/** A server that serves so many users well. */
const server = (capacity: number) => async (users: number) => (users <= capacity ? 1 : 0.5);

describe('the search for the capacity', () => {
  it('doubles, then bisects', async () => {
    const { users, tried } = await findCapacity(everything, server(11));
    expect(users).toBe(11);
    expect(tried.map((each) => each.users)).toEqual([1, 2, 4, 8, 16, 12, 10, 11]);
  });

  it('finds the threshold of any server to one user or 5 %, in few tries, none of them twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        async (capacity, from) => {
          const found = await findCapacity({ ...everything, from }, server(capacity));
          expect(found.users).toBeLessThanOrEqual(capacity);
          // The true one is below the least number that failed, which is near the one found.
          expect(capacity - found.users).toBeLessThanOrEqual(Math.max(0, found.users * 0.05));
          const tries = found.tried.map((each) => each.users);
          expect(new Set(tries).size).toBe(tries.length);
          // Doublings up, or halvings down, and five halvings from a factor of two to 5 %.
          expect(tries.length).toBeLessThanOrEqual(Math.log2(Math.max(capacity, 1) / from + from + 2) + 8);
        },
      ),
    );
  });

  it('stays within its bounds, and reaches the upper one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.nat({ max: 200 }),
        fc.nat({ max: 400 }),
        async (least, more, capacity) => {
          const most = least + more;
          const { users, tried } = await findCapacity({ share: 0.95, from: 1, least, most }, server(capacity));
          expect(tried.length).toBeGreaterThan(0);
          for (const each of tried) {
            expect(each.users).toBeGreaterThanOrEqual(least);
            expect(each.users).toBeLessThanOrEqual(most);
          }
          if (capacity >= most) expect(users).toBe(most);
          if (capacity < least) expect(users).toBe(0);
        },
      ),
    );
  });

  it('counts a share that is just reached as served well', async () => {
    const { users } = await findCapacity({ ...everything, most: 4 }, async (count) => (count <= 3 ? 0.95 : 0.949));
    expect(users).toBe(3);
  });

  it('keeps what it knows when it is interrupted', async () => {
    const answers = [1, 1, undefined];
    const { users, tried } = await findCapacity(everything, async () => answers.shift());
    expect(users).toBe(2);
    expect(tried).toHaveLength(2);
  });

  it('ends for a server that answers by chance', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (shares) => {
        const { users, tried } = await findCapacity(everything, async () => shares.next().value as number);
        expect(tried.length).toBeLessThan(40);
        expect(users === 0 || tried.some((each) => each.users === users && each.gapFreeShare >= 0.95)).toBe(true);
      }),
    );
  });
});
