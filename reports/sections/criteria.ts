/** Which limits were held and which were missed, by how much, and where every start went. Failing first. */
import { isUnavailable } from '../../contract/measured.ts';
import type { SloResult, Summary } from '../../contract/summary.ts';
import { bulletBar } from '../html/bars.ts';
import { type Html, html, nothing } from '../html/escape.ts';
import { elapsedText, latencyText, marginText, numberText, quantileName, shareText } from '../html/numbers.ts';
import { type Status, statusPill } from '../html/shapes.ts';
import type { ReportModel, SloDetail, Timeline } from '../model.ts';
import { defineSection } from './section.ts';
import { SLO_TITLES } from './slo-titles.ts';

const ORDER: readonly Status[] = ['fail', 'invalid', 'inconclusive', 'pass', 'unavailable', 'info'];

export const criteria = defineSection({
  id: 'criteria',
  title: 'Criteria',
  question:
    'Which limits were held, and by how much? A start that failed, was dropped or never ended counts as missed.',
  inputs: ['summary', 'plan', 'sloDetail', 'timeline'],
  render({ summary, plan, sloDetail, timeline }) {
    const run = summary.slos.filter((slo) => slo.verdict !== 'unavailable');
    const notRun = summary.slos.filter((slo) => slo.verdict === 'unavailable');
    const rows = [
      ...run.map((slo) => ({
        status: statusOf(slo),
        body: sloRow(slo, { title: titleOf(slo, plan), detail: sloDetail.find((row) => row.id === slo.id), timeline }),
      })),
      { status: summary.error_share.verdict, body: errorRow(summary) },
    ].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
    const left =
      notRun.length === 0
        ? nothing
        : html`<p class="note">Not run by this workload, and no part of the verdict: ${notRun.map((slo) => SLO_TITLES[slo.id].toLowerCase()).join(', ')}.</p>`;
    const worst = rows[0]?.status ?? null;
    return {
      body: html`<div class="card">${rows.map((row) => row.body)}</div>${left}`,
      charts: [],
      status: summary.validity.status === 'invalid' ? 'invalid' : worst,
    };
  },
});

function statusOf(slo: SloResult): Status {
  return slo.judged ? slo.verdict : slo.verdict === 'unavailable' ? 'unavailable' : 'info';
}

function titleOf(slo: SloResult, plan: ReportModel['plan']): string {
  return plan.slos.find((planned) => planned.id === slo.id)?.title ?? SLO_TITLES[slo.id];
}

function sloRow(slo: SloResult, about: { title: string; detail: SloDetail | undefined; timeline: Timeline }): Html {
  const rule = `${shareText(slo.quantile)} of intended starts answered within ${latencyText(slo.limitMs)}`;
  const goodShare = isUnavailable(slo.goodShare)
    ? html`share in time: ${slo.goodShare.reason}`
    : html`<b>${shareText(slo.goodShare)}</b> in time`;
  const pill = slo.judged ? statusPill(slo.verdict) : statusPill('info', 'Not judged here');
  return html`<div class="crit"><div><h3>${about.title} ${pill}</h3><p class="aid">${rule}. ${slo.reason}</p>${tally(slo)}${overTime(about.detail, about.timeline)}</div><div>${actual(slo)}<p class="aid">${goodShare}</p></div></div>`;
}

function actual(slo: SloResult): Html {
  const name = quantileName(slo.quantile);
  if (isUnavailable(slo.actualMs)) return html`<p class="figure"><small>${name}: ${slo.actualMs.reason}</small></p>`;
  const missed = slo.actualMs > slo.limitMs;
  const margin = marginText(slo.actualMs, slo.limitMs);
  const words = `${latencyText(slo.actualMs)} of ${latencyText(slo.limitMs)}`;
  return html`<p class="figure">${latencyText(slo.actualMs)} <small>${name} · ${margin} ${missed ? 'over the limit' : 'to spare'}</small></p>${bulletBar(slo.actualMs, slo.limitMs, { missed, label: words })}`;
}

function tally(slo: SloResult): Html {
  const parts: [string, number][] = [
    ['intended', slo.intended],
    ['in time', slo.good],
    ['late', slo.late],
    ['failed', slo.failed],
    ['dropped', slo.dropped],
    ['unfinished', slo.unfinished],
    ['given up early', slo.aborted],
  ];
  const shown = parts.filter(
    ([name, count]) => count > 0 || name === 'intended' || name === 'late' || name === 'failed',
  );
  return html`<ul class="tally">${shown.map(([name, count]) => html`<li><b>${numberText(count)}</b> ${name}</li>`)}</ul>`;
}

function overTime(detail: SloDetail | undefined, timeline: Timeline): Html {
  if (detail === undefined || detail.bucketsWithData === 0) return nothing;
  const by = timeline.bucketMs === 1000 ? 'Second by second' : `In spans of ${numberText(timeline.bucketMs / 1000)} s`;
  const of = `${numberText(detail.bucketsWithData)} with data`;
  const held =
    detail.violatedBuckets === 0
      ? `never over the limit in ${of}`
      : `over the limit in ${numberText(detail.violatedBuckets)} of ${of}`;
  const worst =
    detail.worst === null
      ? ''
      : `; worst ${latencyText(detail.worst.ms)} at ${elapsedText(detail.worst.atMs - timeline.originMs)}`;
  return html`<p class="aid">${by}: ${held}${worst}.</p>`;
}

function errorRow(summary: Summary): Html {
  const { actualShare, limitShare, verdict } = summary.error_share;
  const figure = isUnavailable(actualShare)
    ? html`<p class="figure"><small>${actualShare.reason}</small></p>`
    : html`<p class="figure">${shareText(actualShare)} <small>of all intended starts</small></p>${bulletBar(actualShare, limitShare, { missed: actualShare > limitShare, label: `${shareText(actualShare)} of ${shareText(limitShare)}` })}`;
  return html`<div class="crit"><div><h3>Error share ${statusPill(verdict)}</h3><p class="aid">At most ${shareText(limitShare)} of intended starts may fail, be dropped or stay unfinished.</p></div><div>${figure}</div></div>`;
}
