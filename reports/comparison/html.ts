/**
 * The comparison as one HTML file: a pure function of the comparison model and this renderer's version.
 *
 * The same page, policy and escaping as the report. All of it is static; the script only switches the theme and marks
 * the contents. Equal models give equal bytes. A section that throws costs its own card and nothing else.
 */
import { clientBundle } from '../html/client-bundle.ts';
import { ellipsise, type Html, html, join, trusted } from '../html/escape.ts';
import { inertJson } from '../html/island.ts';
import { renderPage } from '../html/page.ts';
import { favicon } from '../html/shapes.ts';
import { styleSheet } from '../html/styles.ts';
import type { ComparisonModel } from './model.ts';
import { renderChanges } from './sections/changes.ts';
import { renderLeftOut } from './sections/left-out.ts';
import { renderMethod } from './sections/method.ts';
import { renderRows } from './sections/rows-table.ts';
import { renderVerdict, VERDICT_STATUS } from './sections/verdict.ts';
import { renderWhy } from './sections/why.ts';
import { sideText } from './texts.ts';

interface Section {
  id: string;
  title: string;
  question: string;
  render(model: ComparisonModel): Html;
}

const SECTIONS: readonly Section[] = [
  {
    id: 'changes',
    title: 'Changes',
    question: 'What got worse, what got better, and how sure is that?',
    render: renderChanges,
  },
  { id: 'why', title: 'Why', question: 'What else changed with it?', render: renderWhy },
  { id: 'figures', title: 'All figures', question: 'What was compared?', render: renderRows },
  { id: 'left-out', title: 'Left out', question: 'Which runs were not compared, and why?', render: renderLeftOut },
  { id: 'method', title: 'Method', question: 'How was it compared, and what did each run say?', render: renderMethod },
];

/** The HTML of a comparison. */
export function renderComparison(model: ComparisonModel): string {
  const status = VERDICT_STATUS[model.verdict];
  const { before, after } = model.runs;
  const about = ellipsise(`${sideText('before', before)}; ${sideText('after', after)}`, 160);
  const verdict = { schema: model.schema, verdict: model.verdict, sentence: model.sentence };
  return renderPage({
    title: `${model.verdict.toUpperCase()} – ${ellipsise(model.workload, 60)} – ${about}`,
    runId: `${model.workload} · ${about}`,
    icon: favicon(status),
    entries: [
      { id: 'verdict', title: 'Verdict', status },
      ...SECTIONS.map(({ id, title }) => ({ id, title, status: null })),
    ],
    main: join([renderVerdict(model), ...SECTIONS.map((section) => wrap(section, model))]),
    islands: html`<script type="application/json" id="headroom-verdict">${trusted(inertJson(verdict))}</script>`,
    css: `${styleSheet()}${FOREST_STYLES}`,
    script: clientBundle(),
  });
}

function wrap({ id, title, question, render }: Section, model: ComparisonModel): Html {
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
const FOREST_STYLES = [
  '.forest{display:block;width:100%;min-width:250px;overflow:visible}',
  '.forest line,.forest .o{stroke:currentColor;stroke-width:2;fill:none;stroke-linecap:round;stroke-linejoin:round}',
  '.forest circle.o{fill:var(--card)}',
  '.forest .f{fill:currentColor}',
  '.forest .zone{fill:var(--band)}',
  '.forest .zero{fill:var(--edge)}',
  '.forest text{font-size:11.5px;fill:var(--ink-soft)}',
  'td.drawn{width:40%;padding-left:20px;padding-right:8px}',
  '.axis td{border-bottom:0;padding-bottom:0}',
  '.named{min-width:150px;max-width:340px;overflow-wrap:anywhere}',
  '.tile .big.pair{font-size:21px}',
  '.because .rest{font-size:16px;color:var(--ink-soft)}',
  '.warn{border-left:3px solid var(--unsure);padding-left:12px;margin-top:14px;color:var(--ink)}',
  '.causes{display:grid;gap:18px;margin:0;padding-left:24px}',
  '.causes .kicker{font-size:13px;color:var(--ink-soft)}',
  '.causes .bar{height:14px;margin-top:6px;max-width:420px}',
  '.causes .bar text,.causes .bar .plate{display:none}',
  'td .aid{font-weight:400;white-space:nowrap}',
].join('');
