/** Did the errors come all at once, rather than here and there? */
import { elapsedText, numberText } from '../../html/numbers.ts';
import { compareText } from '../load-data.ts';
import { isMeasuredSecond, measuredSeconds } from '../phases.ts';
import { percent } from '../round.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';
import type { RuleInput } from './rule-input.ts';

/** Errors in the measured phase, below which their distance is chance. */
const ERRORS_MIN = 20;
/** Share of the errors that fall into the burst. */
const SHARE_MIN = 0.8;
/** Length of a burst, as a share of the measured phase, and its bounds in seconds: one of 2 s touches three of them. */
const LENGTH_SHARE = 0.1;
const LENGTH_SECONDS_MIN = 3;
const LENGTH_SECONDS_MAX = 30;
/** Bursts that the phase must have room for: in a shorter one errors meet by chance. */
const ROOM_MIN = 4;
/** Kinds of errors that are shown. */
const KINDS_SHOWN = 3;

export const errorBurst: Rule = {
  id: 'error-burst',
  kind: 'symptom',
  title: 'Errors that come all at once',
  looksFor: `${percent(SHARE_MIN)} of at least ${ERRORS_MIN} errors of the measured phase fall into a tenth of it (${LENGTH_SECONDS_MIN} to ${LENGTH_SECONDS_MAX} s).`,
  needs: 'The journeys’ own errors.',
  meaning:
    'Not a share of requests is faulty, but a moment was: something restarted, failed over, filled up or was deployed, and came back.',
  action:
    'Look at that moment on the server’s charts and in its logs. Decide what users should see meanwhile: a retry, a stale answer, a queue.',
  explains: [],
  judge(input) {
    if (input.requests === 0) return notJudged('no request in the measured phase');
    const { perSecond, kinds } = errorsOf(input);
    const total = perSecond.reduce((sum, count) => sum + count, 0);
    if (total < ERRORS_MIN) return QUIET;
    const wanted = Math.round(measuredSeconds(input.window) * LENGTH_SHARE);
    const length = Math.min(LENGTH_SECONDS_MAX, Math.max(LENGTH_SECONDS_MIN, wanted));
    if (perSecond.length < ROOM_MIN * length) return notJudged('the measured phase is too short to tell a burst');
    const { from, count } = busiestWindow(perSecond, length);
    if (count < SHARE_MIN * total) return QUIET;
    const fromMs = (firstSecond(input) + from) * 1000 - input.originMs;
    return found({
      severity: input.summary.error_share.verdict === 'fail' ? 'critical' : 'warning',
      title: `${numberText(count)} of ${numberText(total)} errors fell into ${length} s, from ${elapsedText(fromMs)} on`,
      score: Math.min(1, total / input.requests),
      evidence: [...kinds]
        .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
        .slice(0, KINDS_SHOWN)
        .map(([kind, errors]) => ({ label: kind, value: `${numberText(errors)} errors`, link: '#errors' })),
    });
  },
};

/** Errors by second of the measured phase, and by kind and endpoint. */
function errorsOf(input: RuleInput): { perSecond: number[]; kinds: Map<string, number> } {
  const isMeasured = isMeasuredSecond(input.window);
  const perSecond = Array.from({ length: Math.ceil(measuredSeconds(input.window)) }, () => 0);
  const kinds = new Map<string, number>();
  for (const series of input.record.load.select('journey_error', { phase: 'measure' })) {
    const kind = [series.tags.kind ?? 'unknown', series.tags.detail ?? '', series.tags.name ?? '']
      .filter(Boolean)
      .join(', ');
    for (const [at, second] of series.seconds.entries()) {
      if (!isMeasured(second)) continue;
      const count = series.values[at] ?? 0;
      const index = second - firstSecond(input);
      perSecond[index] = (perSecond[index] ?? 0) + count;
      kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    }
  }
  return { perSecond, kinds };
}

function firstSecond({ window }: RuleInput): number {
  return Math.ceil((window.measureStartMs - 500) / 1000);
}

/** The stretch of `length` seconds with most errors, the first of several. */
function busiestWindow(perSecond: readonly number[], length: number): { from: number; count: number } {
  let best = { from: 0, count: 0 };
  let count = 0;
  for (let at = 0; at < perSecond.length; at += 1) {
    count += (perSecond[at] ?? 0) - (perSecond[at - length] ?? 0);
    if (count > best.count) best = { from: Math.max(0, at - length + 1), count };
  }
  return best;
}
