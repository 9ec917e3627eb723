import { delimiter } from 'node:path';
import { defineConfig } from 'vitest/config';
import { programFolder } from './scripts/setup/prerequisites.ts';

// Tests start servers themselves: what `headroom setup` linked must be found as if it were installed.
process.env.PATH = [process.env.PATH, programFolder(process.env)].join(delimiter);

/**
 * Three projects: `unit` (pure, beside the code, in parallel), `servers` (real servers of their own, two files at a time)
 * and `load` (real k6, one file at a time because two loads on two cores would measure each other).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{contract,scenarios,extensions,collectors,reports,dashboards,scripts,fixtures,benchmarks}/**/*.test.ts',
          ],
          exclude: ['**/*.real.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'servers',
          include: ['{collectors,reports,fixtures}/**/*.real.test.ts'],
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'load',
          include: ['tests/**/*.test.ts', 'scripts/**/*.real.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
