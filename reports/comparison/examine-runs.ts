/**
 * What a comparison would make of a set of runs: which of them count, why the others do not, and the warm-up cut common to
 * those that do.
 *
 * Records are read one after the other and let go, so that the size of the set is no matter. Never writes.
 */
import { HeadroomError } from '../../contract/errors.ts';
import { type Candidate, candidateOf, chooseComparable, type Reason } from '../statistics/index.ts';
import { type ComparedRun, type RunFacts, readCheckedRun } from './compared-run.ts';

/** A run that was read. */
export interface ExaminedRun {
  facts: RunFacts;
  /** Why its figures do not count; empty when they do. */
  reasons: Reason[];
}

/** A set of runs as a comparison sees it. */
export interface ExaminedRuns {
  /** In the given order, each run once. */
  runs: ExaminedRun[];
  unreadable: { folder: string; reason: string }[];
  /** Seconds that are left out at the beginning of every run. */
  cutSeconds: number;
}

/** Reads and judges the records in `folders`; those that cannot be read, or are none, are named. */
export async function examineRuns(folders: readonly string[]): Promise<ExaminedRuns> {
  const read: { facts: RunFacts; candidate: Candidate }[] = [];
  const unreadable: ExaminedRuns['unreadable'] = [];
  for (const folder of folders) {
    const run = await readOrReason(folder);
    if (typeof run === 'string') unreadable.push({ folder, reason: run });
    else if (!read.some(({ facts }) => facts.id === run.facts.id)) {
      read.push({ facts: run.facts, candidate: candidateOf(run.input) });
    }
  }
  // Across environments, because whether they are one is for the caller to say, with its differences by name.
  const chosen = chooseComparable({ before: read.map(({ candidate }) => candidate), after: [] }, true);
  const reasonsOf = (id: string): Reason[] =>
    chosen.excluded.flatMap(({ runId, reasons }) => (runId === id ? reasons : []));
  const runs = read.map(({ facts }) => ({ facts, reasons: reasonsOf(facts.id) }));
  return { runs, unreadable, cutSeconds: chosen.cutSeconds };
}

async function readOrReason(folder: string): Promise<ComparedRun | string> {
  try {
    return await readCheckedRun(folder);
  } catch (error) {
    if (error instanceof HeadroomError && error.code.startsWith('HR_RECORD_')) return error.message;
    throw error;
  }
}
