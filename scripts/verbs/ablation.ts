/**
 * `headroom ablation`: what each change of the sprint is worth, by the same load on `before`, `after` and `after`
 * without each; the table, and the page of baselines.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { EXIT, HeadroomError } from '../../contract/errors.ts';
import {
  type AblationModel,
  type AblationRecord,
  type Arm,
  analyseAblation,
  readAblation,
  writeAblation,
  writeBaselinePage,
} from '../../reports/ablation/index.ts';
import { createAblation, createAblationId, findAblation } from '../ablation/ablation-folder.ts';
import { ablationArms, namedArms, scaleArms, scheduleArms } from '../ablation/arms.ts';
import { performAblation } from '../ablation/perform-ablation.ts';
import type { Context } from '../context.ts';
import { resolvePlan } from '../plan/resolve-plan.ts';
import { whileInterruptible } from '../series/interruptible.ts';
import type { PerformRun } from '../series/perform-series.ts';
import { remainingRuns } from '../series/schedule.ts';
import { seedSizes } from '../series/seed-sizes.ts';

/** The options of `headroom ablation`, as far as they were given. */
export interface AblationOptions {
  workload?: string | undefined;
  measureMs?: number | undefined;
  repeats?: number | undefined;
  quick?: boolean | undefined;
  /** Sizes of the database, orders: `before` at each instead of the arms. */
  scale?: readonly number[] | undefined;
  /** Only these profiles, instead of `before`, `after` and all single changes. */
  arms?: readonly string[] | undefined;
  /** An ablation to go on with: an id, a folder, or `latest`. */
  resume?: string | undefined;
  wait: boolean;
}

const DEFAULT_WORKLOAD = 'baseline';
/** Of the quick form: long enough for a median, too short to judge. */
const QUICK_MEASURE_MS = 20_000;
/** What a series over sizes shows: how far the product before the sprint carries. */
const SCALE_PROFILE = 'before';
/** What the reference database can hold (contract/config.ts). */
const ORDERS = { min: 10_000, max: 20_000_000 } as const;
const PLANNING_URL = 'http://127.0.0.1';

/** Runs what is to be run, writes the table, prints it; the exit code. */
export async function performAblationVerb(
  context: Context,
  config: Config,
  { options, performRun }: { options: AblationOptions; performRun: PerformRun },
): Promise<number> {
  if (config.target.baseUrl !== undefined) {
    throw new HeadroomError('HR_USAGE', `the systems of ${config.target.baseUrl} cannot be switched from here`, {
      hint: 'Leave --base-url out: an ablation needs the embedded deployment.',
    });
  }
  const runsDir = resolve(context.root, config.runsDir);
  const { record, folder } = await findOrCreate(context, config, { options, runsDir });
  const plan = planOf(config, record);
  const { rampMs, warmupMs, measureMs } = plan.phases;
  context.terminal.print(describeStart(record));
  if (remainingRuns(record).length > 0) {
    await seedSizes(
      context,
      record.arms.map((arm) => arm.orders),
    );
  }
  return whileInterruptible(context, async ({ signal }) => {
    const work = { folder, loadMs: rampMs + warmupMs + measureMs, wait: options.wait, signal, performRun };
    const made = await performAblation(context, config, { record, work });
    const written = await context.terminal.step('Writing the table', () => writeAblation(folder, runsDir));
    context.terminal.print();
    context.terminal.print(readFileSync(written.markdownPath, 'utf8').trimEnd());
    context.terminal.print();
    context.terminal.print(`ablation ${made.id}`);
    context.terminal.print(`  table  ${written.markdownPath}`);
    context.terminal.json({ ...written.model, paths: { markdown: written.markdownPath, csv: written.csvPath } });
    return exitCodeOf(made, written.model);
  });
}

