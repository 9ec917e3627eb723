/**
 * `report.csv`: the summary's criteria, error share and latency rows as one table (RFC 4180, CRLF), same figures.
 *
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
 */
import { isUnavailable, type OrUnavailable } from '../../contract/measured.ts';
import type { Summary } from '../../contract/summary.ts';

const HEADER = [
  'row',
  'metric',
  'unit',
  'tags',
  'count',
  'failed',
  'mean',
  'min',
  'p50',
  'p90',
  'p95',
  'p99',
  'max',
  'quantile',
  'limit',
  'actual',
  'good_share',
  'good',
  'late',
  'dropped',
  'unfinished',
  'aborted',
  'verdict',
  'reason',
] as const;

type Column = (typeof HEADER)[number];
type Cell = string | number | undefined;

/** The whole file; the first line holds the column names. */
export function writeCsv(summary: Summary): string {
  const rows: Partial<Record<Column, Cell>>[] = [
    { row: 'run', metric: summary.run.id, verdict: summary.verdict, reason: summary.because },
    ...summary.slos.map((slo) => ({
      row: 'slo',
      metric: slo.id,
      unit: 'ms',
      count: slo.intended,
      failed: slo.failed,
      quantile: slo.quantile,
      limit: slo.limitMs,
      actual: cell(slo.actualMs),
      good_share: cell(slo.goodShare),
      good: slo.good,
      late: slo.late,
      dropped: slo.dropped,
      unfinished: slo.unfinished,
      aborted: slo.aborted,
      verdict: slo.verdict,
      reason: slo.reason,
    })),
    {
      row: 'error_share',
      unit: 'share',
      limit: summary.error_share.limitShare,
      actual: cell(summary.error_share.actualShare),
      verdict: summary.error_share.verdict,
    },
    ...summary.series.map((series) => ({
      row: 'series',
      metric: series.metric,
      unit: series.unit,
      tags: Object.entries(series.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
      count: series.count,
      failed: series.failed,
      mean: cell(series.mean),
      min: cell(series.min),
      p50: cell(series.p50),
      p90: cell(series.p90),
      p95: cell(series.p95),
      p99: cell(series.p99),
      max: cell(series.max),
    })),
  ];
  const lines = rows.map((row) => HEADER.map((column) => csvCell(row[column])).join(','));
  return `${[HEADER.join(','), ...lines].join('\r\n')}\r\n`;
}

/** One cell: numbers bare, texts guarded against formulas and quoted where they must be. */
export function csvCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const guarded = /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function cell(figure: OrUnavailable<number>): Cell {
  return isUnavailable(figure) ? `unavailable: ${figure.reason}` : figure;
}
