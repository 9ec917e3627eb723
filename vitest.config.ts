import { delimiter } from 'node:path';
import { defineConfig } from 'vitest/config';
import { programFolder } from './scripts/setup/prerequisites.ts';

// Tests start servers themselves: what `headroom setup` linked must be found as if it were installed.
process.env.PATH = [process.env.PATH, programFolder(process.env)].join(delimiter);

/** Files that run the command and look at what it did, not at how fast anything was. */
const COMMAND_FILES = [
  'tests/{ab,ablation,browser-fence,canary,clock,examples,fence,generator,interruption}.test.ts',
  'tests/{named-target,negative-controls,nightly,outages}.test.ts',
  'scripts/**/*.real.test.ts',
];

/**
 * Four projects: `unit` (pure, beside the code, in parallel), `servers` (real servers of their own, two files at a time),
 * `command` (real k6, where a second load beside it changes nothing: two files at a time, each worker with a deployment of
 * its own) and `load` (what is measured: one file at a time, because two loads on two cores would measure each other).
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
          // No unit test leaves anything behind; a process a file costs three times the processor time of the tests.
          isolate: false,
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
          name: 'command',
          include: COMMAND_FILES,
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'load',
          include: ['tests/**/*.test.ts'],
          exclude: COMMAND_FILES,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
