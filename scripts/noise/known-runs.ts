/** Which records already tell how much equal runs differ: those like the latest that is long enough to be compared. */
import { MEASURED_SECONDS_MIN, pastRunsLike, readRunSetting } from '../../reports/comparison/index.ts';
import { listRecords } from '../records/list-records.ts';

/** What is asked for; what is left out may be anything. */
export interface WantedRuns {
  workload: string;
  profile: string | undefined;
  measureMs: number | undefined;
}

/** Folders of the latest record that fits and of those of the same setting; empty when none fits. */
export async function knownRuns(runsDir: string, { workload, profile, measureMs }: WantedRuns): Promise<string[]> {
  for (const { folder, run } of listRecords(runsDir)) {
    if (run?.status !== 'complete' || run.workload !== workload) continue;
    if (profile !== undefined && run.profile !== profile) continue;
    const setting = await readRunSetting(folder).catch(() => null);
    const measured = setting?.environment.facts.find(({ name }) => name === 'measured')?.value ?? '';
    const seconds = Number.parseFloat(measured);
    if (!(seconds >= MEASURED_SECONDS_MIN) || (measureMs !== undefined && seconds * 1_000 !== measureMs)) continue;
    return [folder, ...(await pastRunsLike([folder], runsDir))];
  }
  return [];
}
