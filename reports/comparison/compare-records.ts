/**
 * Two sets of recorded runs → the comparison model. A pure function of the records: same folders' contents, same model.
 *
 * A record that cannot be read is named and passed over; records of different environments are refused unless that is
 * asked for. Never writes.
 */
import { HeadroomError } from '../../contract/errors.ts';
import {
  type Comparison,
  type ComparisonSettings,
  chooseComparable,
  compareFigures,
  measureRun,
  quantilesFor,
  type RunFigures,
  type Side,
} from '../statistics/index.ts';
import { readComparedRun } from './compared-run.ts';
import { differencesOf } from './environment.ts';
import { explainChange } from './explain-change.ts';
import { type ConfiguredGate, gateFor, warnOfUnknownRows } from './gate-rows.ts';
import { type ComparisonModel, comparisonModelSchema } from './model.ts';
import { type ReadRun, readHistory, readSides } from './read-sides.ts';
import type { RunEvidence } from './run-evidence.ts';
import { tidied } from './tidy.ts';

/** Most rows of an exploratory family: 10,000 endpoints have 40,000 rows, and a file of 60 MB is read by nobody. */
const FAMILY_ROWS_MAX = 400;

/** What to compare: run folders, in any order. */
export interface ComparisonRequest {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Folders of past runs that the noise floor may be learned from; those of other environments are passed over. */
  readonly history?: readonly string[];
  /** By run id the level of a nightly run: runs of one level differ by noise alone, whatever their builds. */
  readonly levels?: ReadonlyMap<string, string>;
  readonly acrossEnvironments?: boolean;
  /** The rows that may fail a build; null or absent: those of the latest run's SLOs. */
  readonly gate?: ConfiguredGate;
}

/**
 * The comparison. Throws HR_RECORD_NOT_FOUND for a folder that is none, HR_RECORD_UNREADABLE when a side has no readable
 * record left, HR_NOT_COMPARABLE for different environments, HR_USAGE for a run that stands on both sides, and
 * HR_CONFIG_INVALID for a gate that cannot be.
 */
export async function compareRecords(request: ComparisonRequest): Promise<ComparisonModel> {
  const { runs, unreadable } = await readSides(request);
  const isAcross = request.acrossEnvironments ?? false;
  const differences = environmentDifferences(runs);
  if (differences.length > 0 && !isAcross) {
    throw new HeadroomError(
      'HR_NOT_COMPARABLE',
      `the runs come from different environments: ${differences.join('; ')}`,
      {
        problems: differences,
      },
    );
  }
  const of = (side: Side): ReadRun[] => runs.filter((run) => run.side === side);
  const candidates = { before: of('before'), after: of('after') };
  const chosen = chooseComparable(
    {
      before: candidates.before.map(({ candidate }) => candidate),
      after: candidates.after.map(({ candidate }) => candidate),
    },
    isAcross,
  );
  const gate = gateFor(request.gate ?? null, runs.at(-1)?.facts.slos ?? []);
  const settings: ComparisonSettings = { gate, acrossEnvironments: isAcross };
  const compared = (side: Side) => candidates[side].filter(({ facts }) => chosen.runs[side].includes(facts.id));
  const measure = async (run: ReadRun): Promise<RunFigures> =>
    measureRun(run.input ?? (await readComparedRun(run.facts.folder)).input, chosen.cutSeconds, quantilesFor(gate));
  const figures: Record<Side, RunFigures[]> = { before: [], after: [] };
  for (const side of ['before', 'after'] as const) {
    for (const run of compared(side)) {
      figures[side].push(await measure(run));
      run.input = null;
    }
  }
  const history = await readHistory(request.history ?? [], {
    ...{ runs, gate },
    cutSeconds: chosen.cutSeconds,
    levels: request.levels ?? new Map(),
  });
  const comparison = compareFigures({ figures, chosen }, { ...settings, history });
  const evidence = {
    before: compared('before').map((run) => run.evidence),
    after: compared('after').map((run) => run.evidence),
  };
  return modelOf(comparison, {
    ...{ runs, evidence, differences, unreadable, history: history.flat() },
    isGateConfigured: (request.gate ?? null) !== null,
    gateWarnings: warnOfUnknownRows(gate, [...figures.before, ...figures.after]),
  });
}

