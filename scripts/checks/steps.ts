/** The checks of the project in their order: what runs, and how its result is counted. */

/** One check: a command, and how many tests it is. */
export interface CheckStep {
  name: string;
  command: string;
  args: readonly string[];
  /** Below the project's folder. */
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** `one`: the step is one check. `vitest`, `go`: its tests are counted. `setup`: it is no check, only needed. */
  counts: 'one' | 'vitest' | 'go' | 'setup';
}

const vitest = (project: string): Omit<CheckStep, 'name'> => ({
  command: 'npx',
  args: ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json'],
  counts: 'vitest',
});

/** What `npm run check` runs: no server, no browser. */
export const CHECK_STEPS: readonly CheckStep[] = [
  { name: 'types of every folder', command: 'npx', args: ['tsc', '-b'], counts: 'one' },
  { name: 'Biome', command: 'npx', args: ['biome', 'check', '--error-on-warnings', '.'], counts: 'one' },
  { name: 'unit tests', ...vitest('unit') },
  { name: 'Go format', command: 'node', args: ['--import', 'tsx', 'scripts/checks/go-format.ts'], counts: 'one' },
  {
    name: 'Go vet',
    command: 'go',
    args: ['vet', './...'],
    cwd: 'extensions',
    // As extensions/build.ts compiles, so that a machine with cold caches compiles k6 once for both.
    env: { GOFLAGS: '-trimpath', CGO_ENABLED: '0' },
    counts: 'one',
  },
  {
    name: 'Go tests with the race detector',
    command: 'go',
    args: ['test', '-race', '-json', './...'],
    cwd: 'extensions',
    counts: 'go',
  },
];

/** What `npm test` adds: what the real servers need, and the tests on them. */
export const REAL_STEPS: readonly CheckStep[] = [
  { name: 'setup', command: 'node', args: ['scripts/headroom.mjs', 'setup', '--tests'], counts: 'setup' },
  { name: 'tests on real servers', ...vitest('servers') },
  { name: 'tests of the command', ...vitest('command') },
  { name: 'tests under load', ...vitest('load') },
];
