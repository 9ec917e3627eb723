/** Which index earns its keep? A verdict on each, with its reason, what it did under load, and its query without it. */
import { isUnavailable } from '../../contract/measured.ts';
import {
  INDEX_VERDICTS,
  type IndexCase,
  type IndexesFigures,
  type IndexFigures,
  type IndexVerdict,
  type MigrationFigures,
} from '../database-model.ts';
import type { EvidenceModel } from '../evidence-model.ts';
import { dataTable } from '../html/data-table.ts';
import { type Html, html, nothing } from '../html/escape.ts';
import { latencyText, numberText, withUnit } from '../html/numbers.ts';
import { type Status, statusPill } from '../html/shapes.ts';
import {
  absentCard,
  counted,
  figureText,
  noteList,
  numberCell,
  shortName,
  statementDetails,
  tableCard,
} from './evidence-parts.ts';
import { defineSection } from './section.ts';

/** What a verdict looks like: good, to be thought about, missing, or saying nothing about good and bad. */
const LOOKS: Readonly<Record<IndexVerdict, Status>> = {
  used: 'pass',
  'not chosen': 'inconclusive',
  redundant: 'inconclusive',
  unused: 'inconclusive',
  guards: 'info',
  absent: 'fail',
  unknown: 'unavailable',
};
const USERS: Readonly<Record<IndexCase['user'], string>> = { average: 'average', power: 'power', any: 'any' };
const COLUMNS = 7;
const COLUMNS_NOTE =
  'Time × and Blocks ×: what the query takes without the index, as a multiple of what it takes with it. Written: entries that writes to its table added in the phase.';

export const indexes = defineSection({
  id: 'indexes',
  title: 'Indexes',
  question:
    'Which index earns its keep? Its query with and without it on a copy, its scans under load, and what writing it costs.',
  inputs: ['evidence'],
  render({ evidence }) {
    const { indexes: found } = evidence;
    if (found.status === 'unavailable') {
      return {
        body: html`${absentCard('Indexes', found.reason)}${migrations(evidence)}`,
        charts: [],
        status: 'unavailable',
      };
    }
    const { rows, basis } = found.value;
    const tried = rows.filter((row) => row.isTried);
    const others = rows.filter((row) => !row.isTried);
    const parts = [
      tried.length === 0
        ? nothing
        : indexCard(
            `${counted(tried.length, 'index', 'indexes')} tried: ${tally(tried)}`,
            tried,
            noteList([COLUMNS_NOTE, basis]),
          ),
      others.length === 0
        ? nothing
        : indexCard(
            `${tried.length === 0 ? '' : 'The rest of the database: '}${counted(others.length, 'index', 'indexes')}: ${tally(others)}`,
            others,
            noteList([...(tried.length === 0 ? [basis] : []), ...restNotes(found.value)]),
          ),
      migrations(evidence),
    ];
    return { body: html`${parts}`, charts: [], status: null };
  },
});

function indexCard(finding: string, rows: readonly IndexFigures[], notes: Html): Html {
  const heads = ['Index', 'Verdict', 'Time ×', 'Blocks ×', 'Scans', 'Size', 'Written'];
  const table = { heads, rows: html`${rows.map(indexRow)}`, caption: finding, words: ['Verdict'] };
  return tableCard(finding, table, notes);
}

function indexRow(row: IndexFigures): Html {
  const size = isUnavailable(row.bytes) ? '–' : withUnit(row.bytes, 'bytes');
  const number = (figure: IndexFigures['scans']): string => (isUnavailable(figure) ? '–' : numberText(figure));
  const cells = html`<td class="n">${ratios(row.cases, 'timeRatio')}</td><td class="n">${ratios(row.cases, 'blocksRatio')}</td><td class="n">${number(row.scans)}</td><td class="n">${size}</td><td class="n">${number(row.entriesWritten)}</td>`;
  const main = html`<tr><th scope="row" class="index">${shortName(row.name)}<br><span class="aid">${shortName(row.table)}</span></th><td class="wide why">${statusPill(LOOKS[row.verdict], row.verdict)}<br><span class="aid">${row.reason}</span></td>${cells}</tr>`;
  return html`${main}<tr class="under"><td colspan="${COLUMNS}">${details(row)}</td></tr>`;
}

