/** The end of a night's measuring: pages, retention, and all that is known of it as one summary. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { unavailable } from '../../contract/measured.ts';
import { type Attempt, attempt, problemsOf } from './attempt.ts';
import type { Job, JudgedNight } from './job.ts';
import { nightsFolder } from './job-file.ts';
import { assembleNight } from './judge-night.ts';
import type { NightView } from './look-at-night.ts';
import { planPruning, prune } from './prune-nights.ts';
import { readSummary } from './take-up-run.ts';
import { summariseTrend } from './trend-of-night.ts';

/** What concluding needs. */
export interface Conclusion {
  runsDir: string;
  config: Pick<Config, 'nightly' | 'target'>;
  warnings: readonly string[];
  nowMs: number;
}

/** Writes the trend's pages, deletes records that are too old, and puts everything together. */
export async function concludeNight(
  job: Job,
  { record, comparison, trend }: NightView,
  { runsDir, config, warnings, nowMs }: Conclusion,
): Promise<JudgedNight> {
  const folder = join(nightsFolder(runsDir), job.night);
  const told =
    trend?.status === 'ok' ? await attempt('pages of the trend', () => summariseTrend(folder, trend.value)) : null;
  const pruned = await attempt('retention', async () =>
    prune(runsDir, planPruning(runsDir, { keepNights: config.nightly.keepNights, current: job.night })),
  );
  const night = valueIn(record);
  return assembleNight({
    job,
    record: night,
    summaries: job.runs.flatMap(({ id }) => readSummary(join(runsDir, id)) ?? []),
    comparison: valueIn(comparison)?.summary ?? unavailable(reasonOf(comparison, reasonNotCompared(job))),
    trend: valueIn(told) ?? unavailable(reasonOf(told ?? trend, 'no run has a record that can be read')),
    problems: problemsOf([record, comparison, trend, told, pruned]),
    warnings: [...warnings, ...(valueIn(comparison)?.warnings ?? []), ...(valueIn(trend)?.warnings ?? [])],
    links: linksOf(job, folder),
    deployment: night?.deployment ?? config.target.deployment,
    endedAtMs: nowMs,
  });
}

function reasonNotCompared({ options }: Job): string {
  return options.baseline === null
    ? 'no baseline is pinned (`nightly.baseline` in the configuration)'
    : 'no run has a record';
}

function valueIn<T>(one: Attempt<T> | null): T | null {
  return one?.status === 'ok' ? one.value : null;
}

function reasonOf(one: Attempt<unknown> | null, otherwise: string): string {
  return one?.status === 'failed' ? one.problem.message : otherwise;
}

function linksOf({ runs }: Job, folder: string): JudgedNight['links'] {
  const pages = [
    { title: 'Comparison with the baseline', path: 'comparison.html' },
    { title: 'Trend', path: 'trend.html' },
  ].filter(({ path }) => existsSync(join(folder, path)));
  return [...pages, ...runs.map(({ id }) => ({ title: `Report of ${id}`, path: `../../${id}/report.html` }))];
}
