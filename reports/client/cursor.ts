/** One cursor through all charts of the time axis, by mouse or by arrow keys; the values are also spoken. */
import { withUnit } from '../html/numbers.ts';
import { positionText } from './chart-config.ts';
import type { Island } from './data.ts';
import { say } from './dom.ts';
import type { Figure } from './figures.ts';

/** Makes a drawn figure take part. */
export function joinCursor(figure: Figure, figures: readonly Figure[], island: Island): void {
  const { canvas, spec } = figure;
  if (canvas === null) return;
  let index = -1;
  let lineIndex = -1;
  canvas.addEventListener('mousemove', () => {
    const hovered = figure.chart?.getActiveElements()[0];
    if (hovered === undefined || spec.kind !== 'time') return;
    index = hovered.index;
    moveAll(figures, (index + 0.5) * island.axis.bucketMs);
  });
  canvas.addEventListener('mouseleave', () => moveAll(figures, null));
  canvas.addEventListener('blur', () => {
    select(figure, -1);
    moveAll(figures, null);
  });
  canvas.addEventListener('keydown', (event) => {
    const lengths = figure.chart?.data.datasets.map((set) => set.data.length) ?? [];
    const last = Math.max(0, ...lengths) - 1;
    const lines = figure.variant.lines.length;
    if (event.key === 'Enter') {
      const details = figure.root.querySelector('details.data');
      if (details instanceof HTMLDetailsElement) details.open = !details.open;
      return;
    }
    if (event.key === 'ArrowRight') index = Math.min(last, index + 1);
    else if (event.key === 'ArrowLeft') index = Math.max(0, index - 1);
    else if (event.key === 'Home') index = 0;
    else if (event.key === 'End') index = last;
    else if (event.key === 'ArrowDown') lineIndex = lineIndex + 1 >= lines ? -1 : lineIndex + 1;
    else if (event.key === 'ArrowUp') lineIndex = lineIndex < 0 ? lines - 1 : lineIndex - 1;
    else return;
    event.preventDefault();
    index = Math.max(0, index);
    select(figure, index);
    if (spec.kind === 'time') moveAll(figures, (index + 0.5) * island.axis.bucketMs);
    say(spoken(figure, index, lineIndex, island));
  });
}

/** Shows a point's values in the chart, as hovering does. */
function select(figure: Figure, index: number): void {
  const { chart } = figure;
  if (chart === null) return;
  const active =
    index < 0
      ? []
      : chart.data.datasets.flatMap((set, datasetIndex) => {
          const point = set.data[index];
          return point === undefined || Number.isNaN(point.y) || !chart.isDatasetVisible(datasetIndex)
            ? []
            : [{ datasetIndex, index }];
        });
  chart.setActiveElements(active);
  chart.tooltip?.setActiveElements(active, { x: 0, y: 0 });
  chart.update('none');
}

function spoken(figure: Figure, index: number, lineIndex: number, island: Island): string {
  const sets = figure.chart?.data.datasets ?? [];
  const x = sets.map((set) => set.data[index]?.x).find((value) => value !== undefined);
  if (x === undefined) return 'no values';
  const values = sets.flatMap((set, at) => {
    if (lineIndex >= 0 && at !== lineIndex) return [];
    const y = set.data[index]?.y;
    return [`${set.label ?? ''} ${y === undefined || Number.isNaN(y) ? 'no value' : withUnit(y, figure.spec.unit)}`];
  });
  return `${positionText(figure.spec, x, island)}: ${values.join(', ')}`;
}

function moveAll(figures: readonly Figure[], x: number | null): void {
  for (const { chart, cursor, spec } of figures) {
    const scale = chart?.scales.x;
    if (chart === null || cursor === null || scale === undefined || spec.kind !== 'time') continue;
    cursor.hidden = x === null;
    if (x === null) continue;
    cursor.style.transform = `translateX(${scale.getPixelForValue(x)}px)`;
    cursor.style.height = `${chart.chartArea.bottom}px`;
  }
}
