/** Did requests wait for a database connection, or get none? In the application's own pool, or in PgBouncer's. */
import { isUnavailable } from '../../../contract/measured.ts';
import { numberText } from '../../html/numbers.ts';
import { milliseconds, percent } from '../round.ts';
import { type PgBouncerWaits, readPgBouncerWaits } from './pgbouncer-waits.ts';
import { type Found, found, type Judgement, notJudged, orNull, QUIET, type Rule } from './rule.ts';
import { type RuleInput, serverTimeMs, shareOfAnswered } from './rule-input.ts';

/** Waiting at p95 that is worth a word while every connection is in use, milliseconds: a twentieth of a second. */
const WAIT_MS_P95_MIN = 50;
/** From here on waiting alone is felt, milliseconds. */
const WAIT_MS_P95_CRITICAL = 250;
/** Share of the scrapes that see clients of PgBouncer wait: a burst makes them wait now and then. */
const WAITING_SHARE_MIN = 0.2;

export const poolExhausted: Rule = {
  id: 'pool-exhausted',
  kind: 'saturation',
  title: 'An exhausted connection pool',
  looksFor: `A caller got no connection in time; or all connections were in use and waiting for one took ${WAIT_MS_P95_MIN} ms or more at p95 (critical from ${WAIT_MS_P95_CRITICAL} ms). Of a PgBouncer: clients waited for a server connection in ${percent(WAITING_SHARE_MIN)} of the scrapes or more, the oldest of them for as long in the median.`,
  needs: 'The application’s app_db_pool_… metrics, or PgBouncer’s console (HEADROOM_PGBOUNCER_URL).',
  meaning: 'Requests stood in line for a database connection before they could begin to work.',
  action:
    'Shorten what holds a connection first: slow statements, statements one after the other, a connection held while something else is awaited. Only then make the pool larger; PostgreSQL serves few connections best.',
  explains: ['error-burst', 'latency-drift', 'bimodal-latency'],
  judge(input) {
    const [own, shared] = [judgeOwn(input), judgePgBouncer(input)];
    if (own.status === 'found' && shared.status === 'found') return both(own, shared);
    if (own.status === 'found' || shared.status === 'not judged') return own;
    // PgBouncer alone could be looked at, or it alone makes clients wait.
    return own.status === 'not judged' || shared.status === 'found' ? shared : own;
  },
};

/** The application's pool names the finding; PgBouncer's waits stand behind it. */
function both(own: Found, shared: Found): Found {
  return {
    ...own,
    severity: own.severity === 'critical' ? 'critical' : shared.severity,
    evidence: [...own.evidence, ...shared.evidence],
    score: Math.max(own.score, shared.score),
  };
}

function judgeOwn(input: RuleInput): Judgement {
  const { pool } = input.evidence;
  if (isUnavailable(pool.inUseMax)) return notJudged(pool.inUseMax.reason);
  const refused = orNull(pool.exhausted);
  const waitMs = orNull(pool.waitMsP95);
  if (refused === null && waitMs === null) return notJudged('neither waiting nor refused callers were told');
  const max = orNull(pool.max);
  const waiting = orNull(pool.waitingMax) ?? 0;
  const isFull = max !== null && (pool.inUseMax >= max || waiting > 0);
  const isWaitingLong = isFull && waitMs !== null && waitMs >= WAIT_MS_P95_MIN;
  if ((refused ?? 0) === 0 && !isWaitingLong) return QUIET;
  const wait = waitMs === null ? '' : `; waiting took ${milliseconds(waitMs)} at p95`;
  const what =
    refused !== null && refused > 0
      ? `${numberText(refused)} callers got no database connection in time`
      : `All ${numberText(max ?? 0)} database connections were in use`;
  return found({
    severity: (refused ?? 0) > 0 || (waitMs ?? 0) >= WAIT_MS_P95_CRITICAL ? 'critical' : 'warning',
    title: `${what}${wait}`,
    score: shareOfAnswered(input, serverTimeMs(input, 'pool')),
    evidence: [
      {
        label: 'Callers without a connection',
        value: refused === null ? 'not told' : numberText(refused),
        link: '#pool',
      },
      { label: 'Waiting, p95', value: waitMs === null ? 'not told' : milliseconds(waitMs), link: '#pool' },
      {
        label: 'Connections in use, most',
        value: `${numberText(pool.inUseMax)}${max === null ? ', without a bound' : ` of ${numberText(max)}`}`,
        link: '#pool',
      },
      { label: 'Callers waiting at once, most', value: numberText(waiting), link: '#pool' },
    ],
  });
}

function judgePgBouncer(input: RuleInput): Judgement {
  const seen = readPgBouncerWaits(input);
  if (seen.status === 'unavailable') return notJudged(seen.reason);
  const { scrapes, waitingScrapes, clientsMax, oldestMsP50, totalMs }: PgBouncerWaits = seen.value;
  if (waitingScrapes / scrapes < WAITING_SHARE_MIN || oldestMsP50 < WAIT_MS_P95_MIN) return QUIET;
  return found({
    severity: oldestMsP50 >= WAIT_MS_P95_CRITICAL ? 'critical' : 'warning',
    title: `Up to ${numberText(clientsMax)} clients of PgBouncer waited for a server connection, in ${percent(waitingScrapes / scrapes)} of the scrapes; the oldest had waited ${milliseconds(oldestMsP50)} in the median`,
    score: shareOfAnswered(input, totalMs),
    evidence: [
      { label: 'Clients of PgBouncer waiting at once, most', value: numberText(clientsMax), link: '#pool' },
      {
        label: 'Scrapes with waiting clients of PgBouncer',
        value: `${numberText(waitingScrapes)} of ${numberText(scrapes)}`,
        link: '#pool',
      },
      { label: 'Oldest waiting client of PgBouncer, median', value: milliseconds(oldestMsP50), link: '#pool' },
    ],
  });
}
