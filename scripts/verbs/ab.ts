/**
 * `headroom ab`: is B worse than A, by interleaved runs of both: A B B A …, resumable, and then the comparison that
 * `headroom compare` makes, with the same page, table, JSON and exit codes.
 */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import { AB, type AbArms, type AbRecord, abRecordSchema, SIDES } from '../ab/ab-record.ts';
import { addressOf, armConfig } from '../ab/arm-run.ts';
import { chooseArms } from '../ab/arms.ts';
import { compareAb } from '../ab/compare-ab.ts';
import { orderText, scheduleAb } from '../ab/order.ts';
import { performAb } from '../ab/perform-ab.ts';
import type { Context } from '../context.ts';
import { resolvePlan } from '../plan/resolve-plan.ts';
import { checkFence } from '../run/fence.ts';
import { createRunId } from '../run/record-folder.ts';
import { externalTarget } from '../run/target-sources.ts';
import { whileInterruptible } from '../series/interruptible.ts';
import { requireComparableMs } from '../series/measured-length.ts';
import type { PerformRun } from '../series/perform-series.ts';
import { remainingRuns } from '../series/schedule.ts';
import { seedSizes } from '../series/seed-sizes.ts';
import { createSeries, findSeries, readSeries } from '../series/series-folder.ts';
import { describeTimeLeft } from '../series/time-left.ts';

/** The options of `headroom ab`, as far as they were given. */
export interface AbOptions {
  /** Profiles, addresses, or with `switch` names of versions. */
  before?: string | undefined;
  after?: string | undefined;
  /** A command of the user's with `{arm}` in it. */
  switch?: string | undefined;
  switchLimitMs?: number | undefined;
  workload?: string | undefined;
  measureMs?: number | undefined;
  /** Runs a side. */
  repeats?: number | undefined;
  /** A comparison to go on with: an id, a folder, or `latest`. */
  resume?: string | undefined;
  wait: boolean;
  strict: boolean;
  acrossEnvironments: boolean;
}

const DEFAULT_WORKLOAD = 'baseline';
/** Three a side is the fewest that have a spread of their own worth the name (STATISTICS.md section 1.8). */
const DEFAULT_REPEATS = 3;
/** Stands for the embedded deployment's address, which planning does not need. */
const PLANNING_URL = 'http://127.0.0.1';

/** Runs what is to be run, compares, prints; the exit code. */
export async function performAbVerb(
  context: Context,
  config: Config,
  { options, performRun }: { options: AbOptions; performRun: PerformRun },
): Promise<number> {
  const runsDir = resolve(context.root, config.runsDir);
  const { record, folder } = await findOrCreate(context, config, { options, runsDir });
  const { rampMs, warmupMs, measureMs } = planOf(config, record).phases;
  const loadMs = rampMs + warmupMs + measureMs;
  context.terminal.print(describeStart(record, loadMs));
  if (record.arms.kind === 'profiles' && remainingRuns(record).length > 0) {
    await seedSizes(context, [record.arms.orders]);
  }
  return whileInterruptible(context, async (interruption) => {
    const work = { folder, loadMs, wait: options.wait, interruption, performRun };
    const made = await performAb(context, config, { record, work });
    const { strict, acrossEnvironments } = options;
    return compareAb(context, config, { record: made, folder, strict, acrossEnvironments });
  });
}

async function findOrCreate(
  context: Context,
  config: Config,
  { options, runsDir }: { options: AbOptions; runsDir: string },
): Promise<{ record: AbRecord; folder: string }> {
  if (options.resume !== undefined) {
    refuseOthers(options);
    const folder = findSeries(runsDir, AB, options.resume);
    return { folder, record: readSeries(folder, AB, abRecordSchema) };
  }
  const record = newRecord(context, config, options);
  planOf(config, record); // refuses what cannot work before a folder is made
  await checkAddresses(config, record.arms, options.acrossEnvironments);
  return { record, folder: createSeries(runsDir, AB, record) };
}

/** What was begun is finished as it was begun; how it is judged may be said anew. */
function refuseOthers({ before, after, workload, measureMs, repeats, ...others }: AbOptions): void {
  const fixed = [before, after, workload, measureMs, repeats, others.switch, others.switchLimitMs];
  if (fixed.every((one) => one === undefined)) return;
  throw new HeadroomError(
    'HR_USAGE',
    '--resume goes on as the comparison was begun and takes no other options than --wait, --strict and --across-environments',
  );
}

function newRecord(context: Context, config: Config, options: AbOptions): AbRecord {
  const { before, after, switch: switchCommand, switchLimitMs, repeats = DEFAULT_REPEATS } = options;
  const nowMs = context.nowMs();
  return {
    headroom: 'ab/1',
    id: createRunId(nowMs, 'ab', randomBytes(2).toString('hex')),
    workload: options.workload ?? DEFAULT_WORKLOAD,
    measureMs: requireComparableMs(options.measureMs),
    startedAtMs: nowMs,
    arms: chooseArms({ before, after, switchCommand, switchLimitMs }, config),
    repeats,
    schedule: scheduleAb(repeats),
    made: [],
  };
}

function planOf(config: Config, { workload, measureMs, arms }: AbRecord) {
  const baseUrl = arms.kind === 'profiles' ? PLANNING_URL : addressOf(arms, 'before');
  return resolvePlan(armConfig(config, arms, 'before'), { workload, profile: 'after', baseUrl, measureMs });
}

/** Both addresses are inside the fence; and both on this machine or both not, or the comparison would refuse the runs. */
async function checkAddresses(config: Config, arms: AbArms, isAcross: boolean): Promise<void> {
  if (arms.kind === 'profiles') return;
  const urls = [...new Set(SIDES.map((side) => addressOf(arms, side)))];
  await checkFence(
    config.target.allow,
    urls.map((url) => ({ purpose: 'target', url })),
  );
  const local = urls.filter((url) => externalTarget(config, url, {}).isLocal);
  if (isAcross || local.length === 0 || local.length === urls.length) return;
  throw new HeadroomError('HR_NOT_COMPARABLE', `only ${local.join()} shares this machine with the generator`);
}

function describeStart(record: AbRecord, loadMs: number): string {
  const { id, schedule, workload, arms, made } = record;
  const left = remainingRuns(record).length;
  const resumed = left < schedule.length ? `, ${schedule.length - left} of them made` : '';
  const tookMs = made.filter(({ runId }) => runId !== null).map((one) => one.tookMs);
  const time = left === 0 ? '' : `, ${describeTimeLeft({ loadMs, tookMs }, left, 0)}`;
  const order = `in the order ${orderText(schedule)} (A ${arms.before}, B ${arms.after})`;
  return `comparison ${id}: ${schedule.length} runs of ${workload} ${order}${resumed}${time}`;
}
