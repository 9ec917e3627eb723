/** Does the load read a big table from end to end? */
import { isUnavailable } from '../../../contract/measured.ts';
import type { TableFigures } from '../../database-model.ts';
import type { FindingEvidence } from '../../findings-model.ts';
import { numberText } from '../../html/numbers.ts';
import { percent } from '../round.ts';
import { found, notJudged, QUIET, type Rule, valueOr } from './rule.ts';
import { shareOfAnswered } from './rule-input.ts';
import { statementEvidence } from './statement-evidence.ts';
import { shapeOf } from './statement-shape.ts';

/** Live rows from which a table is big: below it reading all of it takes about a millisecond. */
const LIVE_ROWS_MIN = 10_000;
/** Rows read in scans, over all requests of the load. A scan that a LIMIT ends early reads fewer. */
const ROWS_PER_REQUEST_MIN = 1_000;
/** Scans in the measured phase; one or two are a report or a migration, no hot path. */
const SCANS_MIN = 5;
/** Rows a request from which it is critical: at some 10 million rows a second, 2 ms of a core for every request. */
const ROWS_PER_REQUEST_CRITICAL = 20_000;
/** Statements that are shown. */
const STATEMENTS_SHOWN = 2;

export const sequentialScan: Rule = {
  id: 'sequential-scan-hot-path',
  kind: 'cause',
  title: 'A big table read from end to end in a hot path',
  looksFor: `A table of ${numberText(LIVE_ROWS_MIN)} rows or more with at least ${SCANS_MIN} sequential scans that read ${numberText(ROWS_PER_REQUEST_MIN)} rows or more a request (critical from ${numberText(ROWS_PER_REQUEST_CRITICAL)}).`,
  needs: 'The table counters of evidence/database-before.json and -after.json.',
  meaning:
    'For each such request PostgreSQL reads rows that it then throws away; the time grows with the table, and the reading fills its buffers and processors for everybody else.',
  action:
    'Give the statement an index that leads with the columns it selects by, then those it sorts by; see with EXPLAIN that it is taken. Where the planner prefers the scan although there is an index, ANALYZE the table first.',
  explains: ['slow-statement', 'pool-exhausted', 'event-loop-lag', 'error-burst', 'latency-drift', 'bimodal-latency'],
  judge(input) {
    const { tables, statements, cost } = input.evidence;
    if (tables.status === 'unavailable') return notJudged(tables.reason);
    const requests = cost.requestsBetweenSnapshots;
    if (isUnavailable(requests)) return notJudged(requests.reason);
    const scanned = tables.value.rows
      .filter((table) => sizeOf(table) >= LIVE_ROWS_MIN && table.sequentialScans >= SCANS_MIN)
      .filter(({ sequentialRows }) => sequentialRows / requests >= ROWS_PER_REQUEST_MIN)
      .sort((a, b) => b.sequentialRows - a.sequentialRows);
    const worst = scanned[0];
    if (worst === undefined) return QUIET;
    const perRequest = worst.sequentialRows / requests;
    const names = scanned.map(({ name }) => name);
    const rows = valueOr(statements)?.rows ?? [];
    const of = rows.filter(({ text }) => shapeOf(text).tables.some((table) => names.includes(table)));
    const share = of.reduce((sum, one) => sum + one.share, 0);
    const those = scanned.length === 1 ? 'it' : `it and ${scanned.length - 1} more`;
    const shareText = of.length === 0 ? '' : `; statements on ${those} took ${percent(share)} of the database’s time`;
    return found({
      severity: perRequest >= ROWS_PER_REQUEST_CRITICAL ? 'critical' : 'warning',
      title: `${worst.name} was read from end to end ${numberText(worst.sequentialScans)} times, ${numberText(perRequest)} rows a request${shareText}`,
      score: shareOfAnswered(
        input,
        of.reduce((sum, { totalMs }) => sum + totalMs, 0),
      ),
      // What a function reads stands in no statement's text, so that no share is known without any.
      ...(of.length === 0 ? {} : { weight: share }),
      evidence: [...scanned.map(tableEvidence), ...of.slice(0, STATEMENTS_SHOWN).map((one) => statementEvidence(one))],
    });
  },
};

/** Rows: as counted, or as many as a scan read on average where statistics began anew. */
function sizeOf({ liveRows, sequentialRows, sequentialScans }: TableFigures): number {
  return Math.max(liveRows, sequentialScans === 0 ? 0 : sequentialRows / sequentialScans);
}

function tableEvidence(table: TableFigures): FindingEvidence {
  const { name, sequentialScans, sequentialRows } = table;
  const value = `${numberText(sequentialScans)} scans read ${numberText(sequentialRows)} rows; it has ${numberText(sizeOf(table))}`;
  return { label: name, value, link: '#database' };
}
