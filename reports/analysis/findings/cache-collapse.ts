/** Did the cache stop helping: because its hit rate fell, or because it is too small for what it is asked? */
import { numberText } from '../../html/numbers.ts';
import type { Figure } from '../../panel-model.ts';
import { growth, measuredSpan } from '../evidence/spans.ts';
import { inWords } from '../panels.ts';
import { percent } from '../round.ts';
import { found, notJudged, orNull, QUIET, type Rule } from './rule.ts';
import { type RuleInput, shareOfAnswered } from './rule-input.ts';

/** Look-ups without which a hit rate says nothing, of each third and of the whole phase. */
const LOOKUPS_MIN = 20;
/** A hit rate that is worth losing. */
const HIT_RATE_BEFORE_MIN = 0.5;
/** What is left of it in the last third, as a share of the first. */
const LEFT_SHARE_MAX = 0.5;
/** Evictions a miss: nearly each entry throws another one out. */
const EVICTIONS_PER_MISS_MIN = 0.25;
/** A cache that still hits this often is not too small, whatever it evicts. */
const HIT_RATE_FULL_MAX = 0.8;

export const cacheCollapse: Rule = {
  id: 'cache-collapse',
  kind: 'cause',
  title: 'A cache that stopped helping',
  looksFor: `The hit rate of the last third of the measured phase is at most half of the first third’s, which was ${percent(HIT_RATE_BEFORE_MIN)} or more; or each miss evicts ${EVICTIONS_PER_MISS_MIN} entries or more while at most ${percent(HIT_RATE_FULL_MAX)} of look-ups hit. At least ${LOOKUPS_MIN} look-ups each.`,
  needs: 'The application’s app_cache_… metrics.',
  meaning:
    'What the cache kept away reaches the database again. An entry is thrown out before anybody asks for it again, or changes drop entries as fast as they are made.',
  action:
    'Raise the bound to what is asked for within the time to live, or make entries smaller; drop only what a change really made stale, not whole families.',
  explains: ['pool-exhausted', 'slow-statement', 'latency-drift', 'bimodal-latency'],
  judge(input) {
    const cache = input.evidence.cache;
    if (cache.status === 'unavailable') return notJudged(cache.reason);
    const [hits, misses] = [orNull(cache.value.hits), orNull(cache.value.misses)];
    if (hits === null || misses === null) return notJudged('hits or misses were not told in the measured phase');
    if (hits + misses === 0) return QUIET;
    if (hits + misses < LOOKUPS_MIN)
      return notJudged(`only ${numberText(hits + misses)} look-ups in the measured phase`);
    const rate = hits / (hits + misses);
    const evictions = orNull(cache.value.evictions) ?? 0;
    const isThrashing = misses > 0 && evictions / misses >= EVICTIONS_PER_MISS_MIN && rate <= HIT_RATE_FULL_MAX;
    const thirds = [0, 1, 2].map((third) => hitRateOf(input, third));
    const [first, , last] = thirds;
    const hasFallen = first != null && last != null && first >= HIT_RATE_BEFORE_MIN && last <= first * LEFT_SHARE_MAX;
    if (!isThrashing && !hasFallen) return QUIET;
    const title = isThrashing
      ? `The cache is too small: ${numberText(evictions)} entries were evicted for ${numberText(misses)} misses, and ${percent(rate)} of look-ups hit`
      : `The cache’s hit rate fell from ${percent(first ?? 0)} to ${percent(last ?? 0)} within the measured phase`;
    const [entries, bound] = [cache.value.entriesMax, cache.value.entriesLimit].map((one) => inWords(one, numberText));
    return found({
      severity: 'warning',
      title,
      score: shareOfAnswered(input, 1000 * (orNull(spentSeconds(input)) ?? 0)),
      evidence: [
        {
          label: 'Hit rate by thirds of the phase',
          value: thirds.map((one) => (one === null ? 'too few look-ups' : percent(one))).join(', '),
          link: '#cache',
        },
        { label: 'Evictions', value: inWords(cache.value.evictions, numberText), link: '#cache' },
        { label: 'Entries, most', value: `${entries} of ${bound}`, link: '#cache' },
      ],
    });
  },
};

/** The hit rate of a third of the measured phase; null with too few look-ups. */
function hitRateOf({ record, window }: RuleInput, third: number): number | null {
  const lengthMs = (window.measureEndMs - window.measureStartMs) / 3;
  const fromMs = window.measureStartMs + third * lengthMs;
  const grown = (name: string): number => orNull(growth(record, { fromMs, untilMs: fromMs + lengthMs }, { name })) ?? 0;
  // A labelled counter appears with its first event, so that one of the two may be absent where the other is not.
  const hits = grown('app_cache_hits_total');
  const lookups = hits + grown('app_cache_misses_total');
  return lookups < LOOKUPS_MIN ? null : hits / lookups;
}

/** What the database took, as the application saw it: what a cache that helps would keep away. */
function spentSeconds({ record, window }: RuleInput): Figure {
  return growth(record, measuredSpan(window), { name: 'app_db_seconds_total' });
}
