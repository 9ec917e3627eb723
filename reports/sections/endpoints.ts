/** Which endpoint is it? One row an endpoint; sortable and filterable where scripts run, complete where they don't. */
import { sparkline } from '../html/bars.ts';
import { attr, ellipsise, type Html, html } from '../html/escape.ts';
import { missingCard } from '../html/figure.ts';
import { latencyColumn, numberText, shareText } from '../html/numbers.ts';
import type { EndpointRow } from '../model.ts';
import { defineSection } from './section.ts';

const LATENCIES = ['p50', 'p90', 'p95', 'p99', 'max'] as const;

export const endpoints = defineSection({
  id: 'endpoints',
  title: 'Endpoints',
  question: 'Which endpoint is it? Answered requests of the measured phase; failures count in their share only.',
  inputs: ['endpoints'],
  render({ endpoints: rows }) {
    if (rows.length === 0)
      return {
        body: missingCard('Endpoints', 'no request was made in the measured phase'),
        charts: [],
        status: 'unavailable',
      };
    const column = latencyColumn(rows.flatMap((row) => LATENCIES.map((name) => row[name])));
    const heads: [string, string][] = [
      ['Endpoint', 'text'],
      ['Requests', 'number'],
      ['Per second', 'number'],
      ['Failed', 'number'],
      ...LATENCIES.map((name): [string, string] => [`${name} ${column.unit}`, 'number']),
    ];
    const head = heads.map(
      ([name, kind], index) =>
        html`<th scope="col" aria-sort="none"${attr('class', kind === 'number' ? 'n' : 'wide')}><button type="button" data-sort="${index}">${name}</button></th>`,
    );
    const body = html`<div class="card"><div class="tools js"><label>Filter <input type="search" id="endpoint-filter" autocomplete="off"></label><span id="endpoint-count"></span></div><div class="scroll tall" tabindex="0" role="group" aria-label="Endpoints"><table id="endpoint-table"><caption class="vh">Endpoints of the measured phase</caption><thead><tr>${head}<th scope="col">p95 over time</th></tr></thead><tbody>${rows.map((row) => tableRow(row, column.text))}</tbody></table></div></div>`;
    return { body, charts: [], status: null };
  },
});

function tableRow(row: EndpointRow, text: (value: number) => string): Html {
  const name = ellipsise(`${row.method === '' || row.name.startsWith(row.method) ? '' : `${row.method} `}${row.name}`);
  const number = (value: number | null, shown: string): Html =>
    html`<td class="n"${attr('data-v', value)}>${shown}</td>`;
  const latencies = LATENCIES.map((key) => {
    const value = row[key];
    return number(value, value === null ? '–' : text(value));
  });
  const spark = sparkline(row.spark, `p95 over time of ${name}`);
  return html`<tr><th scope="row" class="wide">${name}<br><span class="aid">${row.journey}</span></th>${number(row.count, numberText(row.count))}${number(row.rateRps, numberText(row.rateRps))}${number(row.failedShare, shareText(row.failedShare))}${latencies}<td>${spark}</td></tr>`;
}