/** Writes docs/baselines.md from an ablation and, perhaps, series over sizes; HR_USAGE when there is not one ablation. */
export async function writeBaselines(context: Context, config: Config, given: readonly string[]): Promise<void> {
  const runsDir = resolve(context.root, config.runsDir);
  const ids = given.length === 0 ? ['latest'] : given;
  const models: AblationModel[] = [];
  for (const id of ids) models.push(await analyseAblation(findAblation(runsDir, id), runsDir));
  const [ablation, second] = models.filter(({ kind }) => kind === 'ablation');
  if (ablation === undefined || second !== undefined) {
    throw new HeadroomError('HR_USAGE', 'the page needs one ablation, and may have series over sizes besides', {
      hint: '`npm run docs:baselines -- <id of an ablation> [<id of a series>…]`',
    });
  }
  const path = join(context.root, 'docs', 'baselines.md');
  const scales = models.filter(({ kind }) => kind === 'scale');
  await context.terminal.step('Writing the baselines', () => writeBaselinePage(path, { ablation, scales }));
  context.terminal.print(`wrote ${path}`);
  context.terminal.json({ path });
}

async function findOrCreate(
  context: Context,
  config: Config,
  { options, runsDir }: { options: AblationOptions; runsDir: string },
): Promise<{ record: AblationRecord; folder: string }> {
  if (options.resume !== undefined) {
    refuseOthers(options);
    const folder = findAblation(runsDir, options.resume);
    return { folder, record: await readAblation(folder) };
  }
  const record = newRecord(context, config, options);
  planOf(config, record); // refuses what cannot work before a folder is made
  return { record, folder: createAblation(runsDir, record) };
}

/** What was begun is finished as it was begun. */
function refuseOthers({ workload, measureMs, repeats, quick, scale, arms }: AblationOptions): void {
  if ([workload, measureMs, repeats, quick, scale, arms].every((one) => one === undefined)) return;
  throw new HeadroomError('HR_USAGE', '--resume goes on as the ablation was begun and takes no other of its options');
}

function newRecord(context: Context, config: Config, options: AblationOptions): AblationRecord {
  const { workload = DEFAULT_WORKLOAD, measureMs, repeats = 1, quick: isQuick = false, scale } = options;
  const nowMs = context.nowMs();
  const kind = scale === undefined ? 'ablation' : 'scale';
  const arms = armsOf(config, options);
  return {
    headroom: 'ablation/1',
    id: createAblationId(nowMs, kind),
    kind,
    workload,
    measureMs: measureMs ?? (isQuick ? QUICK_MEASURE_MS : null),
    isQuick,
    rounds: repeats,
    seed: config.seed,
    startedAtMs: nowMs,
    arms,
    schedule: scheduleArms(arms, repeats, config.seed),
    made: [],
  };
}

function armsOf(config: Config, { quick = false, scale, arms }: AblationOptions): Arm[] {
  const { orders } = config.target;
  if (scale === undefined) return arms === undefined ? ablationArms(orders, quick) : namedArms(arms, orders);
  if (quick) throw new HeadroomError('HR_USAGE', '--quick judges no SLO, which is what --scale is for');
  if (arms !== undefined) throw new HeadroomError('HR_USAGE', '--scale has arms of its own and takes no --arms');
  const wrong = scale.filter((size) => size < ORDERS.min || size > ORDERS.max);
  if (wrong.length === 0) return scaleArms(SCALE_PROFILE, scale);
  const range = `${ORDERS.min.toLocaleString('en')} to ${ORDERS.max.toLocaleString('en')}`;
  throw new HeadroomError('HR_USAGE', `--scale takes ${range} orders, got ${wrong.join(', ')}`);
}

function planOf(config: Config, record: AblationRecord) {
  return resolvePlan(config, {
    workload: record.workload,
    profile: 'after',
    baseUrl: PLANNING_URL,
    measureMs: record.measureMs ?? undefined,
    judge: !record.isQuick,
  });
}

function describeStart(record: AblationRecord): string {
  const left = remainingRuns(record).length;
  const all = record.schedule.length;
  const resumed = left < all ? `, ${all - left} of them made` : '';
  return `ablation ${record.id}: ${all} runs of ${record.workload}${resumed}`;
}

/** 0 when every run has a record and what all is held against, `after`, says something; else 3. */
function exitCodeOf(record: AblationRecord, model: AblationModel): number {
  const isWhole = remainingRuns(record).length === 0;
  const after = model.arms.find(({ profile }) => profile === 'after');
  const isComparable = after === undefined || after.journeys.some(({ broken }) => broken?.kind !== 'invalid');
  return isWhole && isComparable ? EXIT.ok : EXIT.invalid;
}
