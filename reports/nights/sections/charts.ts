/** How did each key figure move over the last nights? One chart a figure, open changes first, each with its table. */
import { shortBuild } from '../../comparison/texts.ts';
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html, nothing } from '../../html/escape.ts';
import { safeId } from '../../html/figure.ts';
import { countText } from '../../statistics/words.ts';
import { openAlerts } from '../alarms.ts';
import type { ModelNight, ModelSeries, TrendModel } from '../model.ts';
import { CHART_NIGHTS, nightChart } from '../night-chart.ts';
import { changeSize, figureName, figureValue, seriesTitle } from '../texts.ts';
import { withDates } from './dates.ts';

/** Charts on the page; trend.json has all figures. */
const CHARTS_MAX = 60;

/** The section. */
export function renderCharts(model: TrendModel): Html {
  const ordered = model.series.toSorted((a, b) => weightOf(b) - weightOf(a));
  const shown = ordered.slice(0, CHARTS_MAX);
  const left = ordered.length - shown.length;
  const nights = model.nights.slice(-CHART_NIGHTS);
  return html`${KEYS}<div class="grid">${shown.map((series, at) => figure(series, { nights: model.nights, shown: nights, id: `night-${at}-${safeId(figureName(series))}` }))}</div>${left > 0 ? html`<p class="note">${left} further figures stand in trend.json.</p>` : nothing}`;
}

/** What each mark means, once for all charts. */
const KEYS = html`<ul class="legend marks">
<li class="key"><svg class="nights" width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="3" class="p"/></svg>a night</li>
<li class="key"><svg class="nights" width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="4.5" class="second"/></svg>repeated the same night</li>
<li class="key"><svg class="nights fail" width="14" height="14" aria-hidden="true"><path d="M3.4 3.4l7.2 7.2M10.6 3.4l-7.2 7.2" class="x"/></svg>failed</li>
<li class="key"><svg class="nights invalid" width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="3.4" class="o"/><path d="M4.6 9.4l4.8-4.8" class="o"/></svg>no figure</li>
<li class="key"><svg class="nights" width="26" height="14" aria-hidden="true"><line x1="1" x2="25" y1="7" y2="7" class="level"/></svg>level</li>
<li class="key"><svg class="nights change fail" width="14" height="14" aria-hidden="true"><path d="M7 1l5.5 10h-11z" class="f"/></svg>got worse</li>
<li class="key"><svg class="nights change pass" width="14" height="14" aria-hidden="true"><path d="M7 13l5.5-10h-11z" class="f"/></svg>got better</li>
<li class="key"><svg class="nights suspect" width="14" height="14" aria-hidden="true"><line x1="7" x2="7" y1="0" y2="14"/></svg>perhaps, not told</li>
</ul>`;

function figure(
  series: ModelSeries,
  { nights, shown, id }: { nights: readonly ModelNight[]; shown: readonly ModelNight[]; id: string },
): Html {
  const chart = nightChart(series, nights, `${id}-d`);
  const title = seriesTitle(series);
  return html`<figure class="fig small" id="${id}" aria-labelledby="${id}-t">
<figcaption><h3 id="${id}-t">${withDates(title, 200)}</h3><p class="aid">${aidOf(series)}</p></figcaption>
<div class="nightplot"><span class="y top">${chart.yTop}</span><span class="y middle">${chart.yMiddle}</span><span class="y bottom">${chart.yBottom}</span>${chart.svg}<span class="ends"><span>${chart.xEnds[0]}</span><span>${chart.xEnds[1]}</span></span></div>
<p class="vh" id="${id}-d">${describe(series, shown)}</p>
<details class="data"><summary>Data</summary><div class="scroll" tabindex="0" role="group" aria-labelledby="${id}-t">${table(series, { nights, shown, title })}</div></details>
</figure>`;
}

/** Open regressions first, then wishes for a rerun, then other changes, suspects, steady ones, and the collecting last. */
function weightOf(series: ModelSeries): number {
  const { trend, rerun } = series;
  if (openAlerts({ series: [series] }).length > 0) return 5;
  if (rerun !== null) return 4;
  if (trend.status === 'collecting') return 0;
  if (trend.changes.length > 0) return 3;
  return trend.suspects.length > 0 ? 2 : 1;
}

function aidOf({ isLowerBetter, isControl, trend, rerun }: ModelSeries): string {
  return [
    isLowerBetter ? 'Lower is better.' : 'Higher is better.',
    isControl ? 'The control probe: when it moves, it was the machine.' : '',
    trend.status === 'ok' && trend.suspects.length > 0 ? `${countText(trend.suspects.length, 'suspect')}.` : '',
    rerun === null ? '' : 'The last night stands far out and should be repeated.',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

/** The chart in words. */
function describe(series: ModelSeries, shown: readonly ModelNight[]): string {
  const { trend } = series;
  const missing = shown.filter((_, at) => (series.values[series.values.length - shown.length + at] ?? null) === null);
  const failed = shown.filter(({ verdict }) => verdict === 'fail');
  const gaps = [
    missing.length === 0 ? '' : `${countText(missing.length, 'night')} without this figure.`,
    failed.length === 0 ? '' : `Failed: ${failed.map(({ night }) => night).join(', ')}.`,
  ].filter((text) => text !== '');
  const levels =
    trend.status === 'ok'
      ? trend.levels.map(({ from, to, value }) => `${figureValue(series, value)} from ${from} to ${to}`)
      : [];
  const told = levels.length === 0 ? seriesTitle(series) : `Levels: ${levels.join('; ')}`;
  return [`${told}.`, ...gaps].join(' ');
}

function table(
  series: ModelSeries,
  { nights, shown, title }: { nights: readonly ModelNight[]; shown: readonly ModelNight[]; title: string },
): Html {
  const { trend } = series;
  const from = nights.length - shown.length;
  const rows = shown.map(({ night, build, verdict }, at) => {
    const second = series.seconds.find((one) => one.night === night);
    const changes = trend.status === 'ok' ? trend.changes.filter((one) => one.night === night) : [];
    const suspects = trend.status === 'ok' ? trend.suspects.filter((one) => one.night === night) : [];
    const said = [
      ...changes.map((one) => `new level, ${changeSize(one)}`),
      ...suspects.map((one) => `perhaps ${changeSize(one)}`),
      ...(second === undefined ? [] : [`repeated: ${figureValue(series, second.value)}`]),
    ];
    return html`<tr><th scope="row" class="when">${night}</th><td class="n">${figureValue(series, series.values[from + at])}</td><td>${verdict}</td><td>${shortBuild(build)}</td><td>${said.join('; ')}</td></tr>`;
  });
  return dataTable({
    heads: ['Night', 'Value', 'Verdict', 'Build', 'Said'],
    rows: html`${rows.toReversed()}`,
    caption: ellipsise(title, 200),
    words: ['Verdict', 'Build', 'Said'],
  });
}
