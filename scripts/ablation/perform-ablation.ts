/** Runs what is left of an ablation: each scheduled run is an ordinary one of its arm's profile and size. */
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import type { ScheduledRun } from '../../contract/series.ts';
import type { AblationRecord, Arm } from '../../reports/ablation/index.ts';
import type { Context } from '../context.ts';
import { performSeries, type SeriesRun, type SeriesWork } from '../series/perform-series.ts';
import { saveSeries } from '../series/series-folder.ts';
import { ABLATION } from './ablation-folder.ts';

/** What an ablation is performed with. */
export interface AblationWork extends Pick<SeriesWork<AblationRecord>, 'loadMs' | 'wait' | 'signal' | 'performRun'> {
  folder: string;
}

/**
 * The record when nothing is left to run. Throws HR_INTERRUPTED with how to go on, or the first failure that concerns
 * every run; the record is saved in any case.
 */
export async function performAblation(
  context: Context,
  config: Config,
  { record, work }: { record: AblationRecord; work: AblationWork },
): Promise<AblationRecord> {
  const { folder, ...series } = work;
  return performSeries(context, record, {
    ...series,
    runOf: (current, scheduled) => runOf(config, current, scheduled),
    save: (current) => saveSeries(folder, ABLATION, current),
    script: ABLATION.script,
  });
}

function runOf(config: Config, record: AblationRecord, scheduled: ScheduledRun): SeriesRun {
  const arm = requireArm(record, scheduled);
  const { workload, measureMs, isQuick } = record;
  return {
    name: arm.name,
    config: configFor(config, arm),
    options: {
      workload,
      profile: arm.profile,
      measureMs: measureMs ?? undefined,
      browser: false,
      judge: !isQuick,
    },
    command: commandOf(record, arm),
  };
}

/** What repeats the run by itself; a quick one was not judged, which a run by itself always is. */
function commandOf({ workload, measureMs }: AblationRecord, { profile, orders }: Arm): string {
  const measure = measureMs === null ? '' : ` --measure ${measureMs / 1000}`;
  return `npm run headroom -- --orders ${orders} run ${workload} --profile ${profile}${measure} --no-browser`;
}

/** The arm's size; and no early end: a load that breaks the embedded deployment is what is to be seen. */
function configFor(config: Config, arm: Arm): Config {
  return { ...config, stopEarly: null, target: { ...config.target, orders: arm.orders } };
}

function requireArm({ arms }: AblationRecord, scheduled: ScheduledRun): Arm {
  const arm = arms.find(({ name }) => name === scheduled.arm);
  if (arm === undefined) throw new HeadroomError('HR_RECORD_UNREADABLE', `the ablation has no arm ${scheduled.arm}`);
  return arm;
}
