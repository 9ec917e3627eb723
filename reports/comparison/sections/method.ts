/** How was it compared? The statistics in words, the environment, and each run's own values as the proof. */
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html, nothing } from '../../html/escape.ts';
import { momentText } from '../../html/numbers.ts';
import type { ComparisonModel } from '../model.ts';
import { rowName, valueText } from '../row-texts.ts';
import { floorText, shortBuild } from '../texts.ts';

/** Columns of runs on the page; comparison.json has all. */
const RUNS_MAX = 24;

/** The section. */
export function renderMethod(model: ComparisonModel): Html {
  const { environment, cutSeconds, order, rows } = model;
  const gate = rows.filter(({ family }) => family === 'gate');
  const pairs: [string, string][] = [
    [
      'Unit',
      'the run: one quantile for each run, never single requests; successful ones only, failed ones are counted as errors',
    ],
    [
      'Warm-up',
      cutSeconds === 0
        ? 'no second had to be cut (MSER-5 over all runs)'
        : `the first ${cutSeconds} s of every run were cut (MSER-5 over all runs)`,
    ],
    ['Error within a run', 'Woodruff interval on blocks of seconds, so that requests that wait together count once'],
    ['Error between runs', `moderated t; noise of equal runs ${floorText(model)}`],
    [
      'Many figures',
      `one gate of ${gate.length} rows, corrected together (Benjamini and Hochberg, 5 %); all other families are exploratory. An interval is its own row’s`,
    ],
    [
      'The gate',
      model.gate === 'configured'
        ? 'is configured: its rows and limits are those of comparison.gate'
        : 'each SLO’s own quantile, and each of their journeys’ error share',
    ],
    ['Unchanged', 'said only when shown: the 90 % interval lies inside the margin (two one-sided tests at 5 %)'],
    ['Seen from', 'the true change that such a comparison finds in 80 % of the cases'],
    [
      'Order of the runs',
      `${order.pattern || 'none'} (A before, B after)${order.isConfounded ? ': confounded with drift' : ''}`,
    ],
    ['Resolution', 'a latency’s bucket is 0.27 % wide; nothing below 0.2 % is reported'],
    [
      'Environment',
      `${environment.key}: ${environment.facts.map(({ name, value }) => `${name} ${value}`).join(' · ')}`,
    ],
  ];
  return html`<div class="card"><dl class="pairs">${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>
${perRun(model, gate)}`;
}

function perRun({ runs }: ComparisonModel, gate: ComparisonModel['rows']): Html {
  const all = (['before', 'after'] as const).flatMap((side) => runs[side].map((run) => ({ ...run, side })));
  if (all.length === 0 || gate.length === 0) return nothing;
  const shown = all.toSorted((a, b) => a.startedAtMs - b.startedAtMs).slice(0, RUNS_MAX);
  const rows = shown.map((run) => {
    const cells = gate.map((row) => {
      const found = row[run.side].runs.find(({ runId }) => runId === run.id);
      return html`<td class="n">${found === undefined ? '–' : valueText(row, found.value)}</td>`;
    });
    return html`<tr><th scope="row" class="named">${ellipsise(run.id, 60)}<div class="aid">${momentText(run.startedAtMs)}</div></th><td>${run.side}</td><td>${shortBuild(run.build)}, ${run.profile}</td>${cells}</tr>`;
  });
  const heads = ['Run', 'Side', 'Build', ...gate.map(rowName)];
  const table = dataTable({
    heads,
    rows: html`${rows}`,
    caption: 'Each run’s values in the gate',
    words: ['Side', 'Build'],
  });
  const left = all.length - shown.length;
  return html`<div class="card"><h3>Each run’s values, oldest first</h3><div class="scroll" tabindex="0" role="region" aria-label="Each run’s values">${table}</div></div>${left > 0 ? html`<p class="note">${left} further runs stand in comparison.json.</p>` : nothing}`;
}
