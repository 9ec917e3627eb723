/** Do the chunks of a stream arrive all together, because something on the way holds them back? */
import { numberText } from '../../html/numbers.ts';
import { countOf, sumOf } from '../load-series.ts';
import { milliseconds, percent } from '../round.ts';
import { isSuccessful } from '../series.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';
import { type RuleInput, shareOfAnswered } from './rule-input.ts';

/** Whole streams of one name, below which nothing is said. */
const STREAMS_MIN = 10;
/** Tokens a stream: of a short answer all may come in one packet. */
const TOKENS_MIN = 10;
/** Length of a stream, milliseconds: below it a burst is simply a quick answer. */
const DURATION_MS_MIN = 200;
/** Share of a stream's length that is left after its first token. */
const REST_SHARE_MAX = 0.05;

export const bufferedStream: Rule = {
  id: 'buffered-stream',
  kind: 'cause',
  title: 'A stream that is held back and arrives in one burst',
  looksFor: `Of at least ${STREAMS_MIN} whole streams with ${TOKENS_MIN} tokens or more and ${DURATION_MS_MIN} ms or longer on average, ${percent(REST_SHARE_MAX)} of the length or less is left after the first token.`,
  needs: 'Whole streams in the measured phase.',
  meaning:
    'The answer is written word by word and arrives at once: users wait for all of it before they see any. The first token is as late as the last.',
  action:
    'Switch buffering off on the way: X-Accel-Buffering: no or proxy_buffering off (nginx), no compression of text/event-stream, a flush after each event in the application.',
  explains: ['latency-drift'],
  judge(input) {
    const names = input.record.load.tagValues('sse_duration', 'name', { phase: 'measure' });
    const streams = names.map((name) => measureStreams(input, name)).filter(({ count }) => count >= STREAMS_MIN);
    if (streams.length === 0)
      return notJudged(`fewer than ${STREAMS_MIN} whole streams of one name in the measured phase`);
    const held = streams.filter(
      ({ tokens, durationMs, firstMs }) =>
        tokens >= TOKENS_MIN && durationMs >= DURATION_MS_MIN && (durationMs - firstMs) / durationMs <= REST_SHARE_MAX,
    );
    const worst = held.sort((a, b) => b.durationMs - a.durationMs)[0];
    if (worst === undefined) return QUIET;
    return found({
      severity: 'critical',
      title: `${worst.name} arrives in one burst: the first of ${numberText(worst.tokens)} tokens came after ${milliseconds(worst.firstMs)} of ${milliseconds(worst.durationMs)}`,
      score: shareOfAnswered(
        input,
        held.reduce((sum, { count, firstMs }) => sum + count * firstMs, 0),
      ),
      evidence: held.map(({ name, count, gapMs, firstMs, durationMs }) => ({
        label: name,
        value: `${numberText(count)} streams: first token after ${milliseconds(firstMs)}, ${milliseconds(gapMs)} from token to token, whole after ${milliseconds(durationMs)}`,
        link: '#streams',
      })),
    });
  },
};

/** Means over the whole streams of a name: those that were neither given up nor failed. */
function measureStreams({ record: { load } }: RuleInput, name: string) {
  const whole = (metric: string) =>
    load.select(metric, { phase: 'measure', name }).filter((one) => isSuccessful(one) && one.tags.outcome !== 'abort');
  const mean = (metric: string): number => sumOf(whole(metric)) / Math.max(1, countOf(whole(metric)));
  const count = countOf(whole('sse_duration'));
  return {
    name,
    count,
    tokens: count === 0 ? 0 : 1 + countOf(whole('sse_gap')) / count,
    durationMs: mean('sse_duration'),
    firstMs: mean('sse_first_token'),
    gapMs: mean('sse_gap'),
  };
}