/** One line a kind of user: `average 12`. */
function ratios(cases: readonly IndexCase[], key: 'timeRatio' | 'blocksRatio'): Html {
  if (cases.length === 0) return html`–`;
  const lines = cases.map((one, at) => {
    const ratio = one[key];
    const who = one.user === 'any' ? '' : `${USERS[one.user]} `;
    return html`${at === 0 ? nothing : html`<br>`}${who}${ratio === null ? '–' : numberText(ratio)}`;
  });
  return html`${lines}`;
}

function details(row: IndexFigures): Html {
  const definition = row.definition === '' ? nothing : html`<pre>${row.definition}</pre>`;
  const read = `Entries read: ${figureText(row.entriesRead)}. Scans: ${figureText(row.scans)}. Entries written: ${figureText(row.entriesWritten)}.`;
  const query =
    row.query === null
      ? nothing
      : html`<p class="aid">For ${shortName(row.query.statement)} of ${shortName(row.query.request)} (journey ${shortName(row.query.journey)}):</p><pre>${row.query.text}</pre>`;
  const trial = row.cases.length === 0 ? nothing : html`${caseTable(row)}${row.cases.map(plans)}`;
  return html`<details class="sql"><summary>${row.cases.length === 0 ? 'Definition' : 'Definition, query and plans'}</summary>${definition}<p class="aid">${read}</p>${query}${trial}</details>`;
}

function caseTable(row: IndexFigures): Html {
  const rows = html`${row.cases.map(
    (one) =>
      html`<tr><th scope="row">${USERS[one.user]}</th><td>${one.isTaken ? 'took it' : 'did not take it'}</td>${numberCell(one.with.executionMs)}${numberCell(one.without.executionMs)}${numberCell(one.with.blocks)}${numberCell(one.without.blocks)}${numberCell(one.with.rows)}</tr>`,
  )}`;
  const heads = ['User', 'Planner', 'ms with', 'ms without', 'Blocks with', 'Blocks without', 'Rows'];
  return dataTable({ heads, rows, caption: `${row.name} tried`, words: ['Planner'] });
}

function plans(one: IndexCase): Html {
  const who = one.user === 'any' ? '' : `, ${USERS[one.user]} user`;
  const without = one.with.hash === one.without.hash ? 'the same shape' : shortName(one.without.hash);
  return html`<p class="aid">With it${who} (${shortName(one.with.hash)}):</p><pre>${one.with.text}</pre><p class="aid">Without it${who} (${without}):</p><pre>${one.without.text}</pre>`;
}

function tally(rows: readonly IndexFigures[]): string {
  return INDEX_VERDICTS.flatMap((verdict) => {
    const number = rows.filter((row) => row.verdict === verdict).length;
    return number === 0 ? [] : [`${numberText(number)} ${inTally(verdict)}`];
  }).join(', ');
}

/** The verdict as one says it of several. */
function inTally(verdict: IndexVerdict): string {
  return verdict === 'guards' ? 'guarding a key' : verdict;
}

function restNotes({ rest }: IndexesFigures): string[] {
  if (rest.length === 0) return [];
  return [
    `Not listed: ${rest.map(({ verdict, indexes: number }) => `${numberText(number)} ${inTally(verdict)}`).join(', ')}.`,
  ];
}

function migrations({ migrations: found }: EvidenceModel): Html {
  if (found.status === 'unavailable' || found.value.length === 0) return nothing;
  const total = found.value.reduce((sum, one) => sum + one.durationMs, 0);
  const summary = `${counted(found.value.length, 'migration')} applied in ${latencyText(total)}`;
  return html`<details class="more"><summary>${summary}</summary>${found.value.map(migrationCard)}</details>`;
}

function migrationCard(one: MigrationFigures): Html {
  const rows = html`${one.statements.map(
    (statement) =>
      html`<tr><th scope="row" class="stmt">${statementDetails(statement.text)}</th><td class="n">${latencyText(statement.durationMs)}</td><td class="n">${statement.longestBlockMs === null ? 'nobody looked' : latencyText(statement.longestBlockMs)}</td><td class="wide">${statement.locks === '' ? 'none that was seen' : statement.locks}</td></tr>`,
  )}`;
  const way = one.inTransaction ? 'in one transaction' : 'outside a transaction';
  const notes = one.further > 0 ? [`${counted(one.further, 'further statement')} not listed.`] : [];
  const heads = ['Statement', 'Took', 'Held others up for', 'Strongest lock'];
  const finding = html`${shortName(one.name)} (${one.direction}), ${way}`;
  return tableCard(
    finding,
    { heads, rows, caption: `Statements of ${one.name}`, words: ['Strongest lock'] },
    noteList(notes),
  );
}
