/** The trend in one word and one sentence. */
import { countText } from '../statistics/words.ts';
import { openAlerts } from './alarms.ts';
import type { ModelFinding, ModelNight, ModelSeries, TrendModel } from './model.ts';

/** Nights in which an improvement is still news. */
const NEWS_NIGHTS = 30;

/** What the status is read from. */
export interface StatusInput {
  series: readonly ModelSeries[];
  findings: readonly ModelFinding[];
  nights: readonly ModelNight[];
}

/** `collecting` until the first figure has ten nights; `regressed` while a regression stands that nobody acknowledged. */
export function statusOf(input: StatusInput): Pick<TrendModel, 'status' | 'sentence'> {
  const { series, findings, nights } = input;
  const known = series.filter(({ trend }) => trend.status === 'ok');
  if (known.length === 0) return collecting(input);
  const open = openAlerts({ series: [...series] });
  const told = findings.filter(({ changes }) => changes.some((change) => open.includes(change)));
  const counted = `${countText(nights.length, 'night')}, ${countText(known.length, 'figure')}`;
  if (open.length > 0) {
    const [first] = told;
    const more =
      told.length > 1 ? ` ${countText(told.length - 1, 'further finding')} of ${told.length} stand below.` : '';
    return { status: 'regressed', sentence: `${first?.sentence ?? open[0]?.sentence ?? ''}${more}` };
  }
  const since = nights.at(-NEWS_NIGHTS)?.night ?? nights[0]?.night ?? '';
  const better = findings.filter(
    ({ changes, to }) =>
      to >= since && changes.every(({ direction, state }) => direction === 'improved' && state !== 'old'),
  );
  const [latest] = better;
  if (latest !== undefined)
    return { status: 'improved', sentence: `${latest.sentence} Nothing that got worse is open.` };
  return { status: 'steady', sentence: `No open regression in ${counted}.` };
}

function collecting({ series, nights }: StatusInput): Pick<TrendModel, 'status' | 'sentence'> {
  const counts = series.map(({ trend }) => trend.nights);
  const needed = series.flatMap(({ trend }) => (trend.status === 'collecting' ? trend.nightsNeeded : []))[0] ?? 10;
  const most = Math.max(0, ...counts);
  const lost = nights.length - most;
  const more = lost > 0 ? ` ${countText(lost, 'night')} gave no figures.` : '';
  return { status: 'collecting', sentence: `Collecting, ${most} of ${needed} nights.${more}` };
}
