/** Does every look at the same thing go to the database, because nothing is cached? */
import { isUnavailable } from '../../../contract/measured.ts';
import { numberText } from '../../html/numbers.ts';
import { largestSeen } from '../observed.ts';
import { percent } from '../round.ts';
import { found, notJudged, orNull, QUIET, type Rule, valueOr } from './rule.ts';
import { type RuleInput, shareOfAnswered } from './rule-input.ts';
import { statementEvidence } from './statement-evidence.ts';
import { shapeOf } from './statement-shape.ts';

/** Calls of one reading statement from which it repeats itself. */
const CALLS_MIN = 20;
/** Repeated reads a request of the whole load: below it there is little that a cache could save. */
const READS_PER_REQUEST_MIN = 0.2;
/** Statements that are shown. */
const SHOWN_MAX = 3;

export const noResponseCache: Rule = {
  id: 'no-response-cache',
  kind: 'cause',
  title: 'The same reads again and again, without a cache',
  looksFor: `The application’s cache holds nothing (its bound is 0, or nobody asked it), while reading statements that ran ${CALLS_MIN} times or more come to ${READS_PER_REQUEST_MIN} or more a request.`,
  needs: 'The application’s app_cache_… metrics and the statement counters of evidence/.',
  meaning:
    'Answers that change rarely are computed anew for every user and every visit: the database’s load grows with the visitors, not with the changes.',
  action:
    'Cache what many read and few change, with a time to live, a bound, single flight, and a change that drops what it made stale, in every process.',
  explains: ['pool-exhausted', 'event-loop-lag'],
  judge(input) {
    const { statements, cost } = input.evidence;
    const isOff = isCacheOff(input);
    if (isOff === null) return notJudged('the application does not tell whether it caches (app_cache_max_entries)');
    if (!isOff) return QUIET;
    if (statements.status === 'unavailable') return notJudged(statements.reason);
    if (isUnavailable(cost.requestsBetweenSnapshots)) return notJudged(cost.requestsBetweenSnapshots.reason);
    const repeated = statements.value.rows
      .filter(({ text, calls }) => calls >= CALLS_MIN && isCacheable(text))
      .sort((a, b) => b.calls - a.calls);
    const calls = repeated.reduce((sum, one) => sum + one.calls, 0);
    const perRequest = calls / cost.requestsBetweenSnapshots;
    if (perRequest < READS_PER_REQUEST_MIN) return QUIET;
    const share = repeated.reduce((sum, one) => sum + one.share, 0);
    return found({
      severity: 'warning',
      title: `No answer came from a cache: ${numberText(calls)} repeated reads went to the database, ${numberText(perRequest)} a request and ${percent(share)} of its time`,
      score: shareOfAnswered(
        input,
        repeated.reduce((sum, one) => sum + one.totalMs, 0),
      ),
      weight: share,
      evidence: [
        { label: 'Cache', value: 'off, or never asked', link: '#cache' },
        ...repeated.slice(0, SHOWN_MAX).map((one) => statementEvidence(one)),
      ],
    });
  },
};

/** Null where the application tells nothing of a cache. */
function isCacheOff({ record, window, evidence }: RuleInput): boolean | null {
  const bound = orNull(largestSeen(record, window, { name: 'app_cache_max_entries' }));
  if (bound !== null) return bound === 0;
  const cache = valueOr(evidence.cache);
  const [hits, misses] = [orNull(cache?.hits ?? UNKNOWN), orNull(cache?.misses ?? UNKNOWN)];
  return hits === null || misses === null ? null : hits + misses === 0;
}

const UNKNOWN = { status: 'unavailable', reason: 'no cache was told of' } as const;

/** A SELECT of something, that does not lock what it reads: a health check's `SELECT 1` is none. */
function isCacheable(text: string): boolean {
  const { isRead, tables } = shapeOf(text);
  return (
    isRead && (tables.length > 0 || /\w\s*\(/.test(text)) && !/\bfor\s+(?:no\s+key\s+)?(?:update|share)\b/i.test(text)
  );
}
