/** One run of the pool by the command that a user would type, on a deployment that is started for it and stopped again. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Summary, summarySchema } from '../../contract/summary.ts';
import { startDeployment, stopDeployment } from '../../fixtures/deployment/index.ts';
import { parseProfile } from '../../scripts/plan/profile.ts';
import { findRedis } from '../../scripts/setup/prerequisites.ts';
import { configOf, type PoolLoad } from './load.ts';
import type { Kind } from './schedule.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where a pool lies. */
export interface PoolPlace {
  runsDir: string;
  stateDir: string;
}

/** What to run. */
export interface PoolRun {
  kind: Kind;
  load: PoolLoad;
  measureSeconds: number;
  /** Thousand rows of the fault `heavy-statement`. */
  heavyThousands: number;
}

/** The record's folder and summary. Throws when the run left no record. */
export async function performPoolRun(
  { runsDir, stateDir }: PoolPlace,
  { kind, load, measureSeconds, heavyThousands }: PoolRun,
): Promise<{ id: string; summary: Summary }> {
  const configPath = join(runsDir, 'pool.config.mjs');
  writeFileSync(configPath, `export default ${JSON.stringify(configOf(load))};\n`);
  const profile = kind === 'before' ? 'before' : 'after';
  const redis = findRedis(process.env);
  const env = { ...process.env, ...(redis === null ? {} : { HEADROOM_REDIS_SERVER: redis }) };
  const faults = kind === 'fault' ? { faults: `heavy-statement:${heavyThousands}` } : {};
  await startDeployment({ stateDir, orders: load.orders, toggles: parseProfile(profile, []).toggles, env, ...faults });
  const earlier = new Set(readdirSync(runsDir));
  let exitCode: number | null;
  try {
    exitCode = await headroom(stateDir, [
      ...['--config', configPath, '--runs-dir', runsDir, 'run', 'baseline', '--profile', profile],
      ...['--measure', String(measureSeconds), '--no-browser', '--allow-inconclusive'],
    ]);
  } finally {
    await stopDeployment(stateDir, { env });
  }
  const id = readdirSync(runsDir).find((name) => !earlier.has(name));
  if (id === undefined) throw new Error(`a run of ${kind} left no record (exit ${exitCode})`);
  return { id, summary: readSummary(runsDir, id) };
}

/** The summary of a run. */
export function readSummary(runsDir: string, id: string): Summary {
  return summarySchema.parse(JSON.parse(readFileSync(join(runsDir, id, 'summary.json'), 'utf8')));
}

function headroom(stateDir: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'scripts', 'headroom.mjs'), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'ignore'],
      env: { ...process.env, HEADROOM_STATE_DIR: stateDir },
    });
    child.on('close', resolve);
  });
}
