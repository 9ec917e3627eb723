/**
 * `headroom noise`: how much runs of one unchanged thing differ, by making such runs, and which change a comparison could
 * then see. `compare` and `ab` find these records by themselves; with `--show` nothing is run.
 */
import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { EXIT, HeadroomError } from '../../contract/errors.ts';
import { type NoiseModel, noiseOfRuns, writeNoiseTable } from '../../reports/comparison/index.ts';
import type { Context } from '../context.ts';
import { equalRun } from '../noise/equal-run.ts';
import { knownRuns } from '../noise/known-runs.ts';
import { NOISE, type NoiseRecord, noiseRecordSchema } from '../noise/noise-record.ts';
import { parseProfile } from '../plan/profile.ts';
import { resolvePlan } from '../plan/resolve-plan.ts';
import { createRunId } from '../run/record-folder.ts';
import { whileInterruptible } from '../series/interruptible.ts';
import { requireComparableMs } from '../series/measured-length.ts';
import { type PerformRun, performSeries } from '../series/perform-series.ts';
import { describeFailures, recordedRuns, remainingRuns } from '../series/schedule.ts';
import { seedSizes } from '../series/seed-sizes.ts';
import { createSeries, findSeries, readSeries, saveSeries } from '../series/series-folder.ts';
import { describeTimeLeft } from '../series/time-left.ts';

/** The options of `headroom noise`, as far as they were given. */
export interface NoiseOptions {
  runs?: number | undefined;
  workload?: string | undefined;
  profile?: string | undefined;
  measureMs?: number | undefined;
  /** Equal runs to go on with: an id, a folder, or `latest`. */
  resume?: string | undefined;
  /** Only what the records already know. */
  show: boolean;
  wait: boolean;
}

const DEFAULT_WORKLOAD = 'baseline';
const DEFAULT_RUNS = 10;
/** Fewer runs are no floor: the comparison would take its wide default all the same. */
const RUNS_MIN = 6;
const PLANNING_URL = 'http://127.0.0.1';

/** Makes the runs, or with `show` none; prints the table; 0, or 3 when no figure's noise is known or a run failed. */
export async function performNoiseVerb(
  context: Context,
  config: Config,
  { options, performRun }: { options: NoiseOptions; performRun: PerformRun },
): Promise<number> {
  const runsDir = resolve(context.root, config.runsDir);
  if (options.show) return showKnown(context, config, { options, runsDir });
  const { record, folder } = findOrCreate(context, config, { options, runsDir });
  const { rampMs, warmupMs, measureMs } = planOf(config, record).phases;
  const loadMs = rampMs + warmupMs + measureMs;
  const left = remainingRuns(record).length;
  const time = left === 0 ? '' : `, ${describeTimeLeft({ loadMs, tookMs: [] }, left, 0)}`;
  context.terminal.print(`noise ${record.id}: ${record.schedule.length} equal runs of ${record.workload}${time}`);
  if (record.target.kind === 'profile' && left > 0) await seedSizes(context, [record.target.orders]);
  return whileInterruptible(context, async ({ signal }) => {
    const made = await performSeries(context, record, {
      ...{ loadMs, wait: options.wait, signal, performRun, script: NOISE.script },
      runOf: (current) => equalRun(config, current),
      save: (current) => saveSeries(folder, NOISE, current),
    });
    const folders = recordedRuns(made).map((id) => join(runsDir, id));
    const model = await context.terminal.step('Learning the noise', () => noiseOfRuns(folders, config.comparison.gate));
    const path = writeModel(folder, model);
    return show(context, model, { failures: describeFailures(made), path, id: made.id });
  });
}

async function showKnown(
  context: Context,
  config: Config,
  { options, runsDir }: { options: NoiseOptions; runsDir: string },
): Promise<number> {
  const { runs, resume, workload = DEFAULT_WORKLOAD, profile, measureMs } = options;
  if (runs !== undefined || resume !== undefined) {
    throw new HeadroomError('HR_USAGE', '--show runs nothing and takes neither --runs nor --resume');
  }
  const wanted = { workload, profile: profile === undefined ? undefined : parseProfile(profile).name, measureMs };
  const folders = await knownRuns(runsDir, wanted);
  if (folders.length === 0) {
    throw new HeadroomError('HR_RECORD_NOT_FOUND', `no record of ${workload} in ${runsDir} is long enough to compare`, {
      hint: `Make some with \`npm run ${NOISE.script}\`.`,
    });
  }
  const model = await context.terminal.step('Learning the noise', () => noiseOfRuns(folders, config.comparison.gate));
  return show(context, model, { failures: [], path: null, id: null });
}

