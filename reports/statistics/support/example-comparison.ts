/** A small comparison for tests: three runs a side of one endpoint, and ten past ones. */
import { compareSets } from '../compare-sets.ts';
import type { Comparison, ComparisonRow } from '../comparison.ts';
import type { GateRow } from '../gate.ts';
import { measureRun, type RunFigures } from '../run-figures.ts';
import type { RunInput } from '../run-input.ts';
import { type ExampleEndpoint, exampleRun, lognormal } from './example-runs.ts';

/** What each endpoint of a run does, by name. */
export type Endpoints = Record<string, ExampleEndpoint>;

/** The rows that the comparison is decided by. */
export const GATE: readonly GateRow[] = [
  { endpoint: 'GET /a', metric: 'latency', figure: 'p95' },
  { endpoint: 'GET /a', metric: 'latency', figure: 'errors' },
];

const SLOWER: Endpoints = { 'GET /a': { perSecond: 20, latencyMs: lognormal(130, 0.3) } };

/** The endpoint of equal builds. */
export const STEADY: Endpoints = { 'GET /a': { perSecond: 20, latencyMs: lognormal(100, 0.3) } };
/** Figures of ten past runs. */
export const HISTORY: RunFigures[] = exampleRuns('past', STEADY, { count: 10 }).map((run) => measureRun(run, 0));
/** Three runs before, three of an equal build, and three of one that is 30 % slower; interleaved A B B A A B. */
export const BEFORE: readonly RunInput[] = exampleRuns('a', STEADY);
export const SAME: readonly RunInput[] = exampleRuns('same', STEADY, { from: 1 });
export const AFTER: readonly RunInput[] = exampleRuns('b', SLOWER, { from: 1 });

/** `count` runs, interleaved with those of another side when `from` is the other parity. */
export function exampleRuns(name: string, endpoints: Endpoints, { count = 3, from = 0 } = {}): RunInput[] {
  return Array.from({ length: count }, (_, at) =>
    exampleRun(`${name}${at}`, endpoints, { startedAtMs: 2 * at + (at % 2 === 0 ? from : 1 - from) }),
  );
}

/** Compares with `GATE` and the ten past runs. */
export function compareExample(before: readonly RunInput[], after: readonly RunInput[]): Comparison {
  return compareSets(before, after, { gate: GATE, history: [HISTORY] });
}

/** A row of a comparison; throws when there is none. */
export function rowOf(comparison: Comparison, figure: string, endpoint = 'GET /a'): ComparisonRow {
  const found = comparison.rows.find((one) => one.figure === figure && one.endpoint === endpoint);
  if (found === undefined) throw new Error(`no row ${endpoint} ${figure}`);
  return found;
}

/** Why a row has no figures; `ok` when it has. */
export function reasonOf({ evidence }: ComparisonRow): string {
  return evidence.status === 'unavailable' ? evidence.reason : 'ok';
}
