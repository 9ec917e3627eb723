/**
 * Runs what is left of a comparison by interleaved runs: each scheduled run is an ordinary one of its side, which the
 * embedded deployment begins with a reset; versions are switched to before each run, so that both are as fresh.
 */
import { join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import type { Context } from '../context.ts';
import type { Interruption } from '../run/interruption.ts';
import { type PerformRun, performSeries, type SeriesRun } from '../series/perform-series.ts';
import { saveSeries } from '../series/series-folder.ts';
import { AB, type AbRecord, type AbSide } from './ab-record.ts';
import { armRun } from './arm-run.ts';
import { switchCommandFor } from './arms.ts';
import { switchVersion } from './switch-version.ts';

/** What the runs are made with. */
export interface AbWork {
  folder: string;
  /** Ramp, warm-up and measured phase of one run, milliseconds. */
  loadMs: number;
  wait: boolean;
  interruption: Interruption;
  performRun: PerformRun;
}

/**
 * The record when nothing is left to run. Throws HR_INTERRUPTED with how to go on, HR_SWITCH_FAILED, or the first failure
 * that concerns every run; the record is saved in any case.
 */
export async function performAb(
  context: Context,
  config: Config,
  { record, work }: { record: AbRecord; work: AbWork },
): Promise<AbRecord> {
  const { folder, loadMs, wait, interruption, performRun } = work;
  return performSeries(context, record, {
    loadMs,
    wait,
    signal: interruption.signal,
    performRun,
    runOf: (current, { arm }) => {
      const side: AbSide = arm === 'after' ? 'after' : 'before';
      return { ...armRun(config, current, side), ...preparation(context, { record: current, side, work }) };
    },
    save: (current) => saveSeries(folder, AB, current),
    script: AB.script,
  });
}

/** Switching to the side's version, where a command does that. */
function preparation(
  { env, nowMs }: Context,
  { record, side, work }: { record: AbRecord; side: AbSide; work: AbWork },
): Pick<SeriesRun, 'prepare'> {
  const { arms, id } = record;
  if (arms.kind !== 'versions') return {};
  const version = arms[side];
  return {
    prepare: (report, signal) => {
      report(`Switching to ${version}`);
      return switchVersion({
        command: switchCommandFor(arms, side),
        version,
        limitMs: arms.limitMs,
        logPath: join(work.folder, 'switch.log'),
        env,
        signal,
        onSecond: work.interruption.onSecond,
        nowMs,
        hint: `Mend it and go on with \`npm run ${AB.script} -- --resume ${id}\`.`,
      });
    },
  };
}
