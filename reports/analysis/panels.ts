/**
 * Builds the small charts of the report: lines on the common time axis, a finding in words, or the reason why not.
 *
 * A panel never shows an empty chart: without a value in any line it is unavailable.
 */
import { isUnavailable, type OrUnavailable } from '../../contract/measured.ts';
import type { Panel, PanelLine } from '../model.ts';
import { type Grid, mapGrid } from './grid.ts';
import { roundFigure } from './round.ts';

/** What a panel is made from. `lines` may hold lines without data; they are left out. */
export interface PanelInput {
  id: string;
  title: string;
  unit: string;
  source: string;
  lines: readonly { label: string; grid: Grid; role?: 'limit' }[];
  /** In words what the chart shows. */
  finding: string;
  /** Shown when no line has a value. */
  reason: string;
}

/** The panel, or its reason when nothing but limits could be drawn. */
export function buildPanel(input: PanelInput): Panel {
  const { id, title, unit, source, finding, reason } = input;
  const lines = input.lines.filter((line) => line.grid.some((value) => value !== null));
  if (!lines.some((line) => line.role === undefined)) return { id, title, status: 'unavailable', reason };
  return {
    id,
    title,
    status: 'ok',
    unit,
    source,
    finding,
    lines: lines.map(
      ({ label, grid, role }): PanelLine => ({
        label,
        values: mapGrid(grid, roundFigure),
        ...(role === undefined ? {} : { role }),
      }),
    ),
  };
}

/** A figure of the summary in words, or `unknown`. */
export function inWords(figure: OrUnavailable<number>, write: (value: number) => string = String): string {
  return isUnavailable(figure) ? 'unknown' : write(figure);
}

/** Bytes in words: `412 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  let rest = value;
  while (rest >= 1000 && at < units.length - 1) {
    rest /= 1000;
    at += 1;
  }
  return `${Number(rest.toPrecision(3))} ${units[at] ?? 'B'}`;
}
