/**
 * Two snapshots of cumulative counters, subtracted row by row.
 *
 * Why it refuses at times: a counter that fell, or a row that vanished, means that the statistics began anew in
 * between; a difference over that would be a made-up figure, so there is none and the reason is said.
 */
import type { DatabaseSnapshot, Evidence } from '../../../contract/evidence.ts';
import { type Measured, measured, unavailable } from '../../../contract/measured.ts';
import type { Span } from './spans.ts';

/** One row at both ends; `before` is undefined when it is new. */
export interface Pair<Row> {
  before: Row | undefined;
  after: Row;
}

/** Both snapshots, in order of time. */
export interface Snapshots {
  before: DatabaseSnapshot;
  after: DatabaseSnapshot;
  span: Span;
}

/** Both ends of the measured phase, or why one is missing. */
export function pairSnapshots({ before, after }: Evidence): Measured<Snapshots> {
  if (before.status === 'unavailable') return before;
  if (after.status === 'unavailable') return after;
  const span = { fromMs: before.value.atMs, untilMs: after.value.atMs };
  if (span.untilMs <= span.fromMs) return unavailable('the second snapshot of the database is not the later one');
  return measured({ before: before.value, after: after.value, span });
}

/** How rows are told apart, and which of their counters may only grow. */
export interface PairRules<Row> {
  /** What a row is, in words: `statement`. */
  kind: string;
  keyOf(row: Row): string;
  countersOf(row: Row): readonly number[];
  /** Whether a row may be gone at the second snapshot, as an index is that was dropped. */
  mayVanish: boolean;
}

/** The rows of the second snapshot, each with its first state; unavailable when the counters began anew in between. */
export function pairRows<Row>(
  before: Measured<readonly Row[]>,
  after: Measured<readonly Row[]>,
  rules: PairRules<Row>,
): Measured<Pair<Row>[]> {
  if (before.status === 'unavailable') return before;
  if (after.status === 'unavailable') return after;
  const first = new Map(before.value.map((row) => [rules.keyOf(row), row]));
  const pairs: Pair<Row>[] = [];
  let fallen = 0;
  for (const row of after.value) {
    const known = first.get(rules.keyOf(row));
    first.delete(rules.keyOf(row));
    if (known !== undefined && hasFallen(rules.countersOf(known), rules.countersOf(row))) fallen += 1;
    pairs.push({ before: known, after: row });
  }
  const vanished = rules.mayVanish ? 0 : first.size;
  if (fallen + vanished === 0) return measured(pairs);
  const what = [
    fallen > 0 ? `the counters of ${counted(fallen, rules.kind)} fell` : '',
    vanished > 0 ? `${counted(vanished, rules.kind)} vanished` : '',
  ].filter((words) => words !== '');
  return unavailable(
    `${what.join(' and ')} between the two snapshots: PostgreSQL was restarted or its statistics were reset meanwhile, so that no difference can be taken`,
  );
}

function hasFallen(before: readonly number[], after: readonly number[]): boolean {
  return before.some((value, at) => (after[at] ?? 0) < value);
}

function counted(number: number, kind: string): string {
  return `${number} ${kind}${number === 1 ? '' : 's'}`;
}
