/** Do several callers compute the same entry at once, each time that it expires? */
import { isUnavailable } from '../../../contract/measured.ts';
import { numberText } from '../../html/numbers.ts';
import { growth, growthByLabel, measuredSpan } from '../evidence/spans.ts';
import { percent } from '../round.ts';
import { found, notJudged, orNull, QUIET, type Rule, valueOr } from './rule.ts';
import { shareOfAnswered } from './rule-input.ts';

const OVERLAPPING = 'app_cache_overlapping_recomputations_total';
/** Computations a refill, from which it is a stampede: with single flight it is 1, but for a held key now and then. */
const PER_REFILL_MIN = 1.1;
/** Computations that began while another of the same entry was running. */
const OVERLAPPING_MIN = 5;

export const cacheStampede: Rule = {
  id: 'cache-stampede',
  kind: 'cause',
  title: 'Entries of the cache computed by several at once',
  looksFor: `At least ${OVERLAPPING_MIN} computations began while another of the same entry was running, and a refill took ${PER_REFILL_MIN} computations or more (single flight: 1).`,
  needs: 'The application’s app_cache_recomputations_total and app_cache_overlapping_recomputations_total.',
  meaning:
    'When an entry expires, everybody who asks at that moment computes it: the database gets the load of all callers at once, exactly when the cache should spare it.',
  action:
    'Let the first caller compute and the others wait for it (single flight), and spread expiry by a random part of the time to live.',
  explains: ['pool-exhausted', 'slow-statement', 'bimodal-latency'],
  judge(input) {
    const span = measuredSpan(input.window);
    const overlapping = growth(input.record, span, { name: OVERLAPPING });
    const all = growth(input.record, span, { name: 'app_cache_recomputations_total' });
    if (isUnavailable(overlapping)) return notJudged(overlapping.reason);
    if (isUnavailable(all)) return notJudged(all.reason);
    const perRefill = all / Math.max(1, all - overlapping);
    if (overlapping < OVERLAPPING_MIN || perRefill < PER_REFILL_MIN) return QUIET;
    const families = valueOr(growthByLabel(input.record, span, { name: OVERLAPPING }, 'family')) ?? [];
    const spentSeconds = orNull(growth(input.record, span, { name: 'app_db_seconds_total' })) ?? 0;
    return found({
      severity: 'warning',
      title: `An entry of the cache was computed ${numberText(perRefill)} times a refill: ${numberText(overlapping)} of ${numberText(all)} computations ran beside another of the same entry`,
      score: shareOfAnswered(input, (1000 * spentSeconds * overlapping) / all),
      weight: overlapping / all,
      evidence: [
        { label: 'Computations beside another', value: percent(overlapping / all), link: '#cache' },
        ...families
          .filter(({ value }) => value > 0)
          .map(({ label, value }) => ({
            label: `Family ${label === '' ? 'without a name' : label}`,
            value: `${numberText(value)} beside another`,
            link: '#cache',
          })),
      ],
    });
  },
};