/** 1 for a regressed gate row, or with `isStrict` an inconclusive one; 3 when nothing could be compared; else 0. */
export function exitCodeOfComparison({ verdict, rows }: ComparisonModel, isStrict: boolean): 0 | 1 | 3 {
  if (verdict === 'invalid') return 3;
  const gate = rows.filter(({ family }) => family === 'gate');
  if (gate.some((row) => row.verdict === 'regressed')) return 1;
  return isStrict && gate.some((row) => row.verdict === 'inconclusive') ? 1 : 0;
}

/** What the other environments have that the first one has not; a fact is named once. */
function environmentDifferences(runs: readonly ReadRun[]): string[] {
  const [first, ...rest] = runs.map(({ facts }) => facts.environment);
  if (first === undefined) return [];
  return [...new Set(rest.filter(({ key }) => key !== first.key).flatMap((other) => differencesOf(first, other)))];
}

interface ModelParts {
  runs: readonly ReadRun[];
  evidence: Record<Side, RunEvidence[]>;
  differences: string[];
  unreadable: ComparisonModel['unreadable'];
  history: readonly RunFigures[];
  isGateConfigured: boolean;
  gateWarnings: string[];
}

function modelOf(comparison: Comparison, parts: ModelParts): ComparisonModel {
  const { why, note } = explainChange(comparison.rows, parts.evidence);
  const { rows, cuts } = cutFamilies(comparison.rows);
  const [first] = parts.runs;
  const sideOf = (side: Side) =>
    parts.runs
      .filter(({ facts }) => comparison.runs[side].includes(facts.id))
      .map(({ facts, candidate }) => ({
        id: facts.id,
        build: facts.build,
        profile: facts.profile,
        toggles: facts.toggles,
        startedAtMs: facts.startedAtMs,
        measuredSeconds: candidate.measuredSeconds,
        environmentKey: facts.environment.key,
      }));
  return comparisonModelSchema.parse({
    schema: 'headroom.comparison/1',
    verdict: comparison.verdict,
    sentence: comparison.sentence,
    runs: { before: sideOf('before'), after: sideOf('after') },
    workload: first?.facts.workload ?? '',
    deployment: first?.facts.deployment ?? '',
    environment: { ...(first?.facts.environment ?? { key: '', facts: [] }), differences: parts.differences },
    cutSeconds: comparison.cutSeconds,
    order: comparison.order,
    gate: parts.isGateConfigured ? 'configured' : 'default',
    warnings: [...comparison.warnings, ...parts.gateWarnings],
    history: parts.history.map(({ runId, buildId }) => ({ id: runId, build: buildId })),
    excluded: comparison.excluded,
    unreadable: parts.unreadable,
    why: tidied(why),
    whyNote: note,
    rows: tidied(rows),
    cuts,
  });
}

/** The surest and largest rows of each family come first, so the others are what is left out. */
function cutFamilies(rows: Comparison['rows']): { rows: Comparison['rows']; cuts: string[] } {
  const counts = new Map<string, number>();
  const kept = rows.filter(({ family }) => {
    const count = (counts.get(family) ?? 0) + 1;
    counts.set(family, count);
    return count <= FAMILY_ROWS_MAX;
  });
  const cuts = [...counts].flatMap(([family, count]) =>
    count > FAMILY_ROWS_MAX
      ? [`${count - FAMILY_ROWS_MAX} of ${count} rows of the family ${family} were left out, the least sure ones.`]
      : [],
  );
  return { rows: kept, cuts };
}
