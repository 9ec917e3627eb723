/** How slow is slow, and when? The percentile curve of the measured phase, and the percentiles over time. */

import type { SloResult } from '../../contract/summary.ts';
import type { ChartSpec } from '../html/chart-spec.ts';
import { curveFigure } from '../html/curve-figure.ts';
import { type Html, html, join } from '../html/escape.ts';
import { latencyLines, missingCard, safeId, timeFigure } from '../html/figure.ts';
import { latencyText, numberText } from '../html/numbers.ts';
import type { LatencySeries, SloDetail, Timeline } from '../model.ts';
import { defineSection } from './section.ts';

const PHASES_NOTE = 'Shaded: ramp-up, warm-up and drain, which are not judged.';

export const latencyCurve = defineSection({
  id: 'latency-curve',
  title: 'Latency distribution',
  question: 'What does a typical user wait, and what do the unlucky ones? Only the measured phase.',
  inputs: ['latency', 'summary'],
  render({ latency, summary }) {
    const each = latency
      .map((series, index) => ({ series, index }))
      .filter(({ series }) => series.curve.some(({ q }) => q < 1))
      .sort((a, b) => Number(b.series.limitMs !== null) - Number(a.series.limitMs !== null));
    const first = each[0];
    if (first === undefined) {
      return {
        body: missingCard('Percentile curve', 'nothing was measured in the measured phase'),
        charts: [],
        status: 'unavailable',
      };
    }
    const judged = each.filter(({ series }) => series.limitMs !== null);
    const figure = curveFigure({
      id: 'curve',
      title: curveFinding(judged.length > 0 ? judged : [first], summary.slos),
      aid: 'Read upwards from a percentile: so many per cent of the answers were at least this fast. Both axes are logarithmic.',
      together: judged.length > 0 ? judged : [first],
      each,
    });
    return { body: figure.html, charts: [figure.chart], status: null };
  },
});

export const latencyTime = defineSection({
  id: 'latency-time',
  title: 'Latency over time',
  question:
    'Was it steady, or did it drift, spike or need warming up? Percentiles of each span from histograms, never averaged.',
  inputs: ['latency', 'timeline', 'sloDetail'],
  render({ latency, timeline, sloDetail }) {
    const charts: ChartSpec[] = [];
    const pieces: Html[] = [];
    const indexed = latency.map((series, index) => ({ series, index }));
    for (const { series, index } of indexed.filter((entry) => entry.series.limitMs !== null)) {
      const title = timeFinding(
        series,
        sloDetail.find((row) => row.id === series.id || row.id === series.metric),
        timeline,
      );
      const variants = [{ id: 'all', label: series.title, limit: series.limitMs, lines: latencyLines(series, index) }];
      const figure = timeFigure({
        id: `time-${index}-${safeId(series.metric)}`,
        title,
        aid: `${series.title}. ${PHASES_NOTE}`,
        unit: 'ms',
        timeline,
        variants,
      });
      charts.push(figure.chart);
      pieces.push(figure.html);
    }
    const rest = indexed.filter((entry) => entry.series.limitMs === null);
    if (rest.length > 0) {
      const figure = timeFigure({
        id: 'time-endpoints',
        title: 'Any endpoint over time',
        aid: `The ${numberText(rest.length)} busiest endpoints, one at a time. ${PHASES_NOTE}`,
        unit: 'ms',
        timeline,
        choice: 'Endpoint',
        variants: rest.map(({ series, index }) => ({
          id: series.id,
          label: series.title,
          limit: null,
          lines: latencyLines(series, index),
        })),
      });
      charts.push(figure.chart);
      pieces.push(figure.html);
    }
    if (pieces.length === 0)
      return { body: missingCard('Latency over time', 'no latency was measured'), charts: [], status: 'unavailable' };
    return { body: html`${join(pieces)}`, charts, status: null };
  },
});

/** Where every start was answered, the SLO's own figure is the same quantile, and is the one that is shown. */
function curveFinding(sources: readonly { series: LatencySeries }[], slos: readonly SloResult[]): string {
  const parts = sources.flatMap(({ series }) => {
    const p95 = series.curve.find(({ q }) => q >= 0.95 - 1e-9);
    if (p95 === undefined) return [];
    const slo = slos.find((row) => row.metric === series.metric && row.quantile === 0.95);
    const isWhole = slo !== undefined && slo.failed + slo.dropped + slo.unfinished === 0;
    const ms = isWhole && typeof slo.actualMs === 'number' ? slo.actualMs : p95.ms;
    return [`${series.title} ${latencyText(ms)}`];
  });
  return parts.length === 0 ? 'Latency by percentile' : `95 of 100 answers came within: ${parts.join(', ')}`;
}

function timeFinding(series: LatencySeries, detail: SloDetail | undefined, timeline: Timeline): string {
  if (series.limitMs === null || detail === undefined || detail.bucketsWithData === 0)
    return `${series.title} over time`;
  const limit = latencyText(series.limitMs);
  if (detail.violatedBuckets === 0) return `${series.title}: below its limit of ${limit} all the time`;
  const span = timeline.bucketMs === 1000 ? 'seconds' : `spans of ${numberText(timeline.bucketMs / 1000)} s`;
  return `${series.title}: over its limit of ${limit} in ${numberText(detail.violatedBuckets)} of ${numberText(detail.bucketsWithData)} ${span}`;
}
