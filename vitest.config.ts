import { cpus } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Several processes, killed and measured: they need the machine for themselves. */
const ALONE = ['test/replicas/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes later on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ALONE],
          // Much of the time is waiting: two at once also where there are only two cores.
          maxWorkers: Math.max(2, cpus().length - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
