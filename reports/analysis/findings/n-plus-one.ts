/** Does one request ask the database again and again? */
import type { StatementFigures } from '../../database-model.ts';
import type { RouteFigures } from '../../evidence-model.ts';
import type { FindingEvidence, Severity } from '../../findings-model.ts';
import { numberText } from '../../html/numbers.ts';
import { milliseconds } from '../round.ts';
import { found, type Judgement, notJudged, QUIET, type Rule } from './rule.ts';
import { type RuleInput, shareOfAnswered } from './rule-input.ts';
import { statementEvidence } from './statement-evidence.ts';
import { shapeOf } from './statement-shape.ts';

/** Statements a request; what shows a list and its details well needs a handful. */
const PER_REQUEST_MIN = 10;
/** From here on the round trips alone are felt. */
const PER_REQUEST_CRITICAL = 50;
/** Requests of a route, below which a mean says nothing. */
const REQUESTS_MIN = 5;

export const nPlusOne: Rule = {
  id: 'n-plus-one',
  kind: 'cause',
  title: 'Many statements for one request',
  looksFor: `At least ${PER_REQUEST_MIN} statements a request of a route with ${REQUESTS_MIN} requests or more (critical from ${PER_REQUEST_CRITICAL}); where the application does not count by route, one reading statement that is called ${PER_REQUEST_MIN} times a request of the whole load.`,
  needs: 'The application’s app_db_statements_total by route, or the statement counters of evidence/.',
  meaning:
    'A list is read with one statement and each of its entries with another: every entry costs a round trip to the database, and the connection is held for all of them.',
  action:
    'Read the entries with the list: a JOIN, or one statement with all ids (= ANY), instead of one statement each.',
  explains: ['pool-exhausted', 'event-loop-lag', 'latency-drift', 'bimodal-latency'],
  judge(input) {
    const { routes } = input.evidence.cost;
    if (routes.status === 'unavailable') return judgeStatements(input, routes.reason);
    const many = routes.value
      .filter(({ requests }) => (requests ?? 0) >= REQUESTS_MIN)
      .flatMap((row) => (row.statementsPerRequest === null ? [] : [{ row, perRequest: row.statementsPerRequest }]))
      .filter(({ perRequest }) => perRequest >= PER_REQUEST_MIN)
      .sort((a, b) => b.perRequest - a.perRequest);
    const worst = many[0];
    if (worst === undefined) return QUIET;
    const spentMs = many.reduce((sum, { row }) => sum + row.databaseMs, 0);
    const allMs = routes.value.reduce((sum, { databaseMs }) => sum + databaseMs, 0);
    return found({
      severity: severityOf(worst.perRequest),
      title: `${worst.row.route} sent ${numberText(worst.perRequest)} statements to the database a request`,
      score: shareOfAnswered(input, spentMs),
      // Without times nothing is known of its weight.
      ...(allMs === 0 ? {} : { weight: spentMs / allMs }),
      evidence: many.map(({ row, perRequest }) => routeEvidence(row, perRequest)),
    });
  },
};

/** Without counts by route: one statement that runs many times for each request of the whole load. */
function judgeStatements(input: RuleInput, whyNoRoutes: string): Judgement {
  const { statements } = input.evidence;
  if (statements.status === 'unavailable') return notJudged(`${whyNoRoutes}; ${statements.reason}`);
  const reads = statements.value.rows.filter(({ text }) => shapeOf(text).isRead);
  const most = reads.reduce<StatementFigures | null>(
    (top, one) => (top === null || one.calls > top.calls ? one : top),
    null,
  );
  const perRequest = most?.callsPerRequest ?? 0;
  if (most === null || perRequest < PER_REQUEST_MIN) return QUIET;
  return found({
    severity: severityOf(perRequest),
    title: `One statement ran ${numberText(perRequest)} times a request`,
    score: shareOfAnswered(input, most.totalMs),
    weight: most.share,
    evidence: [statementEvidence(most)],
  });
}

function severityOf(perRequest: number): Severity {
  return perRequest >= PER_REQUEST_CRITICAL ? 'critical' : 'warning';
}

function routeEvidence({ route, requests, databaseMsPerRequest }: RouteFigures, perRequest: number): FindingEvidence {
  const time = databaseMsPerRequest === null ? '' : `, ${milliseconds(databaseMsPerRequest)} of the database each`;
  const value = `${numberText(perRequest)} statements a request, ${numberText(requests ?? 0)} requests${time}`;
  return { label: route, value, link: '#database' };
}
