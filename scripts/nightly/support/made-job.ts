/**
 * The nightly verb on made records: runs are a stand-in that writes a record of made figures and its report, everything
 * else is real. Seeded; nothing is loaded.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigInput, parseConfig } from '../../../contract/config.ts';
import { type MadeRun, writeMadeRun } from '../../../reports/comparison/support/made-runs.ts';
import { writeReport } from '../../../reports/index.ts';
import type { Context } from '../../context.ts';
import type { PerformRun } from '../../series/perform-series.ts';
import { createTerminal } from '../../terminal/terminal.ts';
import { type NightlyOptions, performNightlyVerb } from '../../verbs/nightly.ts';

/** A made record and its summary; returns the outcome of a run. */
export async function makeOutcome(runsDir: string, made: MadeRun) {
  const folder = await writeMadeRun(runsDir, made);
  const { summary, reportPath } = await writeReport(folder);
  return { exitCode: 0, folder, summary, reportPath };
}

/** A place in which nights are made. */
export interface MadeJob {
  runsDir: string;
  /** What the next runs are like, in order; without any left a run is refused. */
  runs: MadeRun[];
  /** The clock, Unix milliseconds; a run passes four minutes. */
  clock: { nowMs: number };
  /** Runs the verb; what it printed, and its exit code or what it threw. */
  nightly(options?: Partial<NightlyOptions>, config?: ConfigInput, env?: NodeJS.ProcessEnv): Promise<MadeResult>;
  dispose(): Promise<void>;
}

/** How the verb ended. */
export interface MadeResult {
  exitCode: number;
  text: string;
}

const RUN_MS = 240_000;

/** A place with an empty runs folder, on the evening of 25 November 2026. */
export async function createMadeJob(): Promise<MadeJob> {
  const runsDir = await mkdtemp(join(tmpdir(), 'headroom-nightly-'));
  const clock = { nowMs: Date.UTC(2026, 10, 25, 12) };
  const runs: MadeRun[] = [];
  const performRun: PerformRun = async (_context, _config, { onStarted }) => {
    const made = runs.shift();
    if (made === undefined) throw new Error('no further run was expected');
    onStarted?.(
      { pid: 0, ended: Promise.resolve({ code: 0, signal: null }), stop: () => undefined, kill: () => undefined },
      join(runsDir, made.id),
    );
    clock.nowMs += RUN_MS;
    return makeOutcome(runsDir, made);
  };
  return {
    runsDir,
    runs,
    clock,
    nightly: async (options = {}, config = {}, env = {}) => {
      const out: string[] = [];
      const context = contextOf(runsDir, { clock, env, write: (text) => out.push(text) });
      const resolved = parseConfig({ ...config, runsDir, target: { build: 'made', ...config.target } }, 'test');
      const request = { options: { night: undefined, wait: false, dryRun: false, typed: {}, ...options }, performRun };
      const exitCode = await performNightlyVerb(context, resolved, request);
      return { exitCode, text: out.join('') };
    },
    dispose: () => rm(runsDir, { recursive: true }),
  };
}

function contextOf(
  root: string,
  { clock, env, write }: { clock: MadeJob['clock']; env: NodeJS.ProcessEnv; write(text: string): void },
): Context {
  return {
    root,
    env,
    terminal: createTerminal({
      json: false,
      isTty: false,
      writeOut: write,
      writeError: () => undefined,
      nowMs: () => clock.nowMs,
    }),
    nowMs: () => clock.nowMs,
    signals: { on: () => undefined, off: () => undefined },
    exitNow: () => undefined,
    command: 'headroom nightly',
    processId: process.pid,
  };
}
