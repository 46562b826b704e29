import { defineConfig } from 'vitest/config';

/** The checks of the containers; `npm run test:containers` prepares what they need and runs them. */
export default defineConfig({
  test: {
    include: ['test/containers/*.check.ts'],
    pool: 'forks',
    // One after another: they measure, and they share ports and a machine.
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
