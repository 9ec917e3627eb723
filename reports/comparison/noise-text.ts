/** The noise between equal runs as a Markdown table, and what was left out. Pure. */
import { changeText, percentText, pointsText } from '../statistics/words.ts';
import type { KnownNoise, NoiseModel, NoiseRow } from './noise-of-runs.ts';
import { rowName, valueText } from './row-texts.ts';

/** The table; ends with a line feed. */
export function writeNoiseTable({ rows, runs, cutSeconds, excluded, unreadable }: NoiseModel): string {
  return `${[
    `Noise between ${runs.length} equal runs; first ${cutSeconds} s cut.`,
    '',
    '| gate | mean | sd between runs | runs | 3 against 3 see | 5 against 5 see |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows.map((row) => `| ${cellsOf(row).join(' | ')} |`),
    ...excluded.flatMap(({ runId, reasons }, at) => [
      ...(at === 0 ? ['', 'Not comparable:'] : []),
      `- ${runId}: ${reasons.join(' ')}`,
    ]),
    ...unreadable.flatMap(({ folder, reason }, at) => [
      ...(at === 0 ? ['', 'Not readable:'] : []),
      `- ${folder}: ${reason}`,
    ]),
  ].join('\n')}\n`;
}

function cellsOf(row: NoiseRow): string[] {
  const shown = [rowName(row), valueText(row, row.value)];
  const { noise } = row;
  if (noise.status !== 'ok') return [...shown, noise.reason, String(row.runs.length), '–', '–'];
  const known = noise.value;
  const size = (change: number): string =>
    known.scale === 'points' ? pointsText(change).slice(1) : changeText(change).replace(/^\+/, '');
  return [...shown, sdText(known), String(row.runs.length), ...known.seen.map(({ change }) => size(change))];
}

function sdText({ scale, sd, isDrifting }: KnownNoise): string {
  const text = scale === 'points' ? pointsText(sd).slice(1) : percentText(sd);
  return `±${text}${isDrifting ? ' (and drifting)' : ''}`;
}
