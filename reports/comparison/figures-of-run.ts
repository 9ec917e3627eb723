/**
 * All figures of one run as rows, for people who go on with them elsewhere: the same figures that a comparison takes,
 * from the run's own warm-up cut.
 *
 * Missing is never zero: a figure that could not be had is a row with its reason and no value.
 */
import { METRICS } from '../../contract/metrics.ts';
import { csvCell } from '../analysis/csv.ts';
import {
  candidateOf,
  chooseComparable,
  defaultGate,
  measureRun,
  quantilesFor,
  type RunFigure,
} from '../statistics/index.ts';
import { readCheckedRun } from './compared-run.ts';
import { EVIDENCE_FIGURES } from './run-evidence.ts';
import { tidied } from './tidy.ts';

/** One figure of one run. */
export interface FigureRow {
  id: string;
  /** ISO 8601, UTC. */
  started: string;
  build: string;
  environmentKey: string;
  toggles: string;
  workload: string;
  endpoint: string;
  metric: string;
  /** A quantile (`p95`), `errors`, `throughput`, or `level`. */
  figure: string;
  /** Six significant digits; null where there is none. */
  value: number | null;
  /** `ms`, `share`, `1/s`, `tokens`, or empty for a plain number. */
  unit: string;
  /** Whether a comparison would take the run. */
  comparable: boolean;
  /** Why there is no value, or why the run is not comparable; empty otherwise. */
  reason: string;
}

/** The columns of the table, in order. */
const COLUMNS = [
  ['id', ({ id }) => id],
  ['started', ({ started }) => started],
  ['build', ({ build }) => build],
  ['environment_key', ({ environmentKey }) => environmentKey],
  ['toggles', ({ toggles }) => toggles],
  ['workload', ({ workload }) => workload],
  ['endpoint', ({ endpoint }) => endpoint],
  ['metric', ({ metric }) => metric],
  ['figure', ({ figure }) => figure],
  ['value', ({ value }) => value ?? ''],
  ['unit', ({ unit }) => unit],
  ['comparable', ({ comparable }) => (comparable ? 'yes' : 'no')],
  ['reason', ({ reason }) => reason],
] as const satisfies readonly (readonly [string, (row: FigureRow) => string | number])[];

/** The rows of the record in `folder`. Throws HR_RECORD_NOT_FOUND or HR_RECORD_UNREADABLE. */
export async function figuresOfRun(folder: string): Promise<FigureRow[]> {
  const { facts, input } = await readCheckedRun(folder);
  const chosen = chooseComparable({ before: [candidateOf(input)], after: [] });
  const reasons = chosen.excluded.flatMap((one) => one.reasons.map(({ message }) => message));
  const { figures } = measureRun(input, chosen.cutSeconds, quantilesFor(defaultGate(facts.slos)));
  const run = {
    id: facts.id,
    started: new Date(facts.startedAtMs).toISOString(),
    build: facts.build,
    environmentKey: facts.environment.key,
    toggles: facts.toggles,
    workload: facts.workload,
  };
  return figures.map((one) => {
    const { endpoint, metric, figure, value } = one;
    const missing = value.status === 'ok' ? [] : [value.reason];
    return {
      ...{ ...run, endpoint, metric, figure },
      value: value.status === 'ok' ? Number(tidied(value.value.value)) : null,
      unit: unitOf(one),
      comparable: reasons.length === 0,
      reason: [...missing, ...reasons].join('; '),
    };
  });
}

/** The table's first line, without its ending. */
export function figureTableHead(): string {
  return COLUMNS.map(([name]) => name).join(',');
}

/** A row of the table (RFC 4180), without its ending; a cell that a spreadsheet would take for a formula is guarded. */
export function figureTableLine(row: FigureRow): string {
  return COLUMNS.map(([, read]) => csvCell(read(row))).join(',');
}

function unitOf({ endpoint, metric, figure }: RunFigure): string {
  if (figure === 'errors') return 'share';
  if (figure === 'throughput') return '1/s';
  if (figure !== 'level') return METRICS[metric]?.unit ?? 'ms';
  // A level of a statement is its mean time.
  return endpoint === 'target' ? (EVIDENCE_FIGURES.find(({ title }) => title === metric)?.unit ?? '') : 'ms';
}
