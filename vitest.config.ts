import { delimiter } from 'node:path';
import { defineConfig } from 'vitest/config';
import { programFolder } from './scripts/setup/prerequisites.ts';

// Tests start servers themselves: what `headroom setup` linked must be found as if it were installed.
process.env.PATH = [process.env.PATH, programFolder(process.env)].join(delimiter);

/**
 * Two projects: `unit` (pure, beside the code, in parallel) and `e2e` (`tests/`, real servers, one file at a time
 * because two loads on two cores would measure each other).
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
          name: 'real',
          include: ['tests/**/*.test.ts', '{collectors,reports,scripts,fixtures}/**/*.real.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
