/** Are connections to the database made anew for requests, instead of being kept? */
import { isUnavailable } from '../../../contract/measured.ts';
import { numberText } from '../../html/numbers.ts';
import { milliseconds, percent } from '../round.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';
import { type RuleInput, serverTimeMs, shareOfAnswered } from './rule-input.ts';

/** Connections a request: a pool opens its connections once, so that even one in twenty requests is churn. */
const PER_REQUEST_MIN = 0.05;
/** Connections opened in the measured phase; below it a restarted pool explains them. */
const OPENED_MIN = 20;
/** Share of the answered time spent on connecting from which it is critical. */
const SHARE_CRITICAL = 0.3;

export const connectionChurn: Rule = {
  id: 'connection-churn',
  kind: 'cause',
  title: 'Database connections made for each request',
  looksFor: `At least ${PER_REQUEST_MIN} connections opened a request, and ${OPENED_MIN} in the measured phase (critical when connecting takes ${percent(SHARE_CRITICAL)} of the answered time).`,
  needs: 'The application’s app_db_connections_opened_total.',
  meaning:
    'Each new connection costs PostgreSQL a process and the request a handshake and a sign-in, before its first statement; under load the server runs out of connections.',
  action: 'Keep connections in a bounded pool, in the application or with PgBouncer in front of the database.',
  explains: ['pool-exhausted', 'error-burst', 'latency-drift', 'bimodal-latency'],
  judge(input) {
    const { cost, pool } = input.evidence;
    const opened = pool.connectionsOpened;
    if (isUnavailable(opened)) return notJudged(opened.reason);
    if (isUnavailable(cost.requests)) return notJudged(cost.requests.reason);
    const perRequest = opened / cost.requests;
    if (opened < OPENED_MIN || perRequest < PER_REQUEST_MIN) return QUIET;
    const connectMs = serverTimeMs(input, 'pool');
    const share = shareOfAnswered(input, connectMs);
    return found({
      severity: share >= SHARE_CRITICAL ? 'critical' : 'warning',
      title: `${numberText(perRequest)} database connections were opened a request, ${numberText(opened)} in the measured phase`,
      score: share,
      evidence: [
        { label: 'Connections opened', value: numberText(opened), link: '#pool' },
        {
          label: 'Getting a connection, mean a request',
          value: milliseconds(connectMs / Math.max(1, input.requests)),
          link: '#where-time-went',
        },
        { label: 'Sessions at PostgreSQL, most', value: sessionsText(input), link: '#pool' },
      ],
    });
  },
};

function sessionsText({ evidence: { pool } }: RuleInput): string {
  if (pool.postgres.status === 'unavailable') return 'not collected';
  const { limit, states } = pool.postgres.value;
  const most = numberText(states.reduce((sum, { max }) => sum + max, 0));
  return isUnavailable(limit) ? most : `${most} of ${numberText(limit)}`;
}
