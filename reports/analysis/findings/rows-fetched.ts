/**
 * Does the application fetch rows by the hundred where it needs a sum of them, or the first of them?
 *
 * Two rules that share their eyes. A statement without ORDER BY does not care for the order of its rows, as when they
 * are added up; with ORDER BY and without LIMIT it is a list that grows with the data.
 */
import { numberText } from '../../html/numbers.ts';
import { found, type Judgement, notJudged, QUIET, type Rule } from './rule.ts';
import { type RuleInput, shareOfAnswered } from './rule-input.ts';
import { statementEvidence } from './statement-evidence.ts';
import { type StatementShape, shapeOf } from './statement-shape.ts';

/** Rows a call, on average: a page of a list shows fewer. */
const ROWS_PER_CALL_MIN = 50;
/** Rows a call from which it is critical: some megabytes that are sent, parsed and thrown away for each call. */
const ROWS_PER_CALL_CRITICAL = 5_000;
/** Calls in the measured phase; rarer ones are no hot path. */
const CALLS_MIN = 5;
/** Live rows of the table from which its lists grow with the data; a price list may be read whole. */
const LIVE_ROWS_MIN = 10_000;

const looksAt = `a reading statement without LIMIT on a table of ${numberText(LIVE_ROWS_MIN)} rows or more, called ${CALLS_MIN} times or more, that returns ${ROWS_PER_CALL_MIN} rows or more a call (critical from ${numberText(ROWS_PER_CALL_CRITICAL)})`;
const needs = 'The statement and table counters of evidence/database-before.json and -after.json.';
const explains = ['slow-statement', 'pool-exhausted', 'event-loop-lag', 'latency-drift', 'bimodal-latency'] as const;

export const rowsFetchedToAggregate: Rule = {
  id: 'rows-fetched-to-aggregate',
  kind: 'cause',
  title: 'Rows fetched to be added up outside the database',
  looksFor: `Without ORDER BY and without an aggregate: ${looksAt}.`,
  needs,
  meaning:
    'All rows of a user are sent to the application, which only counts or adds them up: the cost grows with every order, for the database, the network and the event loop.',
  action: 'Let the database add up: an aggregate (sum, count) or a function that returns the few figures.',
  explains,
  judge: (input) =>
    judgeShape(input, {
      isMeant: ({ hasOrder }) => !hasOrder,
      title: (rows) => `A statement fetched ${rows} rows a call and neither ordered, limited nor added them up`,
    }),
};

export const unboundedResult: Rule = {
  id: 'unbounded-result',
  kind: 'cause',
  title: 'Lists that are read without a bound',
  looksFor: `With ORDER BY: ${looksAt}.`,
  needs,
  meaning:
    'A list is read whole although it grows with the data: answers become larger and slower for whoever uses the product most.',
  action: 'Bound the list (LIMIT) and page through the rest, by key rather than by OFFSET.',
  explains,
  judge: (input) =>
    judgeShape(input, {
      isMeant: ({ hasOrder }) => hasOrder,
      title: (rows) => `A list without LIMIT returned ${rows} rows a call`,
    }),
};

interface Asked {
  isMeant(shape: StatementShape): boolean;
  title(rows: string): string;
}

function judgeShape(input: RuleInput, asked: Asked): Judgement {
  const { statements, tables } = input.evidence;
  if (statements.status === 'unavailable') return notJudged(statements.reason);
  if (tables.status === 'unavailable') return notJudged(tables.reason);
  const big = new Set(tables.value.rows.filter(({ liveRows }) => liveRows >= LIVE_ROWS_MIN).map(({ name }) => name));
  const many = statements.value.rows
    .filter(({ calls, rowsPerCall }) => calls >= CALLS_MIN && rowsPerCall >= ROWS_PER_CALL_MIN)
    .filter(({ text }) => {
      const shape = shapeOf(text);
      const isUnbounded = shape.isRead && !shape.hasLimit && !shape.hasAggregate;
      return isUnbounded && asked.isMeant(shape) && shape.tables.some((name) => big.has(name));
    })
    .sort((a, b) => b.calls * b.rowsPerCall - a.calls * a.rowsPerCall);
  const worst = many[0];
  if (worst === undefined) return QUIET;
  return found({
    severity: worst.rowsPerCall >= ROWS_PER_CALL_CRITICAL ? 'critical' : 'warning',
    title: asked.title(numberText(worst.rowsPerCall)),
    score: shareOfAnswered(
      input,
      many.reduce((sum, { totalMs }) => sum + totalMs, 0),
    ),
    weight: many.reduce((sum, { share }) => sum + share, 0),
    evidence: many.map((one) => statementEvidence(one, `${numberText(one.rowsPerCall)} rows a call, `)),
  });
}
