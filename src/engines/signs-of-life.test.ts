import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withSignsOfLife } from './signs-of-life.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('gives signs while the work goes on, and none after it or after ten minutes', async () => {
  let signs = 0;
  let finish = (): void => undefined;
  const work = withSignsOfLife(
    () => signs++,
    () => new Promise<string>((resolve) => (finish = () => resolve('done'))),
  );
  await vi.advanceTimersByTimeAsync(35_000);
  expect(signs).toBe(3);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(signs).toBe(60);
  finish();
  expect(await work).toBe('done');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(signs).toBe(60);
});

it('gives none once the work failed', async () => {
  let signs = 0;
  await expect(
    withSignsOfLife(
      () => signs++,
      () => Promise.reject(new Error('torn')),
    ),
  ).rejects.toThrow('torn');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(signs).toBe(0);
});
