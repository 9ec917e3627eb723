/** Every figure at a glance: last value, level, noise of a night, latest change. */
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html } from '../../html/escape.ts';
import type { ModelSeries, TrendModel } from '../model.ts';
import { changeSize, figureName, figureValue, noiseText, STATE_WORDS } from '../texts.ts';
import { withDates } from './dates.ts';

/** The section. */
export function renderFigures({ series }: TrendModel): Html {
  if (series.length === 0) return html`<p class="note">No night has given a figure yet.</p>`;
  const table = dataTable({
    heads: ['Figure', 'Nights', 'Last', 'Level', 'Since', 'Noise of a night', 'Latest change', 'State'],
    rows: html`${series.map(line)}`,
    caption: 'All figures of the nights',
    words: ['Since', 'Latest change', 'State'],
  });
  return html`<div class="card"><div class="scroll tall" tabindex="0" role="region" aria-label="All figures of the nights">${table}</div></div>`;
}

function line(series: ModelSeries): Html {
  const { trend, values } = series;
  const head = html`<th scope="row" class="named">${ellipsise(figureName(series), 140)}</th>`;
  const last = figureValue(
    series,
    values.findLast((value) => value !== null),
  );
  if (trend.status === 'collecting') {
    return html`<tr>${head}<td class="n">${trend.nights}</td><td class="n">${last}</td><td class="n">–</td><td>–</td><td class="n">–</td><td>–</td><td>collecting, ${trend.nights} of ${trend.nightsNeeded}</td></tr>`;
  }
  const level = trend.levels.at(-1);
  const change = trend.changes.at(-1);
  const told = change === undefined ? 'none' : `${change.night}, ${changeSize(change)}`;
  const state = change === undefined ? 'steady' : STATE_WORDS[change.state];
  return html`<tr>${head}<td class="n">${trend.nights}</td><td class="n">${last}</td><td class="n">${figureValue(series, level?.value)}</td><td class="when">${level?.from ?? '–'}</td><td class="n">${noiseText(series)}</td><td>${withDates(told)}</td><td>${state}</td></tr>`;
}
