/** What did the database do? Its statements, the routes that sent them, what was slow, and what the tables went through. */

import type { StatementFigures, StatementsFigures, TableFigures, TablesFigures } from '../database-model.ts';
import type { EvidenceModel, RouteFigures } from '../evidence-model.ts';
import { ellipsise, type Html, html, nothing } from '../html/escape.ts';
import { latencyText, numberText, shareText, withUnit } from '../html/numbers.ts';
import { shareBar } from '../html/share-bar.ts';
import {
  absentCard,
  counted,
  noteList,
  numberCell,
  pairList,
  shortName,
  statementDetails,
  tableCard,
} from './evidence-parts.ts';
import { defineSection } from './section.ts';
import { slowStatements } from './slow-statements.ts';

export const database = defineSection({
  id: 'database',
  title: 'Database',
  question:
    'What did the database spend its time on? The difference of its counters between the two ends of the measured phase; texts are normalised.',
  inputs: ['evidence', 'timeline'],
  render({ evidence, timeline }) {
    const { statements, tables, slow, cost } = evidence;
    const parts = [
      statements.status === 'ok' ? statementsCard(statements.value) : absentCard('Statements', statements.reason),
      cost.routes.status === 'ok'
        ? routesCard(cost.routes.value)
        : absentCard('Statements by route', cost.routes.reason),
      slowStatements(slow, timeline),
      tables.status === 'ok' ? tablesCard(tables.value) : absentCard('Tables', tables.reason),
      settings(evidence),
    ];
    const isKnown = [statements, tables, slow].some((part) => part.status === 'ok');
    return { body: html`${parts}`, charts: [], status: isKnown ? null : 'unavailable' };
  },
});

function statementsCard(found: StatementsFigures): Html {
  const rows = html`${found.rows.map(statementRow)}${otherRow(found)}`;
  const table = {
    heads: [
      'Statement',
      'Share of time',
      'Calls',
      'A request',
      'Mean ± ms',
      'Longest ms',
      'Rows a call',
      'Hits',
      'Temp',
    ],
    rows,
    caption: 'Statements by execution time',
  };
  const notes = [
    'Mean and standard deviation (±) are of the phase. Longest: ≤ where no call of the phase was longer than one before it. Hits: blocks that came from shared buffers. Temp: blocks that went through temporary files.',
    'This suite’s own statements are left out.',
    ...found.notes,
  ];
  return tableCard(statementsFinding(found), table, noteList(notes));
}

function statementsFinding({ rows, calls, totalMs, spanMs }: StatementsFigures): string {
  const [top] = rows;
  const busy = `${counted(calls, 'call')} kept it busy for ${seconds(totalMs)} of ${seconds(spanMs)}`;
  return top === undefined ? busy : `One statement took ${shareText(top.share)} of the database’s time; ${busy}`;
}

function statementRow(row: StatementFigures): Html {
  const longest = `${row.isMaxOfPhase ? '' : '≤ '}${numberText(row.maxMs)}`;
  const mean = `${numberText(row.meanMs)} ± ${numberText(row.stddevMs)}`;
  return html`<tr><th scope="row" class="stmt">${statementDetails(row.text)}</th><td class="n">${shareText(row.share)}${shareBar(row.share, `${shareText(row.share)} of database time`)}</td>${numberCell(row.calls)}${numberCell(row.callsPerRequest)}<td class="n">${mean}</td><td class="n">${longest}</td>${numberCell(row.rowsPerCall)}${numberCell(row.hitRatio, shareText)}${numberCell(row.tempBlocks)}</tr>`;
}

function otherRow({ other }: StatementsFigures): Html {
  if (other.statements === 0) return nothing;
  return html`<tr><th scope="row">other (${numberText(other.statements)})</th><td class="n">${shareText(other.share)}</td>${numberCell(other.calls)}<td colspan="6">${latencyText(other.totalMs)} in all</td></tr>`;
}

function routesCard(found: readonly RouteFigures[]): Html {
  if (found.length === 0) return nothing;
  const rows = html`${found.map(
    (row) =>
      html`<tr><th scope="row" class="wide">${row.route === 'none' ? 'no request waits for it' : shortName(row.route)}</th>${numberCell(row.requests)}${numberCell(row.statementsPerRequest)}${numberCell(row.databaseMsPerRequest)}${numberCell(row.statements)}${numberCell(row.databaseMs / 1000)}</tr>`,
  )}`;
  return tableCard(routesFinding(found), {
    heads: ['Route', 'Requests', 'Statements a request', 'Database ms a request', 'Statements', 'Database s'],
    rows,
    caption: 'Statements by route, as the application counted them',
  });
}

function routesFinding(found: readonly RouteFigures[]): string {
  const most = found.reduce<RouteFigures | null>(
    (top, row) => ((row.statementsPerRequest ?? -1) > (top?.statementsPerRequest ?? -1) ? row : top),
    null,
  );
  return most?.statementsPerRequest == null
    ? 'Statements by route'
    : `${shortName(most.route)} sends most statements: ${numberText(most.statementsPerRequest)} a request`;
}

function tablesCard({ rows, idle, further }: TablesFigures): Html {
  const body = html`${rows.map(
    (row) =>
      html`<tr><th scope="row">${shortName(row.name)}</th>${[row.sequentialScans, row.sequentialRows, row.indexScans, row.inserted, row.updated].map((value) => numberCell(value))}${numberCell(row.hotShare, shareText)}${numberCell(row.deleted)}${numberCell(row.liveRows)}${numberCell(row.bytes, (value) => withUnit(value, 'bytes'))}</tr>`,
  )}`;
  const rest = [
    `${counted(idle, 'table')} had nothing to do.`,
    ...(further > 0 ? [`${counted(further, 'further table')} are not listed.`] : []),
    'HOT: updates that no index had to follow.',
  ];
  const table = {
    heads: [
      'Table',
      'Read in order',
      'Rows so read',
      'Index scans',
      'Inserted',
      'Updated',
      'HOT',
      'Deleted',
      'Live rows',
      'Size',
    ],
    rows: body,
    caption: 'Tables in use',
  };
  return tableCard(tablesFinding(rows), table, noteList(rest));
}

function tablesFinding(rows: readonly TableFigures[]): string {
  const [top] = rows;
  if (top === undefined) return 'No table was read or written';
  if (top.sequentialRows === 0) return 'No table was read in order';
  return `${shortName(top.name)} was read in order ${counted(top.sequentialScans, 'time')}: ${numberText(top.sequentialRows)} rows`;
}

function settings({ settings: found }: EvidenceModel): Html {
  if (found.status === 'unavailable' || found.value.length === 0) return nothing;
  const rows = found.value.map(({ name, value }) => [shortName(name), ellipsise(value, 200)] as const);
  return html`<details class="more"><summary>Settings of the server</summary><div class="card">${pairList(rows)}</div></details>`;
}

function seconds(ms: number): string {
  return `${numberText(ms / 1000)}\u00a0s`;
}
