/** Runs the `headroom` command as a user would, in a world of its own: state, records and lock in a temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import type { ConfigInput } from '../../contract/config.ts';
import { type Summary, summarySchema } from '../../contract/summary.ts';
import { type DeploymentState, readDeployment } from '../../fixtures/deployment/index.ts';

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Orders in the tests' database: enough for plans with indexes, seeded in seconds. */
export const TEST_ORDERS = 20_000;

/**
 * The PostgreSQL that all test files of one worker share one after the other: a file starts it, and finds the template of
 * the file before. It lies with the checkout, so that two checkouts do not meet; and each worker has its own.
 */
export const SHARED_STATE_DIR = join(ROOT, '.headroom', `tests-${process.env.VITEST_POOL_ID ?? '1'}`);

/** A place for one test file. */
export interface Workshop {
  folder: string;
  runsDir: string;
  stateDir: string;
  env: NodeJS.ProcessEnv;
}

/** How a command ended. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command that runs. */
export interface RunningCommand {
  child: ChildProcess;
  /** Standard output and error so far. */
  output(): string;
  ended: Promise<CommandResult>;
}

/** Makes a place; `dispose` removes it. */
export function createWorkshop(stateDir = SHARED_STATE_DIR): Workshop & { dispose(): void } {
  const folder = mkdtempSync(join(os.tmpdir(), 'headroom-e2e-'));
  const runsDir = join(folder, 'runs');
  return {
    folder,
    runsDir,
    stateDir,
    env: {
      ...process.env,
      HEADROOM_STATE_DIR: stateDir,
      HEADROOM_RUNS_DIR: runsDir,
      HEADROOM_LOCK: join(folder, 'run.lock'),
      HEADROOM_ORDERS: String(TEST_ORDERS),
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Starts the command; `env` adds to the workshop's. */
export function startCommand(workshop: Workshop, args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCommand {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'headroom.mjs'), ...args], {
    cwd: workshop.folder,
    env: { ...workshop.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CommandResult>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, output: () => stdout + stderr, ended };
}

/** Runs the command to its end. */
export function runCommand(
  workshop: Workshop,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  return startCommand(workshop, args, env).ended;
}

/** How often a run is repeated that the machine's other work made invalid. */
const QUIET_TRIES_MAX = 3;

/** Runs a workload as `measureOnQuietMachine` does. */
export function runOnQuietMachine(workshop: Workshop, args: readonly string[]): Promise<CommandResult> {
  return measureOnQuietMachine(workshop, () => runCommand(workshop, args));
}

/**
 * Calls `run`, which makes one record, and again when the generator's timers lagged in it: then the machine was too
 * busy to measure on, which the suite said itself, and which is not what a test of something else is about.
 */
export async function measureOnQuietMachine<T>(workshop: Workshop, run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const result = await run();
    const { reasons } = readSummary(newestRecord(workshop)).validity;
    const isLate = reasons.some(({ code, severity }) => code === 'timer_lag' && severity === 'invalid');
    if (!isLate || tries === QUIET_TRIES_MAX) return result;
  }
}

/** Whether the machine was too busy for the generator to keep time, and nothing else is against the run. */
export function wasTooBusy({ validity }: Summary): boolean {
  const against = validity.reasons.filter(({ severity }) => severity === 'invalid');
  return against.length > 0 && against.every(({ code }) => code === 'timer_lag');
}

/** Writes a configuration file and returns the arguments that name it. */
export function withConfig(workshop: Workshop, config: ConfigInput): string[] {
  const path = join(workshop.folder, 'test.config.mjs');
  writeFileSync(path, `export default ${JSON.stringify(config)};\n`);
  return ['--config', path];
}

/** The folder of the newest record. */
export function newestRecord(workshop: Workshop): string {
  const newest = existsSync(workshop.runsDir) ? readdirSync(workshop.runsDir).sort().at(-1) : undefined;
  if (newest === undefined) throw new Error('there is no record');
  return join(workshop.runsDir, newest);
}

/** The summary of a record, checked against its schema. */
export function readSummary(folder: string): Summary {
  return summarySchema.parse(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')));
}

/** The workshop's deployment, which must be up. */
export async function requireUp(workshop: Workshop): Promise<DeploymentState> {
  const state = await readDeployment(workshop.stateDir);
  if (state.status !== 'up') throw new Error(`the deployment is ${state.status}`);
  return state;
}

/** Waits until `isTrue`, looking ten times a second; throws with `what` after `limitMs`. */
export async function waitUntil(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  limitMs = 60_000,
): Promise<void> {
  const endMs = Date.now() + limitMs;
  while (!(await isTrue())) {
    if (Date.now() > endMs) throw new Error(`waited ${limitMs} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
