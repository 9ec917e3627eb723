/** Was the application's event loop blocked? */
import { numberText } from '../../html/numbers.ts';
import { milliseconds, percent } from '../round.ts';
import { readLoopDelays } from './loop-delays.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';
import { shareOfAnswered } from './rule-input.ts';

/**
 * The longest lag of a scrape's interval from which the loop was blocked, milliseconds: a tenth of a second is felt.
 * The longest and not p99: a block of 300 ms each second is one of some seventy samples of Node's own histogram.
 */
const LAG_MS_MIN = 100;
/** Share of the intervals: a collection of garbage, or a busy neighbour, blocks one now and then. */
const INTERVAL_SHARE_MIN = 0.2;
/** Intervals in the measured phase, below which a share says nothing. */
const INTERVALS_MIN = 5;
/** Median of the longest lags from which it is critical, milliseconds. */
const LAG_MS_CRITICAL = 250;

export const eventLoopLag: Rule = {
  id: 'event-loop-lag',
  kind: 'saturation',
  title: 'A blocked event loop',
  looksFor: `The longest lag was ${LAG_MS_MIN} ms or more in ${percent(INTERVAL_SHARE_MIN)} of the scrapes of the measured phase or more, of at least ${INTERVALS_MIN} (critical when the median of the longest is ${LAG_MS_CRITICAL} ms or more).`,
  needs:
    'The application’s app_event_loop_delay_seconds, a histogram that no scrape resets. Without it nodejs_eventloop_lag_max_seconds of prom-client, or _p99_ where there is no longest: these begin anew at each scrape and lose a block that starts within 10 ms after one, so that blocks in step with the scrapes stay unseen.',
  meaning:
    'One thread answers everybody: while it computes, every other request waits, however little it needs, and streams stutter.',
  action:
    'Find what computes in a CPU profile: large JSON, sums over thousands of rows, compression, synchronous files. Make it smaller, or move it to the database or a worker.',
  explains: ['pool-exhausted', 'latency-drift', 'bimodal-latency'],
  judge(input) {
    const seen = readLoopDelays(input.record, input.window);
    if (seen.status === 'unavailable') return notJudged(seen.reason);
    const { isAtLeast } = seen.value;
    const lagsMs = seen.value.longestMs.toSorted((a, b) => a - b);
    if (lagsMs.length < INTERVALS_MIN) return notJudged(`only ${lagsMs.length} scrapes in the measured phase`);
    const blocked = lagsMs.filter((ms) => ms >= LAG_MS_MIN).length;
    if (blocked / lagsMs.length < INTERVAL_SHARE_MIN) return QUIET;
    const medianMs = lagsMs[Math.floor((lagsMs.length - 1) / 2)] ?? 0;
    const worstMs = lagsMs.at(-1) ?? 0;
    const meanMs = input.requests === 0 ? 0 : input.answeredMs / input.requests;
    return found({
      severity: medianMs >= LAG_MS_CRITICAL ? 'critical' : 'warning',
      title: `The application’s event loop stood still for ${LAG_MS_MIN} ms or more in ${percent(blocked / lagsMs.length)} of the scrapes, ${isAtLeast ? 'once for more than' : 'at most for'} ${milliseconds(worstMs)}`,
      // A request waits for half of a block on average, and never for more than it took in all.
      score: shareOfAnswered(input, Math.min(medianMs / 2, meanMs) * input.requests),
      evidence: [
        {
          label: 'Longest lag, median of the scrapes',
          value: `${isAtLeast ? 'more than ' : ''}${milliseconds(medianMs)}`,
          link: '#server',
        },
        {
          label: 'Scrapes with a blocked loop',
          value: `${numberText(blocked)} of ${numberText(lagsMs.length)}`,
          link: '#server',
        },
      ],
    });
  },
};
