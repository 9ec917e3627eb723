/** Does the rate limiter stop users who keep within its limits? */
import { numberText } from '../../html/numbers.ts';
import { compareText } from '../load-data.ts';
import { type LoadSeries, sumOf } from '../load-series.ts';
import { percent } from '../round.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';
import type { RuleInput } from './rule-input.ts';

/** Endpoints that are shown. */
const SHOWN_MAX = 5;

export const limiterHitsNormalUsers: Rule = {
  id: 'limiter-hits-normal-users',
  kind: 'cause',
  title: 'A rate limiter that stops normal users',
  looksFor:
    'A single answer 429 to a journey whose users keep within the limits: to all but those whose setting mayBeLimited says that they try them.',
  needs: 'The statuses of the answers.',
  meaning:
    'Users who do nothing wrong are turned away. Either the limit is lower than what the product itself asks of one user, or many users share what it counts by, such as an address behind a proxy.',
  action:
    'Count by user rather than by address where users share one, believe X-Forwarded-For only of your own proxies, and set the limit above the requests that one page makes.',
  explains: ['error-burst'],
  judge(input) {
    if (input.requests === 0) return notJudged('no request in the measured phase');
    const innocent = requestsOf(input);
    const refused = innocent.filter(({ tags }) => tags.status === '429');
    const count = sumOf(refused);
    if (count === 0) return QUIET;
    const byName = new Map<string, number>();
    for (const series of refused) {
      const name = series.tags.name ?? '(unnamed)';
      byName.set(name, (byName.get(name) ?? 0) + series.sum());
    }
    const rows = [...byName].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
    const share = count / sumOf(innocent);
    return found({
      severity: 'critical',
      title: `${numberText(count)} requests of users who keep within the limits were rejected (${percent(share)} of theirs), most at ${rows[0]?.[0] ?? ''}`,
      score: share,
      evidence: rows
        .slice(0, SHOWN_MAX)
        .map(([name, rejected]) => ({ label: name, value: `${numberText(rejected)} answers 429`, link: '#errors' })),
    });
  },
};

/** All requests, in every phase, of journeys that never try the limits. */
function requestsOf({ record: { load, plan } }: RuleInput): LoadSeries[] {
  const triers = new Set(plan.journeys.filter(({ settings }) => settings.mayBeLimited === 1).map(({ name }) => name));
  return [...load.select('http_reqs'), ...load.select('sse_reqs')].filter(
    ({ tags }) => !triers.has(tags.journey ?? ''),
  );
}
