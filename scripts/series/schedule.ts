/** What of a series is made and what is left. Pure. */
import type { MadeRun, ScheduledRun } from '../../contract/series.ts';

/** What every kind of series has: which runs in which order, and which of them were made. */
export interface SeriesRecord {
  id: string;
  schedule: ScheduledRun[];
  made: MadeRun[];
}

/** What is still to be run, in order: everything without a record, failed runs included. */
export function remainingRuns({ schedule, made }: SeriesRecord): ScheduledRun[] {
  return schedule.filter(
    ({ round, arm }) => !made.some((one) => one.round === round && one.arm === arm && one.runId !== null),
  );
}

/** The record with a run that was made; one of the same arm and round that failed before is replaced. */
export function withMadeRun<R extends SeriesRecord>(record: R, made: MadeRun): R {
  const others = record.made.filter((one) => one.round !== made.round || one.arm !== made.arm);
  return { ...record, made: [...others, made] };
}

/** The ids of an arm's records, of all arms' without one, in the order in which they were made. */
export function recordedRuns({ made }: SeriesRecord, arm?: string): string[] {
  return made.flatMap((one) => (one.runId !== null && (arm === undefined || one.arm === arm) ? [one.runId] : []));
}

/** Each run that failed, in words, such as `run 2 of 6 (after): k6 ended with 107 (HR_K6_FAILED)`; may be empty. */
export function describeFailures({ schedule, made }: SeriesRecord): string[] {
  return schedule.flatMap(({ round, arm }, index) => {
    const failure = made.find((one) => one.round === round && one.arm === arm)?.failure;
    if (failure === undefined) return [];
    return [`run ${index + 1} of ${schedule.length} (${arm}): ${failure.message} (${failure.code})`];
  });
}
