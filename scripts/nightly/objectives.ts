/** The objectives over the runs of a night: missed when one valid run missed them, met when one could tell. Pure. */
import { isUnavailable } from '../../contract/measured.ts';
import type { SloResult, Summary } from '../../contract/summary.ts';
import type { Objective } from './summary.ts';

/** What a run says counts in this order; of two runs that say the same, the later one. */
const ORDER: readonly Objective['verdict'][] = ['fail', 'pass', 'inconclusive', 'invalid', 'unavailable'];

/** SLOs in their order, those that no run has left out, and the share of failed starts; empty without runs. */
export function objectivesOf(summaries: readonly Summary[]): Objective[] {
  const ids = [...new Set(summaries.flatMap(({ slos }) => slos.map(({ id }) => id)))];
  const slos = ids.flatMap((id) => {
    const rows = summaries.flatMap((summary) =>
      summary.slos.flatMap((slo) => (slo.id === id ? sloRow(summary, slo) : [])),
    );
    return decisive(rows);
  });
  return [
    ...slos.filter(({ judged, verdict }) => judged || verdict !== 'unavailable'),
    ...decisive(summaries.map(errorRow)),
  ];
}

function decisive(rows: readonly Objective[]): Objective[] {
  const ordered = rows.toReversed().toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return ordered.slice(0, 1);
}

function sloRow(summary: Summary, { id, quantile, limitMs, actualMs, verdict, judged, reason }: SloResult): Objective {
  return {
    ...{ id, quantile, unit: 'ms', limit: limitMs, actual: actualMs, judged, runId: summary.run.id, reason },
    verdict: believed(summary, verdict),
  };
}

function errorRow(summary: Summary): Objective {
  const { limitShare, actualShare, verdict } = summary.error_share;
  const reason = isUnavailable(actualShare) ? actualShare.reason : 'of all starts that were meant';
  return {
    ...{ id: 'error_share', quantile: null, unit: 'share', limit: limitShare, actual: actualShare, judged: true },
    ...{ runId: summary.run.id, reason, verdict: believed(summary, verdict) },
  };
}

/** Nothing that an invalid run says is believed. */
function believed({ validity }: Summary, verdict: Objective['verdict']): Objective['verdict'] {
  return validity.status === 'invalid' && verdict !== 'unavailable' ? 'invalid' : verdict;
}
