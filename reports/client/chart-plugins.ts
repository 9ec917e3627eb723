/** Two small chart.js plugins: the phases behind a time chart, and the limit across any chart. */
import type { Chart, Plugin } from 'chart.js';
import { withUnit } from '../html/numbers.ts';
import { themeColour } from './dom.ts';

/** A stretch of the x axis with its name. */
export interface Band {
  from: number;
  to: number;
  name: string;
}

const FONT = '12px system-ui, sans-serif';
/** Narrower bands have no room for their name. */
const NAME_WIDTH_MIN_PX = 46;

/** Shades what is not judged and names it. */
export function bandsPlugin(bands: readonly Band[]): Plugin {
  return {
    id: 'bands',
    beforeDatasetsDraw(chart: Chart) {
      const { ctx, chartArea: area, scales } = chart;
      const x = scales.x;
      if (x === undefined) return;
      ctx.save();
      for (const band of bands) {
        const from = Math.max(area.left, x.getPixelForValue(band.from));
        const to = Math.min(area.right, x.getPixelForValue(band.to));
        if (to <= from) continue;
        ctx.fillStyle = themeColour('band');
        ctx.fillRect(from, area.top, to - from, area.height);
        if (to - from < NAME_WIDTH_MIN_PX) continue;
        ctx.fillStyle = themeColour('ink-soft');
        ctx.font = FONT;
        ctx.textBaseline = 'bottom';
        ctx.fillText(band.name, from + 2, area.top - 3);
      }
      ctx.restore();
    },
  };
}

/** Draws a limit and writes its value on it, when it lies within the scale. */
export function limitPlugin(limit: number | null, unit: string): Plugin {
  return {
    id: 'limit',
    afterDatasetsDraw(chart: Chart) {
      const { ctx, chartArea: area, scales } = chart;
      const y = scales.y;
      if (limit === null || y === undefined || limit > y.max || limit < y.min) return;
      const at = y.getPixelForValue(limit);
      const text = `limit ${withUnit(limit, unit)}`;
      ctx.save();
      ctx.strokeStyle = themeColour('limit');
      ctx.lineWidth = 2;
      ctx.setLineDash([9, 5]);
      ctx.beginPath();
      ctx.moveTo(area.left, at);
      ctx.lineTo(area.right, at);
      ctx.stroke();
      ctx.font = FONT;
      ctx.textAlign = 'right';
      ctx.textBaseline = at - area.top < 20 ? 'top' : 'bottom';
      ctx.fillStyle = themeColour('ink');
      ctx.fillText(text, area.right - 6, at + (at - area.top < 20 ? 4 : -4));
      ctx.restore();
    },
  };
}

/** Height of a name, px: names of lines that end close together are moved apart by at least this much. */
const NAME_HEIGHT_PX = 15;

/** Writes each line's name at its end, so that no legend is needed to tell them apart. */
export const namesPlugin: Plugin = {
  id: 'names',
  afterDatasetsDraw(chart: Chart) {
    const { ctx, chartArea: area } = chart;
    ctx.save();
    ctx.font = `600 ${FONT}`;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'bottom';
    ctx.fillStyle = themeColour('ink');
    const ends = chart.data.datasets.flatMap((dataset, index) => {
      const last = chart.getDatasetMeta(index).data.at(-1);
      if (last === undefined || !chart.isDatasetVisible(index)) return [];
      return [{ name: dataset.label ?? '', x: Math.min(last.x, area.right) - 6, y: last.y - 8 }];
    });
    spreadNames(ends, area.top + 14);
    for (const { name, x, y } of ends) ctx.fillText(name, x, y);
    ctx.restore();
  },
};

/** Moves names up, from the lowest to the highest, until none covers another; then down again from `topPx`. */
export function spreadNames(ends: { y: number }[], topPx: number): void {
  ends.sort((a, b) => b.y - a.y);
  ends.forEach((end, index) => {
    const below = ends[index - 1];
    if (below !== undefined) end.y = Math.min(end.y, below.y - NAME_HEIGHT_PX);
  });
  ends.reverse().forEach((end, index) => {
    const above = ends[index - 1];
    end.y = Math.max(end.y, above === undefined ? topPx : above.y + NAME_HEIGHT_PX);
  });
}
