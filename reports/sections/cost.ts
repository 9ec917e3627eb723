/** What did a request cost? Database time, statements, connections and processor time, to hold runs against each other. */
import { isUnavailable } from '../../contract/measured.ts';
import type { RequestCost } from '../evidence-model.ts';
import { type Html, html, nothing } from '../html/escape.ts';
import { latencyText, numberText } from '../html/numbers.ts';
import { figureCell, figureText, pairList, shortName, tableCard } from './evidence-parts.ts';
import { defineSection } from './section.ts';

export const cost = defineSection({
  id: 'cost',
  title: 'Cost of a request',
  question:
    'What did a request cost the deployment? Means over all requests, to hold runs of the same load against each other.',
  inputs: ['evidence'],
  render({ evidence: { cost: found } }) {
    const pairs = pairList([
      ['Requests and streams that ended in the measured phase', figureText(found.requests)],
      ['Database time, as PostgreSQL counted it', figureText(found.databaseMs, latencyText)],
      ['Statements, as PostgreSQL counted them', figureText(found.statements)],
      ['Database time, as the application saw it', figureText(found.applicationDatabaseMs, latencyText)],
      ['Statements, as the application sent them', figureText(found.applicationStatements)],
      ['Connections opened', figureText(found.connectionsOpened)],
    ]);
    const body = html`<div class="card"><h3>${headingOf(found)}</h3>${pairs}</div>${processors(found)}${limiter(found)}`;
    const isKnown =
      typeof found.databaseMs === 'number' || found.processors.some((row) => typeof row.cpuSeconds === 'number');
    return { body, charts: [], status: isKnown ? null : 'unavailable' };
  },
});

function headingOf({ databaseMs, statements, processors: rows }: RequestCost): string {
  const count = isUnavailable(statements) ? '' : ` in ${numberText(statements)} statements`;
  const processor = ['app', 'postgres'].flatMap((name) => {
    const figure = rows.find((row) => row.process === name)?.msPerRequest;
    return typeof figure === 'number' ? [`${latencyText(figure)} of processor in ${name}`] : [];
  });
  const parts = [
    ...(isUnavailable(databaseMs) ? [] : [`${latencyText(databaseMs)} of database time${count}`]),
    ...processor,
  ];
  return parts.length === 0 ? 'What a request cost is unknown' : `A request cost ${parts.join(', ')}`;
}

function processors({ processors: rows }: RequestCost): Html {
  const body = html`${rows.map(
    (row) =>
      html`<tr><th scope="row">${shortName(row.process)}</th>${
        isUnavailable(row.cpuSeconds)
          ? html`<td colspan="3">${row.cpuSeconds.reason}</td>`
          : html`<td class="n">${numberText(row.cpuSeconds)}</td>${figureCell(row.msPerRequest)}<td><code>${shortName(row.source)}</code></td>`
      }</tr>`,
  )}`;
  return tableCard('Processor time by process', {
    heads: ['Process', 'Seconds in the phase', 'ms a request', 'Source'],
    rows: body,
    caption: 'Processor time by process',
    words: ['Source'],
  });
}

function limiter({ limiter: found }: RequestCost): Html {
  if (isUnavailable(found.meanMs) && found.decisions.length === 0) return nothing;
  const time = isUnavailable(found.meanMs)
    ? `How long a decision of the rate limiter takes is unknown: ${found.meanMs.reason}`
    : `A decision of the rate limiter takes ${latencyText(found.meanMs)} on average, ${figureText(found.p95Ms, latencyText)} at p95`;
  const rows = found.decisions.map(
    (row) => html`<li>${shortName(row.rule)} ${shortName(row.decision)}: <b>${numberText(row.count)}</b></li>`,
  );
  return html`<div class="card"><h3>${time}</h3><ul class="tally">${rows}</ul><p class="note">Nearly all of it is the way to Redis and back. Whom it stopped stands under Rate limits.</p></div>`;
}
