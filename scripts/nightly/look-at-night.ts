/**
 * What a night's runs show so far: its record for the history, the comparison with the baseline, and the trend. The same
 * for the same runs, so that it can be looked at again after a restart.
 *
 * A part that cannot be had is a problem of the night and keeps no other part from being had.
 */
import { join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import type { NightRecord } from '../../contract/night.ts';
import { parseGate } from '../../reports/comparison/index.ts';
import { nightOfRuns, type TrendModel } from '../../reports/nights/index.ts';
import { type Attempt, attempt } from './attempt.ts';
import { type ComparedNight, compareNight } from './compare-night.ts';
import type { Job } from './job.ts';
import { nightsFolder } from './job-file.ts';
import type { NightLook } from './next-run.ts';
import { trendOfNight, wantsRerun } from './trend-of-night.ts';
import { COMPARISON_STEP } from './verdict.ts';
import { writeWhole } from './write-whole.ts';

/** What the runs show; null where it was not asked for or nothing could be asked of. */
export interface NightView {
  record: Attempt<NightRecord> | null;
  comparison: Attempt<ComparedNight> | null;
  trend: Attempt<TrendModel> | null;
}

/** Looks at the runs, of which there is at least one, and writes `night.json` and the comparison's pages into the night's folder. */
export async function lookAtNight(
  { night, runs, options }: Job,
  { runsDir, config }: { runsDir: string; config: Pick<Config, 'nightly' | 'comparison'> },
): Promise<NightView> {
  const folder = join(nightsFolder(runsDir), night);
  const { gate } = config.comparison;
  const record = await attempt('record of the night', async () => {
    const made = await nightOfRuns({
      night,
      runs: runs.map(({ id, purpose }) => ({ folder: join(runsDir, id), purpose })),
      ...(gate === null ? {} : { gate: parseGate(gate) }),
    });
    writeWhole(join(folder, 'night.json'), `${JSON.stringify(made, null, 2)}\n`);
    return made;
  });
  const { baseline } = options;
  const comparison =
    baseline === null
      ? null
      : await attempt(COMPARISON_STEP, () =>
          compareNight({ runsDir, folder, baseline, runs: runs.map(({ id }) => id), gate }),
        );
  const trend =
    record.status === 'ok'
      ? await attempt('trend', () => trendOfNight({ runsDir, night: record.value, baseline, config }))
      : null;
  return { record, comparison, trend };
}

/** What asks for another run. */
export function lookOf({ record, comparison, trend }: NightView): NightLook {
  const night = record?.status === 'ok' ? record.value : null;
  return {
    hasFigures: night?.runs.some(({ reasons }) => reasons.length === 0) ?? false,
    isUntold: comparison?.status === 'ok' && comparison.value.isUntold,
    hasAlarm: comparison?.status === 'ok' && comparison.value.hasAlarm,
    wantsRerun: night !== null && trend?.status === 'ok' && wantsRerun(trend.value, night.night),
  };
}
