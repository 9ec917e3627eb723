/**
 * Reads the records of a comparison one after the other and reduces them; a record that cannot be read is named and
 * passed over.
 *
 * Columns are kept as long as they are small and read again otherwise, so that a comparison of many long runs does not
 * fill the memory.
 */
import { HeadroomError } from '../../contract/errors.ts';
import { compareText } from '../analysis/load-data.ts';
import {
  type Candidate,
  candidateOf,
  type GateRow,
  measureRun,
  quantilesFor,
  type RunFigures,
  type RunInput,
  type Side,
} from '../statistics/index.ts';
import { type ComparedRun, type RunFacts, readCheckedRun } from './compared-run.ts';
import type { ComparisonModel } from './model.ts';
import type { RunEvidence } from './run-evidence.ts';

/** Past runs that make a noise floor (STATISTICS.md section 2, step 3): no more are measured. */
const HISTORY_RUNS_MAX = 20;
/** Columns of runs that are kept in memory, bytes; beyond it a record is read twice. */
const HELD_BYTES_MAX = 200e6;

/** A run of a comparison. */
export interface ReadRun {
  side: Side;
  facts: RunFacts;
  evidence: RunEvidence;
  candidate: Candidate;
  /** Null: too large to be kept. */
  input: RunInput | null;
}

/**
 * All runs, the earliest first, and what could not be read. Throws HR_RECORD_NOT_FOUND for a folder that is none,
 * HR_RECORD_UNREADABLE when a side has nothing left, and HR_USAGE for a run that stands on both sides.
 */
export async function readSides(
  folders: Readonly<Record<Side, readonly string[]>>,
): Promise<{ runs: ReadRun[]; unreadable: ComparisonModel['unreadable'] }> {
  const runs: ReadRun[] = [];
  const unreadable: ComparisonModel['unreadable'] = [];
  let heldBytes = 0;
  for (const side of ['before', 'after'] as const) {
    for (const folder of folders[side]) {
      const read = await readOrReason(folder);
      if (typeof read === 'string') {
        unreadable.push({ side, folder, reason: read });
        continue;
      }
      const { facts, evidence, input } = read;
      const twin = runs.find((run) => run.facts.id === facts.id);
      if (twin !== undefined && twin.side !== side) {
        throw new HeadroomError('HR_USAGE', `the run ${facts.id} stands on both sides`, {
          hint: 'Name the runs of a side by their ids, without this one; `npm run runs` lists them.',
        });
      }
      if (twin !== undefined) continue;
      const bytes = bytesOf(input);
      const isHeld = heldBytes + bytes <= HELD_BYTES_MAX;
      if (isHeld) heldBytes += bytes;
      runs.push({ side, facts, evidence, candidate: candidateOf(input), input: isHeld ? input : null });
    }
    if (!runs.some((run) => run.side === side)) {
      const named = unreadable.filter((one) => one.side === side).map(({ folder, reason }) => `${folder}: ${reason}`);
      throw new HeadroomError(
        'HR_RECORD_UNREADABLE',
        `side ${side} has no readable record left (${named.join('; ') || 'none was given'})`,
      );
    }
  }
  runs.sort((a, b) => a.facts.startedAtMs - b.facts.startedAtMs || compareText(a.facts.id, b.facts.id));
  return { runs, unreadable };
}

async function readOrReason(folder: string): Promise<ComparedRun | string> {
  try {
    return await readCheckedRun(folder);
  } catch (error) {
    if (error instanceof HeadroomError && error.code === 'HR_RECORD_UNREADABLE') return error.message;
    throw error;
  }
}

/** What past runs are read for. */
interface HistoryRequest {
  runs: readonly ReadRun[];
  cutSeconds: number;
  gate: readonly GateRow[];
  /** By run id the level that nightly runs are known to share, whatever their builds; others share their build. */
  levels: ReadonlyMap<string, string>;
}

/**
 * Past runs in groups that differ by noise alone (of one level, or of one build), the group of the latest run last; only of
 * an environment and of switches that are compared. The first twenty of `folders` that count.
 */
export async function readHistory(
  folders: readonly string[],
  { runs, cutSeconds, gate, levels }: HistoryRequest,
): Promise<RunFigures[][]> {
  const settingOf = (facts: RunFacts): string => `${facts.environment.key} ${facts.toggles}`;
  const wanted = new Set(runs.map(({ facts }) => settingOf(facts)));
  const seen = new Set(runs.map(({ facts }) => facts.id));
  const groups = new Map<string, RunFigures[]>();
  let counted = 0;
  for (const folder of folders) {
    if (counted >= HISTORY_RUNS_MAX) break;
    const past = await readOrReason(folder);
    if (typeof past === 'string' || seen.has(past.facts.id) || !wanted.has(settingOf(past.facts))) continue;
    seen.add(past.facts.id);
    if (past.input.reasons.length > 0) continue;
    counted += 1;
    const key = `${settingOf(past.facts)} ${levels.get(past.facts.id) ?? `build ${past.facts.build}`}`;
    const group = groups.get(key) ?? [];
    group.push(measureRun(past.input, cutSeconds, quantilesFor(gate)));
    groups.set(key, group);
  }
  const latestOf = (group: readonly RunFigures[]): number => group.at(-1)?.startedAtMs ?? 0;
  return [...groups.values()]
    .map((group) => group.toSorted((a, b) => a.startedAtMs - b.startedAtMs))
    .sort((a, b) => latestOf(a) - latestOf(b));
}

function bytesOf({ series }: RunInput): number {
  return series.reduce(
    (sum, { latencies, requests }) => sum + 4 * (latencies?.buckets.length ?? 0) + 36 * (requests?.length ?? 0),
    0,
  );
}
