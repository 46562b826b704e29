import { expect, it } from 'vitest';
import { IdlePool } from './pool.ts';

it('hands out what came back last, and keeps no more than its limit', () => {
  const pool = new IdlePool<string>(2);
  expect(pool.take()).toBeUndefined();
  expect(['a', 'b', 'c'].map((name) => pool.put(name))).toEqual([true, true, false]);
  expect(pool.size).toBe(2);
  expect([pool.take(), pool.take(), pool.take()]).toEqual(['b', 'a', undefined]);
});
