/**
 * The table of an ablation as CSV (RFC 4180, CRLF): a row a figure, with its unit and interval or the reason why it is
 * missing, or why it is no more than a bound. The same figures as the Markdown.
 */
import { isUnavailable } from '../../contract/measured.ts';
import { csvCell } from '../analysis/csv.ts';
import type { AblationModel, EstimateOrReason } from './model.ts';

const HEADER = ['arm', 'orders', 'kind', 'name', 'figure', 'unit', 'value', 'half_width', 'runs', 'reason'];

/** The whole file; the first line holds the column names. */
export function writeCsv({ arms, figures, effects, isQuick }: AblationModel): string {
  const units = new Map(figures.map(({ id, unit }) => [id, unit]));
  const rows = arms.flatMap(({ name, orders, journeys, figures: cells }) => [
    ...journeys.flatMap((cell) => {
      const at = [name, orders, 'journey', cell.journey];
      return [
        [...at, 'p50', 'ms', ...estimateCells(cell.p50)],
        ...(isQuick ? [] : [[...at, 'p95', 'ms', ...estimateCells(cell.p95)]]),
        [...at, 'failed', 'share', ...shareCells(cell.failedShare)],
        [...at, 'unanswered', 'share', ...shareCells(cell.unansweredShare)],
        ...(isQuick ? [] : [[...at, 'verdict', '', '', '', '', cell.verdict]]),
      ];
    }),
    ...cells.map(({ id, value }) => [name, orders, 'run', '', id, units.get(id) ?? '', ...estimateCells(value)]),
  ]);
  const compared = effects.flatMap(({ arm, effects: cells }) =>
    cells.map(({ cell, ratio, move, mark }) => [arm, '', 'effect', move, cell, 'ratio', ratio ?? '', '', '', mark]),
  );
  const lines = [...rows, ...compared].map((row) => row.map((cell) => csvCell(cell)).join(','));
  return `${[HEADER.join(','), ...lines].join('\r\n')}\r\n`;
}

function estimateCells(estimate: EstimateOrReason): (string | number)[] {
  if (isUnavailable(estimate)) return ['', '', '', estimate.reason];
  const bound = estimate.isAtLeast ? 'at least: beyond the last bucket' : '';
  return [estimate.value, estimate.halfWidth ?? '', estimate.runs, bound];
}

function shareCells(share: AblationModel['arms'][number]['journeys'][number]['failedShare']): (string | number)[] {
  return isUnavailable(share) ? ['', '', '', share.reason] : [share, '', '', ''];
}
