/**
 * `comparison.csv`: one line a row and one a run and row, with the figures of the model (RFC 4180, CRLF).
 *
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
 */
import type { ComparisonModel, ModelRow } from './model.ts';

const HEADER = [
  'row',
  'family',
  'endpoint',
  'metric',
  'figure',
  'verdict',
  'before',
  'after',
  'scale',
  'change',
  'ci95_low',
  'ci95_high',
  'p',
  'q',
  'mde80',
  'repeats_needed',
  'margin',
  'minimum_effect',
  'noise_floor',
  'side',
  'run',
  'value',
  'reason',
] as const;

type Column = (typeof HEADER)[number];
type Line = Partial<Record<Column, string | number | null>>;

/** The whole file; the first line holds the column names. */
export function writeCsv(model: ComparisonModel): string {
  const lines: Line[] = [
    { row: 'comparison', verdict: model.verdict, reason: model.sentence },
    ...model.rows.flatMap((row) => [rowLine(row), ...runLines(row)]),
    ...model.excluded.flatMap(({ side, runId, reasons }) =>
      reasons.map(({ code, message }) => ({ row: 'excluded', side, run: runId, metric: code, reason: message })),
    ),
    ...model.unreadable.map(({ side, folder, reason }) => ({ row: 'unreadable', side, run: folder, reason })),
    ...model.why.map(({ kind, title, share, before, after, sentence }) => ({
      row: 'why',
      metric: kind,
      endpoint: title,
      change: share,
      before,
      after,
      reason: sentence,
    })),
  ];
  return [HEADER, ...lines.map((line) => HEADER.map((column) => line[column]))]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

function rowLine(row: ModelRow): Line {
  const shared = { ...nameOf(row), row: 'row', verdict: row.verdict, before: row.before.value, after: row.after.value };
  if (row.evidence.status !== 'ok') return { ...shared, reason: row.evidence.reason };
  const { scale, change, ci95, p, q, mde80, repeatsNeeded, floor } = row.evidence.value;
  return {
    ...shared,
    scale,
    change,
    ci95_low: ci95[0],
    ci95_high: ci95[1],
    p,
    q,
    mde80,
    repeats_needed: repeatsNeeded,
    margin: row.margin,
    minimum_effect: row.minimumEffect,
    noise_floor: floor.s0,
    reason: row.sentence,
  };
}

function runLines(row: ModelRow): Line[] {
  return (['before', 'after'] as const).flatMap((side) =>
    row[side].runs.map(({ runId, value }) => ({ ...nameOf(row), row: 'run', side, run: runId, value })),
  );
}

function nameOf({ family, endpoint, metric, figure }: ModelRow): Line {
  return { family, endpoint, metric, figure };
}

function quoted(cell: string | number | null | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
