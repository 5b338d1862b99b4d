import { cpus } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Much of the time is waiting: two at once also where there are only two cores.
    maxWorkers: Math.max(2, cpus().length - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
