import os from 'node:os';
import { expect, it } from 'vitest';
import { usableCores } from './cpu.ts';

it.each([
  [0.25, 1],
  [1, 1],
  [1.5, Math.min(2, os.availableParallelism())],
  [10_000, os.availableParallelism()],
])('with a limit of %s cores there are as many as can be used', (limit, cores) => {
  expect(usableCores(limit)).toBe(cores);
});
