/** The four figures of the first screen: worst SLO, errors, throughput, sessions. A missing one prints its reason. */
import { isUnavailable, type OrUnavailable } from '../../contract/measured.ts';
import type { SloResult, Summary } from '../../contract/summary.ts';
import { bulletBar } from '../html/bars.ts';
import { type Html, html, nothing } from '../html/escape.ts';
import { latencyText, marginText, numberText, quantileName, shareText } from '../html/numbers.ts';
import type { ReportModel } from '../model.ts';
import { SLO_TITLES } from './slo-titles.ts';

interface Tile {
  what: string;
  big: Html;
  bar?: Html;
  side: Html | string;
}

/** The row of tiles. */
export function verdictTiles(summary: Summary, plan: ReportModel['plan'], facts: ReportModel['facts']): Html {
  const tiles = [worstTile(summary, plan), errorTile(summary), throughputTile(facts), sessionTile(summary)];
  return html`<div class="tiles">${tiles.map(
    (tile) =>
      html`<div class="tile"><div class="what">${tile.what}</div><div class="big">${tile.big}</div>${tile.bar ?? nothing}<div class="side">${tile.side}</div></div>`,
  )}</div>`;
}

/** The SLO that used up most of its limit, or that missed it; null when no SLO was run. */
export function worstSlo(summary: Summary): SloResult | null {
  const run = summary.slos.filter((slo) => slo.verdict !== 'unavailable');
  const judged = run.filter((slo) => slo.judged);
  const used = (slo: SloResult): number =>
    typeof slo.actualMs === 'number' ? slo.actualMs / slo.limitMs : slo.intended > 0 ? Number.POSITIVE_INFINITY : -1;
  return (judged.length > 0 ? judged : run).reduce<SloResult | null>(
    (worst, slo) => (worst === null || used(slo) > used(worst) ? slo : worst),
    null,
  );
}

function worstTile(summary: Summary, plan: ReportModel['plan']): Tile {
  const slo = worstSlo(summary);
  if (slo === null)
    return { what: 'Slowest journey against its limit', big: gone(), side: 'No journey with a limit was run.' };
  const title = plan.slos.find((planned) => planned.id === slo.id)?.title ?? SLO_TITLES[slo.id];
  const name = `${title}, ${quantileName(slo.quantile)}`;
  const what = `${name}: ${slo.judged ? 'closest to its limit' : 'for information, not judged'}`;
  const furthest = `${name}: furthest over its limit`;
  if (isUnavailable(slo.actualMs))
    return {
      what: slo.judged && slo.intended > 0 ? furthest : what,
      big: gone(),
      side: `${slo.actualMs.reason}; limit ${latencyText(slo.limitMs)}`,
    };
  const missed = slo.actualMs > slo.limitMs;
  const margin = marginText(slo.actualMs, slo.limitMs);
  const side = `limit ${latencyText(slo.limitMs)}, ${margin} ${missed ? 'over' : 'below'}`;
  return {
    what: missed && slo.judged ? furthest : what,
    big: figure(latencyText(slo.actualMs)),
    bar: bulletBar(slo.actualMs, slo.limitMs, {
      missed,
      label: `${latencyText(slo.actualMs)} of ${latencyText(slo.limitMs)}`,
    }),
    side,
  };
}

function errorTile(summary: Summary): Tile {
  const { actualShare, limitShare } = summary.error_share;
  const what = 'Starts that failed or were never answered';
  if (isUnavailable(actualShare)) return { what, big: gone(), side: actualShare.reason };
  const missed = actualShare > limitShare;
  return {
    what,
    big: figure(shareText(actualShare)),
    bar: bulletBar(actualShare, limitShare, { missed, label: `${shareText(actualShare)} of ${shareText(limitShare)}` }),
    side: `limit ${shareText(limitShare)}`,
  };
}

function throughputTile(facts: ReportModel['facts']): Tile {
  const what = 'Requests a second in the measured phase';
  const side = `${numberText(facts.requestsTotal)} requests and ${numberText(facts.streamsTotal)} streams in all`;
  if (facts.requestRateRps.status === 'unavailable')
    return { what, big: gone(), side: html`${facts.requestRateRps.reason}. ${side}` };
  return { what, big: html`${numberText(facts.requestRateRps.value)}<small>\u00a0/s</small>`, side };
}

function sessionTile(summary: Summary): Tile {
  const { sessions } = summary;
  const copilot = rangeText(sessions.copilotMin, sessions.copilotMax);
  const dashboard = rangeText(sessions.dashboardMin, sessions.dashboardMax);
  const flight = rangeText(sessions.streamsInFlightMean, sessions.streamsInFlightMax, ' mean, ', ' most');
  const parts: (Html | null)[] = [
    dashboard === null ? null : html`${dashboard} dashboard users open. `,
    flight === null ? null : html`Answers streaming at once: ${flight}.`,
  ];
  const what = copilot === null ? 'Sessions open at once' : 'Copilot sessions open at once';
  if (copilot !== null) return { what, big: html`${copilot}`, side: html`${parts}` };
  const reason = isUnavailable(sessions.copilotMin) ? sessions.copilotMin.reason : 'not measured';
  return { what, big: gone(), side: html`${reason}. ${parts}` };
}

function rangeText(low: OrUnavailable<number>, high: OrUnavailable<number>, between = '–', after = ''): string | null {
  if (typeof low !== 'number' || typeof high !== 'number') return null;
  return low === high && after === '' ? numberText(low) : `${numberText(low)}${between}${numberText(high)}${after}`;
}

/** A figure whose unit is set smaller than its digits. */
function figure(text: string): Html {
  const at = text.lastIndexOf('\u00a0');
  return at < 0 ? html`${text}` : html`${text.slice(0, at)}<small>${text.slice(at)}</small>`;
}

function gone(): Html {
  return html`<span class="gone">not available</span>`;
}
