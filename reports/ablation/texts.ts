/**
 * Figures of an ablation as they stand in Markdown: a value with its interval, or the reason why there is none.
 */
import { isUnavailable } from '../../contract/measured.ts';
import { numberText } from '../html/numbers.ts';
import type { EstimateOrReason, JourneyCell } from './model.ts';

/** Such as `612`, `612 ± 30`, `≥ 2,000` or `–`; shares as per cent. */
export function estimateText(estimate: EstimateOrReason, unit: string): string {
  if (isUnavailable(estimate)) return '–';
  const scale = unit === 'share' ? 100 : 1;
  const suffix = unit === 'share' ? ' %' : '';
  const { value, halfWidth, isAtLeast } = estimate;
  // An interval around what is only known to be more would claim too much.
  const width = halfWidth === null || isAtLeast ? '' : ` ± ${numberText(halfWidth * scale)}`;
  return `${isAtLeast ? '≥ ' : ''}${numberText(value * scale)}${width}${suffix}`;
}

/** Such as `612 / 840`, with the share of starts that came to nothing; or how the load broke it. */
export function journeyText(cell: JourneyCell, isQuick: boolean): string {
  if (cell.broken !== null) return `**${cell.broken.kind}:** ${cell.broken.words}`;
  const quantiles = isQuick ? [cell.p50] : [cell.p50, cell.p95];
  const lost = [...lostText(cell.failedShare, 'failed'), ...lostText(cell.unansweredShare, 'unanswered')];
  const latencies = quantiles.map((quantile) => estimateText(quantile, 'ms')).join(' / ');
  return lost.length === 0 ? latencies : `${latencies} (${lost.join(', ')})`;
}

function lostText(share: JourneyCell['failedShare'], what: string): string[] {
  return isUnavailable(share) || share === 0 ? [] : [`${numberText(share * 100)} % ${what}`];
}

/** A Markdown table; every row as long as the head. Bars in cells are escaped. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** An arm as a column is headed: what it lacks of `after`. */
export function shortName(arm: string): string {
  return arm.replace(/^after-without-/, '− ').replaceAll('+', ' − ');
}
