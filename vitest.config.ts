import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Engine processes are forked from TypeScript sources under test and inherit this loader.
    execArgv: ['--import', 'tsx'],
    pool: 'forks',
    reporters: ['default', './test/fixtures/skip-reporter.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
