/**
 * A row's figures in words: values, changes, intervals and names, the same in the page, the table and the terminal.
 */
import {
  changeText,
  intervalText,
  latencyText,
  percentText,
  pointsIntervalText,
  pointsText,
  threeDigits,
} from '../statistics/words.ts';
import type { ModelRow } from './model.ts';

/** What each verdict of a row is called, and the mark that stands for it. */
export const ROW_MARKS = {
  regressed: { mark: '▲', word: 'worse' },
  improved: { mark: '▼', word: 'better' },
  unchanged: { mark: '●', word: 'same' },
  inconclusive: { mark: '○', word: 'cannot tell' },
} as const;

/** `dashboard p95`, `copilot error share`, `GET /api/orders p50`. */
export function rowName({ endpoint, metric, figure }: Pick<ModelRow, 'endpoint' | 'metric' | 'figure'>): string {
  if (figure === 'level') return endpoint === 'target' ? metric : `${endpoint}: ${metric}`;
  return `${endpoint} ${figure === 'errors' ? 'error share' : figure}`;
}

/** One side's value, or that there is none. */
export function valueText(row: Pick<ModelRow, 'figure'>, value: number | null): string {
  if (value === null) return 'none';
  if (row.figure === 'errors') return value === 0 ? '0 %' : percentText(value);
  if (row.figure === 'throughput') return `${threeDigits(value)}/s`;
  return row.figure === 'level' ? threeDigits(value) : latencyText(value);
}

/** The change, or `–` where it is not known. */
export function rowChange({ evidence }: ModelRow): string {
  if (evidence.status !== 'ok') return '–';
  return evidence.value.scale === 'points' ? pointsText(evidence.value.change) : changeText(evidence.value.change);
}

/** The 95 % interval of the change, or why there is none. */
export function rowInterval({ evidence }: ModelRow): string {
  if (evidence.status !== 'ok') return evidence.reason;
  const { scale, ci95 } = evidence.value;
  return scale === 'points' ? pointsIntervalText(ci95) : intervalText(ci95);
}

/** The smallest change that was likely to be seen, or `–`. */
export function rowMde({ evidence }: ModelRow): string {
  if (evidence.status !== 'ok') return '–';
  const { scale, mde80 } = evidence.value;
  return scale === 'points' ? pointsText(mde80).slice(1) : changeText(mde80).replace(/^\+/, '');
}

/** The difference in the figure's own unit, or `–`. */
export function rowDifference(row: ModelRow): string {
  const [from, to] = [row.before.value, row.after.value];
  if (from === null || to === null || row.figure === 'errors') return '–';
  const sign = to < from ? '−' : '+';
  return `${sign}${valueText(row, Math.abs(to - from))}`;
}

/** The half-width of "unchanged". */
export function marginOf({ figure, margin }: ModelRow): string {
  return figure === 'errors' ? `±${pointsText(margin).slice(1)}` : `±${percentText(margin)}`;
}
