/**
 * What PostgreSQL executed between the two snapshots of pg_stat_statements: who took the time, how often, how evenly.
 *
 * Mean and standard deviation are those of the phase, from the sums that the counters hold: n·(σ² + μ²) is the sum of
 * squares, and sums can be subtracted. A maximum cannot: it is of the phase only when it rose in it.
 */
import { STATEMENT_CHARS_MAX, type StatementRow } from '../../../contract/evidence.ts';
import { isUnavailable, type Measured, measured, unavailable } from '../../../contract/measured.ts';
import type { StatementFigures, StatementsFigures } from '../../database-model.ts';
import type { Figure } from '../../panel-model.ts';
import { compareText } from '../load-data.ts';
import { roundFigure, share } from '../round.ts';
import { ratioOrNull } from './figures.ts';
import { type Pair, pairRows, type Snapshots } from './snapshot-pair.ts';

/** Most statements that are told apart; the rest is one row. More would not be read, and each carries its text. */
export const STATEMENT_ROWS_MAX = 25;
/** How the suite marks its own statements; its collectors leave them out, and watching must never be called load. */
const OWN_MARK = /\/\*\s*headroom\b/i;

/** What one statement did in the phase. */
interface Spent {
  id: string;
  text: string;
  calls: number;
  totalMs: number;
  /** Sum of the squares of all execution times, ms². */
  squaresMs: number;
  maxMs: number;
  isMaxOfPhase: boolean;
  rows: number;
  hit: number;
  read: number;
  tempBlocks: number;
}

/** The statements of the phase; `requests` are those made between the snapshots. */
export function compareStatements(snapshots: Measured<Snapshots>, requests: Figure): Measured<StatementsFigures> {
  if (snapshots.status === 'unavailable') return snapshots;
  const { before, after, span } = snapshots.value;
  const omittedBefore = before.statements.status === 'ok' ? before.statements.value.omitted : 0;
  const omittedAfter = after.statements.status === 'ok' ? after.statements.value.omitted : 0;
  const pairs = pairRows(rowsOf(before.statements), rowsOf(after.statements), {
    kind: 'statement',
    keyOf: (row) => row.id,
    // Not the time: a sum over several users may differ in its last digit from one reading to the next.
    countersOf: (row) => [row.calls],
    mayVanish: omittedAfter > 0,
  });
  if (pairs.status === 'unavailable') return pairs;
  const others = pairs.value
    .map(spentBetween)
    .filter((one) => one.calls > 0 && !OWN_MARK.test(one.text))
    .sort((a, b) => b.totalMs - a.totalMs || compareText(a.id, b.id));
  if (others.length === 0) return unavailable('no statement was executed between the two snapshots');
  const totalMs = sum(others, (one) => one.totalMs);
  const rows = others.slice(0, STATEMENT_ROWS_MAX);
  const began = pairs.value.filter((pair) => pair.before === undefined).length;
  return measured({
    rows: rows.map((one) => describe(one, totalMs, requests)),
    other: together(others.slice(STATEMENT_ROWS_MAX), totalMs),
    calls: sum(others, (one) => one.calls),
    totalMs: roundFigure(totalMs),
    spanMs: span.untilMs - span.fromMs,
    notes: notesOf({ omittedAfter, begunUnknown: omittedBefore > 0 ? began : 0, settings: after.settings }),
  });
}

function rowsOf(statements: Snapshots['before']['statements']): Measured<readonly StatementRow[]> {
  return statements.status === 'unavailable' ? statements : measured(statements.value.rows);
}

/** Differences of cumulative sums. Rounding of the counters can make a variance negative; it is then nothing. */
function spentBetween({ before, after }: Pair<StatementRow>): Spent {
  const grown = (key: Exclude<keyof StatementRow, 'id' | 'text'>): number => after[key] - (before?.[key] ?? 0);
  return {
    id: after.id,
    text: after.text.slice(0, STATEMENT_CHARS_MAX),
    calls: grown('calls'),
    totalMs: grown('totalMs'),
    squaresMs: squaresOf(after) - (before === undefined ? 0 : squaresOf(before)),
    maxMs: after.maxMs,
    isMaxOfPhase: before === undefined || before.calls === 0 || after.maxMs > before.maxMs,
    rows: grown('rows'),
    hit: grown('blocksHit'),
    read: grown('blocksRead'),
    tempBlocks: grown('tempBlocksRead') + grown('tempBlocksWritten'),
  };
}

function squaresOf({ calls, totalMs, stddevMs }: StatementRow): number {
  if (calls === 0) return 0;
  const meanMs = totalMs / calls;
  return calls * (stddevMs * stddevMs + meanMs * meanMs);
}

function describe(one: Spent, totalMs: number, requests: Figure): StatementFigures {
  const meanMs = one.totalMs / one.calls;
  const variance = Math.max(0, one.squaresMs / one.calls - meanMs * meanMs);
  return {
    id: one.id,
    text: one.text,
    calls: one.calls,
    callsPerRequest: isUnavailable(requests) ? null : ratioOrNull(one.calls, requests),
    totalMs: roundFigure(one.totalMs),
    meanMs: roundFigure(meanMs),
    stddevMs: roundFigure(Math.sqrt(variance)),
    maxMs: roundFigure(one.maxMs),
    isMaxOfPhase: one.isMaxOfPhase,
    rowsPerCall: roundFigure(one.rows / one.calls),
    hitRatio: ratioOrNull(one.hit, one.hit + one.read),
    tempBlocks: one.tempBlocks,
    share: share(one.totalMs, totalMs),
  };
}

function together(rows: readonly Spent[], wholeMs: number): StatementsFigures['other'] {
  const totalMs = sum(rows, (one) => one.totalMs);
  return {
    statements: rows.length,
    calls: sum(rows, (one) => one.calls),
    totalMs: roundFigure(totalMs),
    share: Math.min(1, share(totalMs, wholeMs)),
  };
}

function notesOf(input: {
  omittedAfter: number;
  begunUnknown: number;
  settings: Snapshots['after']['settings'];
}): string[] {
  const notes: string[] = [];
  if (input.omittedAfter > 0) {
    notes.push(`${input.omittedAfter} further statements, shorter in sum than all of these, were not recorded.`);
  }
  if (input.begunUnknown > 0) {
    notes.push(
      `${input.begunUnknown} statements were not among those of the first snapshot, which left some out: their figures may reach back before the phase.`,
    );
  }
  const track = input.settings.status === 'ok' ? input.settings.value['pg_stat_statements.track'] : undefined;
  if (track === 'all') {
    notes.push('Statements inside functions stand in rows of their own and in their caller’s: shares overlap.');
  }
  return notes;
}

function sum(rows: readonly Spent[], read: (row: Spent) => number): number {
  return rows.reduce((total, row) => total + read(row), 0);
}
