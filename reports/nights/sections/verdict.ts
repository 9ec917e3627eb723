/** Did it get worse, and since which night? The first screen: one word, one sentence, four tiles. */
import { shortBuild } from '../../comparison/texts.ts';
import { ellipsise, type Html, html } from '../../html/escape.ts';
import { type Status, statusShape } from '../../html/shapes.ts';
import { countText } from '../../statistics/words.ts';
import { openAlerts } from '../alarms.ts';
import type { TrendModel } from '../model.ts';
import { changeSize, figureName, figureValue, flipsText, streakText } from '../texts.ts';
import { withDates } from './dates.ts';

/** Which state of a report a trend looks like. */
export const TREND_STATUS: Readonly<
  Record<TrendModel['status'], Status & ('pass' | 'fail' | 'inconclusive' | 'invalid')>
> = {
  regressed: 'fail',
  improved: 'pass',
  steady: 'pass',
  collecting: 'invalid',
};

const KICKERS: Readonly<Record<TrendModel['status'], string>> = {
  regressed: 'A figure got worse, stays so, and nobody has acknowledged it',
  improved: 'A figure got better, and nothing that got worse is open',
  steady: 'No figure that got worse is open',
  collecting: 'Too few nights to tell a level from chance',
};

/** The section with its element: it is the page's first screen. */
export function renderVerdict(model: TrendModel): Html {
  const status = TREND_STATUS[model.status];
  return html`<section id="verdict" aria-labelledby="verdict-h">
<div class="hero ${status}">${statusShape(status, { silent: true })}<div><p class="kicker">${KICKERS[model.status]}</p><h1 id="verdict-h" class="${status}">${model.status.toUpperCase()}</h1></div><p class="because">${withDates(model.sentence)}</p></div>
<div class="tiles">${tiles(model).map(([what, big, side]) => html`<div class="tile"><div class="what">${what}</div><div class="big">${big}</div><div class="side">${withDates(side)}</div></div>`)}</div>
<dl class="facts">${facts(model).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${model.warnings.map((warning) => html`<p class="note warn">${withDates(warning)}</p>`)}
</section>`;
}

function tiles(model: TrendModel): [string, string, string][] {
  const open = openAlerts(model);
  const largest = open.toSorted((a, b) => Math.abs(Math.log1p(b.change)) - Math.abs(Math.log1p(a.change)))[0];
  const last = model.nights.at(-1);
  const without = model.nights.filter(({ hasFigures }) => !hasFigures).length;
  const failed = model.nights.filter(({ verdict }) => verdict === 'fail').length;
  return [
    [
      'Regressions nobody has acknowledged',
      String(open.length),
      open.length === 0
        ? 'nothing to answer'
        : `in ${countText(new Set(open.map(({ night }) => night)).size, 'night')}`,
    ],
    largest === undefined
      ? ['Largest of them', 'none', 'every figure is at its level']
      : [
          ellipsise(figureName(largest), 90),
          changeSize(largest),
          `${figureValue(largest, largest.before)} → ${figureValue(largest, largest.after)} since ${largest.night}`,
        ],
    [`Last night, ${last?.night ?? 'none'}`, (last?.verdict ?? 'none').toUpperCase(), streakText(model.streak)],
    ['Nights', String(model.nights.length), `${failed} failed, ${without} without figures`],
  ];
}

function facts({ nights, history, creep, series, today, flips }: TrendModel): [string, string][] {
  const builds = new Set(nights.map(({ build }) => build)).size;
  const last = nights.at(-1);
  return [
    ['Workload', `${history.workload} on ${history.deployment}`],
    ['Switches', ellipsise(history.toggles, 160)],
    ['History', history.id],
    ['Nights', `${nights[0]?.night ?? ''} to ${last?.night ?? ''}`],
    ['Builds', last === undefined ? '0' : `${builds}, the last ${shortBuild(last.build)}`],
    ['Control probe', series.some(({ isControl }) => isControl) ? 'measured' : 'none'],
    ['Pinned release', creep.status === 'ok' ? creep.set : 'none'],
    ['Verdicts', flipsText(flips)],
    ['Asked on', today],
  ];
}