function findOrCreate(
  context: Context,
  config: Config,
  { options, runsDir }: { options: NoiseOptions; runsDir: string },
): { record: NoiseRecord; folder: string } {
  const { runs, workload, profile, measureMs, resume } = options;
  if (resume !== undefined) {
    if ([runs, workload, profile, measureMs].some((one) => one !== undefined)) {
      throw new HeadroomError(
        'HR_USAGE',
        '--resume goes on as the runs were begun and takes no other option than --wait',
      );
    }
    const folder = findSeries(runsDir, NOISE, resume);
    return { folder, record: readSeries(folder, NOISE, noiseRecordSchema) };
  }
  const record = newRecord(context, config, options);
  planOf(config, record); // refuses what cannot work before a folder is made
  return { record, folder: createSeries(runsDir, NOISE, record) };
}

function newRecord(context: Context, config: Config, options: NoiseOptions): NoiseRecord {
  const { runs = DEFAULT_RUNS, workload = DEFAULT_WORKLOAD, measureMs } = options;
  if (runs < RUNS_MIN) {
    throw new HeadroomError(
      'HR_USAGE',
      `--runs ${runs} are too few: a noise floor is learned from ${RUNS_MIN} or more`,
      {
        hint: 'With --show you see what the records already know.',
      },
    );
  }
  const nowMs = context.nowMs();
  return {
    headroom: 'noise/1',
    id: createRunId(nowMs, 'noise', randomBytes(2).toString('hex')),
    workload,
    measureMs: requireComparableMs(measureMs),
    startedAtMs: nowMs,
    target: targetOf(config, options.profile),
    schedule: Array.from({ length: runs }, (_, index) => ({ round: index + 1, arm: 'equal' })),
    made: [],
  };
}

function targetOf({ target }: Config, profile: string | undefined): NoiseRecord['target'] {
  if (target.baseUrl === undefined) {
    return { kind: 'profile', profile: parseProfile(profile).name, orders: target.orders };
  }
  if (profile === undefined) return { kind: 'address', baseUrl: target.baseUrl };
  throw new HeadroomError('HR_USAGE', `the systems of ${target.baseUrl} cannot be switched from here`, {
    hint: 'Leave --profile out, or leave --base-url out to load the embedded deployment.',
  });
}

function planOf(config: Config, record: NoiseRecord) {
  const { config: own, options } = equalRun(config, record);
  const baseUrl = own.target.baseUrl ?? PLANNING_URL;
  return resolvePlan(own, { ...options, profile: options.profile ?? 'after', baseUrl });
}

/** Replaces `noise.json`; readers see the old one or the new one. */
function writeModel(folder: string, model: NoiseModel): string {
  const path = join(folder, 'noise.json');
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(model, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be written: ${reason}`, { cause: error });
  }
  return path;
}

interface Shown {
  failures: readonly string[];
  path: string | null;
  id: string | null;
}

function show({ terminal }: Context, model: NoiseModel, { failures, path, id }: Shown): number {
  const isKnown = model.rows.some(({ noise }) => noise.status === 'ok');
  const exitCode = isKnown && failures.length === 0 ? EXIT.ok : EXIT.invalid;
  terminal.print();
  terminal.print(writeNoiseTable(model).trimEnd());
  terminal.print();
  for (const failure of failures) terminal.print(`  failed  ${failure}`);
  if (failures.length > 0) terminal.print(`  made again by \`npm run ${NOISE.script} -- --resume ${id}\``);
  if (path !== null) terminal.print(`  noise  ${path}`);
  terminal.json({ ...model, exitCode, id, failures, paths: path === null ? {} : { json: path } });
  return exitCode;
}
