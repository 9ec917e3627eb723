/** What was the system doing at the same moment? The server's panels, and the generator's: a suspect too. */
import type { Summary } from '../../contract/summary.ts';
import type { ChartSpec } from '../html/chart-spec.ts';
import { type Html, html, nothing } from '../html/escape.ts';
import { missingCard, panelFigure } from '../html/figure.ts';
import { numberText } from '../html/numbers.ts';
import { type Status, statusPill, statusShape } from '../html/shapes.ts';
import type { Panel, Timeline } from '../model.ts';
import { defineSection } from './section.ts';

export const server = defineSection({
  id: 'server',
  title: 'Server',
  question:
    'What did the pool, the cache, the database and the model do meanwhile? One time axis for all, one cursor through all.',
  inputs: ['server', 'timeline'],
  render({ server: panels, timeline }) {
    if (panels.length === 0)
      return { body: missingCard('Server', 'no collector was configured'), charts: [], status: 'unavailable' };
    const { html: body, charts } = panelGrid(panels, ['server'], timeline, 'server');
    return { body, charts, status: charts.length === 0 ? 'unavailable' : null };
  },
});

export const generator = defineSection({
  id: 'generator',
  title: 'Load generator',
  question: 'Did the generator keep its schedule? If not, every latency above is in doubt.',
  inputs: ['generator', 'timeline', 'summary'],
  render({ generator: own, timeline, summary }) {
    const status: Status =
      summary.validity.status === 'valid' ? 'pass' : summary.validity.status === 'invalid' ? 'invalid' : 'inconclusive';
    const word = { valid: 'Valid', degraded: 'Degraded', invalid: 'Invalid' }[summary.validity.status];
    const facts = html`<dl class="pairs">${own.facts.map((fact) => html`<dt>${fact.label}</dt><dd>${fact.value}</dd>`)}</dl>`;
    const card = html`<div class="card"><h3>${statusPill(status, word)}</h3><p class="note">${own.rule}</p><br>${facts}</div>${comparable(summary)}`;
    const { html: grid, charts } = panelGrid(own.panels, ['generator', 'panels'], timeline, 'generator');
    return { body: html`${card}${grid}`, charts, status };
  },
});

/** Stricter than validity: why this run's figures may not be held against another's. */
function comparable({ comparability }: Summary): Html {
  if (comparability === undefined || comparability.reasons.length === 0) return nothing;
  return html`<div class="card"><h3>Not comparable with other runs</h3><ul>${comparability.reasons.map((reason) => html`<li>${reason.message} <code>${reason.code}</code></li>`)}</ul></div>`;
}

/** Panels side by side, then one card for those without data; `path` leads to their list in the model. */
export function panelGrid(
  panels: readonly Panel[],
  path: readonly string[],
  timeline: Timeline,
  prefix: string,
): { html: Html; charts: ChartSpec[] } {
  const made = panels.map((panel, index) => panelFigure(panel, [...path, index], timeline, `${prefix}-${index}`));
  const drawn = made.flatMap((figure) => (figure.status === 'ok' ? [figure] : []));
  const missing = made.flatMap((figure) => (figure.status === 'unavailable' ? [figure] : []));
  const grid = drawn.length === 0 ? nothing : html`<div class="grid">${drawn.map((figure) => figure.html)}</div>`;
  const list =
    missing.length === 0
      ? nothing
      : html`<div class="card missing"><h3>${statusShape('unavailable')} Not collected: ${numberText(missing.length)} of ${numberText(panels.length)} panels</h3><dl class="pairs">${missing.map((panel) => html`<dt>${panel.title}</dt><dd>${panel.reason}</dd>`)}</dl></div>`;
  return { html: html`${grid}${list}`, charts: drawn.map((figure) => figure.chart) };
}
