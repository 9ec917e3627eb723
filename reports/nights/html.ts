/**
 * The trend as one HTML file: a pure function of the trend model and this renderer's version.
 *
 * The same page, policy and escaping as the report. All of it is static; the script only switches the theme and marks the
 * contents. Equal models give equal bytes. A section that throws costs its own card and nothing else.
 */
import { clientBundle } from '../html/client-bundle.ts';
import { ellipsise, type Html, html, join, trusted } from '../html/escape.ts';
import { inertJson } from '../html/island.ts';
import { renderPage } from '../html/page.ts';
import { favicon } from '../html/shapes.ts';
import { styleSheet } from '../html/styles.ts';
import type { TrendModel } from './model.ts';
import { renderCharts } from './sections/charts.ts';
import { renderCreep } from './sections/creep.ts';
import { renderFigures } from './sections/figures-table.ts';
import { renderFindings } from './sections/findings.ts';
import { renderMethod } from './sections/method.ts';
import { renderNights } from './sections/nights-table.ts';
import { renderVerdict, TREND_STATUS } from './sections/verdict.ts';

interface Section {
  id: string;
  title: string;
  question: string;
  render(model: TrendModel): Html;
}

const SECTIONS: readonly Section[] = [
  {
    id: 'findings',
    title: 'Changes of level',
    question: 'Since which night, by how much, and which builds lie in between?',
    render: renderFindings,
  },
  { id: 'trend', title: 'Trend', question: 'How did each key figure move over the last nights?', render: renderCharts },
  { id: 'creep', title: 'Since the release', question: 'Has anything crept away step by step?', render: renderCreep },
  { id: 'nights', title: 'Nights', question: 'Which nights failed, and which gave no figures?', render: renderNights },
  { id: 'figures', title: 'All figures', question: 'Where does each figure stand?', render: renderFigures },
  { id: 'method', title: 'Method', question: 'How is a level told from chance?', render: renderMethod },
];

/** The HTML of a trend. */
export function renderTrend(model: TrendModel): string {
  const status = TREND_STATUS[model.status];
  const { workload, deployment, id } = model.history;
  const about = ellipsise(`${workload} on ${deployment} · ${id}`, 160);
  const verdict = { schema: model.schema, status: model.status, sentence: model.sentence };
  return renderPage({
    title: `${model.status.toUpperCase()} – nightly trend – ${ellipsise(workload, 60)} – ${model.nights.at(-1)?.night ?? ''}`,
    runId: `nightly trend · ${about}`,
    icon: favicon(status),
    entries: [
      { id: 'verdict', title: 'Verdict', status },
      ...SECTIONS.map(({ id: section, title }) => ({ id: section, title, status: null })),
    ],
    main: join([renderVerdict(model), ...SECTIONS.map((section) => wrap(section, model))]),
    islands: html`<script type="application/json" id="headroom-verdict">${trusted(inertJson(verdict))}</script>`,
    css: `${styleSheet()}${NIGHT_STYLES}`,
    script: clientBundle(),
  });
}

function wrap({ id, title, question, render }: Section, model: TrendModel): Html {
  let body: Html;
  try {
    body = render(model);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    body = html`<div class="card error"><h3>This section could not be made</h3><p>${message.slice(0, 300)}</p></div>`;
  }
  return html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}</h2><p class="ask">${question}</p>${body}</section>`;
}

/** Only classes: a `style` attribute would break the page's policy. */
const NIGHT_STYLES = [
  '.nightplot{position:relative;padding:4px 0 20px 62px;margin-top:auto}',
  'svg.nights{display:block;width:100%;overflow:visible}',
  '.key svg.nights{display:inline-block;width:auto;flex:none}',
  '.nights .rule{stroke:var(--line)}',
  '.nights .axis{stroke:var(--edge)}',
  '.nights .p{fill:var(--s0)}',
  '.nights .second{fill:none;stroke:var(--s0);stroke-width:1.8}',
  '.nights .x{fill:none;stroke:currentColor;stroke-width:2.4;stroke-linecap:round}',
  '.nights .o{fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round}',
  '.nights .f{fill:currentColor}',
  '.nights .level{stroke:var(--ink);stroke-width:2}',
  '.change line{stroke:currentColor;stroke-width:1.6}',
  '.suspect line{stroke:var(--edge);stroke-width:1.4;stroke-dasharray:3 3}',
  '.y{position:absolute;left:0;width:56px;text-align:right;font-size:12px;line-height:1;color:var(--ink-soft);white-space:nowrap}',
  '.nightplot .top{top:20px;left:0}.y.middle{top:84px}.y.bottom{top:148px}',
  '.nightplot .ends{left:62px}',
  '.when{white-space:nowrap}',
  '.marks{margin:0 0 14px;display:flex;flex-wrap:wrap}',
  '.warn{border-left:3px solid var(--unsure);padding-left:12px;margin-top:14px;color:var(--ink)}',
  '.named{min-width:150px;max-width:340px;overflow-wrap:anywhere}',
  'td .aid{font-weight:400;white-space:nowrap}',
  '.finding>.aid:first-child{margin:0}',
  '@media(forced-colors:active){.nights *{forced-color-adjust:none}}',
].join('');
