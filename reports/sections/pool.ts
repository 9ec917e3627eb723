/** Did requests wait for a connection? The pool, PostgreSQL's own count, and PgBouncer where one stands between them. */
import { isUnavailable } from '../../contract/measured.ts';
import type { PoolFigures } from '../evidence-model.ts';
import { type Html, html, nothing } from '../html/escape.ts';
import { elapsedText, latencyText, numberText, shareText } from '../html/numbers.ts';
import { statusShape } from '../html/shapes.ts';
import { shareBar } from '../html/share-bar.ts';
import type { Timeline } from '../model.ts';
import type { Figure } from '../panel-model.ts';
import {
  absentCard,
  counted,
  figureText,
  noteList,
  numberCell,
  pairList,
  panelBeside,
  shortName,
  tableCard,
} from './evidence-parts.ts';
import { defineSection } from './section.ts';

export const pool = defineSection({
  id: 'pool',
  title: 'Connection pool',
  question:
    'Did requests wait for a connection to the database? In use and waiting over time stand under Server; here is how long, and how often in vain.',
  inputs: ['evidence', 'timeline'],
  render({ evidence: { pool: found, cost }, timeline }) {
    const path = ['evidence', 'pool', 'opened'];
    const { html: grid, charts } = panelBeside(found.opened, { path, timeline, prefix: 'pool' }, sessions(found));
    const body = html`${figures(found, cost.connectionsOpened)}${waits(found)}${exhaustions(found, timeline)}${grid}${pgbouncer(found)}`;
    const isKnown = !isUnavailable(found.inUseMax) || found.waits.status === 'ok';
    return { body, charts, status: isKnown ? null : 'unavailable' };
  },
});

function figures(found: PoolFigures, openedPerRequest: Figure): Html {
  const pairs = pairList([
    ['Size', figureText(found.max)],
    ['Most in use', figureText(found.inUseMax)],
    ['Fewest idle', figureText(found.idleMin)],
    ['Most callers waiting', figureText(found.waitingMax)],
    ['Waited for a connection, p95', figureText(found.waitMsP95, latencyText)],
    ['Callers that gave up', figureText(found.exhausted)],
    ['Connections opened in the phase', figureText(found.connectionsOpened)],
    ['Connections opened a request', figureText(openedPerRequest)],
  ]);
  return html`<div class="card"><h3>${headingOf(found)}</h3>${pairs}</div>`;
}

function headingOf({ exhausted, waitMsP95 }: PoolFigures): Html {
  if (typeof exhausted === 'number' && exhausted > 0) {
    return html`${statusShape('fail', { silent: true })} ${counted(exhausted, 'caller')} got no connection in time`;
  }
  if (isUnavailable(waitMsP95)) return html`How long requests waited for a connection is unknown`;
  return html`A request waited ${latencyText(waitMsP95)} for a connection at p95`;
}

/** Bars by duration, each a share of all waits. */
function waits({ waits: found }: PoolFigures): Html {
  if (found.status === 'unavailable') return absentCard('Waits by duration', found.reason);
  const { buckets, count, meanMs } = found.value;
  let from = 0;
  const rows = buckets.map(({ upToMs, count: own, share }) => {
    const label = upToMs === null ? `over ${latencyText(from)}` : `up to ${latencyText(upToMs)}`;
    from = upToMs ?? from;
    return html`<tr><th scope="row">${label}</th><td class="grow">${shareBar(share, `${label}: ${shareText(share)}`)}</td>${numberCell(own)}<td class="n">${shareText(share)}</td></tr>`;
  });
  const finding = `${counted(count, 'connection')} asked for, waited for ${figureText(meanMs, latencyText)} on average`;
  const table = {
    heads: ['Waited', 'Share', 'Count', 'Of all'],
    rows: html`${rows}`,
    caption: 'Waits by duration',
    words: ['Share'],
  };
  return tableCard(finding, table);
}

function exhaustions({ exhaustions: found }: PoolFigures, timeline: Timeline): Html {
  if (found.rows.length === 0) return nothing;
  const rows = found.rows.map(
    ({ atMs, count }) => html`<li>${elapsedText(atMs - timeline.originMs)}: <b>${numberText(count)}</b></li>`,
  );
  const notes = found.further > 0 ? [`${counted(found.further, 'caller')} later than these are not listed.`] : [];
  return html`<div class="card"><h3>When callers gave up waiting</h3><ul class="tally">${rows}</ul>${noteList(notes)}</div>`;
}

function sessions({ postgres }: PoolFigures): Html {
  if (postgres.status === 'unavailable') return absentCard('PostgreSQL’s sessions', postgres.reason);
  const { limit, states } = postgres.value;
  const rows = html`${states.map((row) => html`<tr><th scope="row">${shortName(row.state)}</th>${numberCell(row.mean)}${numberCell(row.max)}</tr>`)}`;
  const finding = `PostgreSQL allows ${figureText(limit)} connections; its sessions by state`;
  return tableCard(isUnavailable(limit) ? 'PostgreSQL’s sessions by state' : finding, {
    heads: ['State', 'Mean', 'Most'],
    rows,
    caption: 'PostgreSQL’s sessions by state',
  });
}

function pgbouncer({ pgbouncer: found }: PoolFigures): Html {
  if (found.status === 'unavailable') return absentCard('PgBouncer', found.reason);
  const gauges = html`${found.value.gauges.map((row) => html`<tr><th scope="row" class="wide">${shortName(row.label)}</th>${numberCell(row.mean)}${numberCell(row.max)}</tr>`)}`;
  const totals = html`${found.value.totals.map((row) => html`<tr><th scope="row" class="wide">${shortName(row.label)}</th>${numberCell(row.increase)}</tr>`)}`;
  const pools = { heads: ['Pools', 'Mean', 'Most'], rows: gauges, caption: 'PgBouncer’s pools' };
  const stats = { heads: ['Totals', 'In the phase'], rows: totals, caption: 'PgBouncer’s totals' };
  return html`<div class="grid">${tableCard('PgBouncer’s pools', pools)}${tableCard('PgBouncer’s totals', stats)}</div>`;
}
