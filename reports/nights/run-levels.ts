/**
 * Which nightly runs were made at one level: between two told changes builds may differ and the figures do not, so that
 * these runs tell how much equal runs differ (STATISTICS.md section 2, step 3). Pure.
 */
import type { ToldChanges } from '../../contract/night.ts';
import type { NightHistory } from './read-nights.ts';

/** A name of its level by run id, for every run of a night; a change of any figure ends a level of all of them. */
export function levelsOfRuns(histories: readonly NightHistory[], { changes }: ToldChanges): Map<string, string> {
  const levels = new Map<string, string>();
  for (const { id, nights } of histories) {
    for (const record of nights) {
      const begins = changes
        .filter((change) => change.environmentKey === record.environmentKey && change.toggles === record.toggles)
        .map(({ night }) => night)
        .filter((night) => night <= record.night)
        .sort()
        .at(-1);
      for (const run of record.runs) levels.set(run.id, `${id} since ${begins ?? 'the first night'}`);
    }
  }
  return levels;
}
