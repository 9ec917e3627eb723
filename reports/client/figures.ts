/**
 * The figures of the page: each drawn when it comes near the screen, with its legend, choice, table and CSV.
 * A figure that cannot be drawn keeps its static chart.
 */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import type { ChartSpec, ChartVariant } from '../html/chart-spec.ts';
import { withUnit } from '../html/numbers.ts';
import { chartConfig, type Point, pointsOf, positionText } from './chart-config.ts';
import { type Cell, toCsv } from './csv.ts';
import type { Island } from './data.ts';
import { all, element, offer } from './dom.ts';
import { choose, chosen } from './hash-state.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip, Filler);

/** A figure on the page. `chart` is null until it is drawn. */
export interface Figure {
  root: HTMLElement;
  spec: ChartSpec;
  variant: ChartVariant;
  chart: Chart<'line', Point[]> | null;
  canvas: HTMLCanvasElement | null;
  cursor: HTMLElement | null;
}

/** How far below the screen a figure is already drawn, in pixels. */
const AHEAD_PX = 250;
const PLAIN_NUMBER_MAX_DECIMALS = 6;

/** Finds the figures and wires their controls; nothing is drawn yet. */
export function findFigures(island: Island): Figure[] {
  return all(document, 'figure[data-chart]', HTMLElement).flatMap((root) => {
    const spec = island.charts.find((chart) => chart.id === root.dataset.chart);
    const first = spec?.variants[0];
    if (spec === undefined || first === undefined) return [];
    const variant = spec.variants.find(({ id }) => id === chosen(spec.id)) ?? first;
    const figure: Figure = { root, spec, variant, chart: null, canvas: null, cursor: null };
    wire(figure, island);
    return [figure];
  });
}

/** Draws each figure when it is about to be seen; calls `onDrawn` once for each. */
export function drawWhenNear(figures: readonly Figure[], island: Island, onDrawn: (figure: Figure) => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const figure = figures.find(({ root }) => root === entry.target);
        if (!entry.isIntersecting || figure === undefined) continue;
        observer.unobserve(figure.root);
        if (figure.chart === null) {
          draw(figure, island);
          onDrawn(figure);
        }
      }
    },
    { rootMargin: `${AHEAD_PX}px` },
  );
  for (const figure of figures) observer.observe(figure.root);
}

/** Draws a figure, or draws it again with the theme's present colours. */
export function draw(figure: Figure, island: Island): void {
  const plot = figure.root.querySelector('.plot');
  if (plot === null) return;
  const hidden = figure.chart?.data.datasets.map((_, index) => figure.chart?.isDatasetVisible(index) === false) ?? [];
  figure.chart?.destroy();
  if (figure.canvas === null) {
    const id = `fig-${figure.spec.id}`;
    figure.canvas = element('canvas', {
      role: 'img',
      tabindex: '0',
      'aria-labelledby': `${id}-t`,
      'aria-describedby': `${id}-d`,
    });
    figure.cursor = element('div', { class: 'cursor', hidden: '' });
    plot.replaceChildren(element('div', { class: 'live' }, figure.canvas, figure.cursor));
    plot.classList.add('drawn');
  }
  figure.chart = new Chart(figure.canvas, chartConfig(figure.spec, figure.variant, island));
  hidden.forEach((isHidden, index) => {
    if (isHidden) figure.chart?.setDatasetVisibility(index, false);
  });
  if (hidden.includes(true)) figure.chart.update('none');
  figure.root.dataset.drawn = 'true';
}

function wire(figure: Figure, island: Island): void {
  const { root, spec } = figure;
  for (const button of all(root, 'button[data-line]', HTMLButtonElement)) {
    button.addEventListener('click', () => {
      if (figure.chart === null) draw(figure, island);
      const index = Number(button.dataset.line);
      const isShown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(isShown));
      figure.chart?.setDatasetVisibility(index, isShown);
      figure.chart?.update('none');
    });
  }
  for (const select of all(root, 'select[data-choice]', HTMLSelectElement)) {
    select.value = figure.variant.id;
    select.addEventListener('change', () => {
      choose(spec.id, select.value === spec.variants[0]?.id ? null : select.value);
      show(figure, select.value, island);
    });
  }
  if (figure.variant !== spec.variants[0]) show(figure, figure.variant.id, island);
  const details = root.querySelector('details.data');
  details?.addEventListener('toggle', () => fillTable(figure, island));
  for (const button of all(root, 'button[data-csv]', HTMLButtonElement)) {
    button.addEventListener('click', () =>
      offer(`${spec.id}.csv`, 'text/csv', toCsv(tableRows(figure, island, false))),
    );
  }
}

/** Changes what a figure shows, with its legend and its words. */
function show(figure: Figure, id: string, island: Island): void {
  figure.variant = figure.spec.variants.find((variant) => variant.id === id) ?? figure.variant;
  const { variant, root } = figure;
  const template = figure.spec.variants[0];
  if (figure.chart !== null) draw(figure, island);
  const keys = all(root, 'button[data-line]', HTMLButtonElement);
  keys.forEach((button, index) => {
    button.parentElement?.toggleAttribute('hidden', index >= variant.lines.length);
    button.setAttribute('aria-pressed', 'true');
    const label = variant.lines[index]?.label ?? template?.lines[index]?.label ?? '';
    const text = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
    if (text !== undefined) text.textContent = label;
  });
  for (const key of all(root, 'li.key', HTMLElement)) key.hidden = variant.limit === null;
  const description = document.getElementById(`fig-${figure.spec.id}-d`);
  if (description !== null) description.textContent = variant.description;
  fillTable(figure, island);
}

/** The whole data, made only when the reader opens the table. */
function fillTable(figure: Figure, island: Island): void {
  const details = figure.root.querySelector('details.data');
  const place = figure.root.querySelector('[data-fill]');
  if (!(details instanceof HTMLDetailsElement) || place === null || !details.open) return;
  const [head = [], ...rows] = tableRows(figure, island, true);
  const cells = (row: readonly Cell[], isHead: boolean): HTMLElement[] =>
    row.map((cell, index) => {
      const text = String(cell ?? '–');
      if (isHead) return element('th', { scope: 'col', class: index === 0 ? '' : 'n' }, text);
      return index === 0 ? element('th', { scope: 'row' }, text) : element('td', { class: 'n' }, text);
    });
  place.replaceChildren(
    element(
      'table',
      {},
      element('caption', { class: 'vh' }, 'All values'),
      element('thead', {}, element('tr', {}, ...cells(head, true))),
      element('tbody', {}, ...rows.map((row) => element('tr', {}, ...cells(row, false)))),
    ),
  );
}

/** The data of what a figure shows: for people with units, for CSV as plain numbers. */
function tableRows(figure: Figure, island: Island, isForPeople: boolean): Cell[][] {
  const { spec, variant } = figure;
  const columns = variant.lines.map((line) => pointsOf(spec, line, island));
  const at = [...new Set(columns.flatMap((points) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const byX = columns.map((points) => new Map(points.map(({ x, y }) => [x, y])));
  const unit = isForPeople ? '' : ` [${spec.unit}]`;
  const heads = spec.kind === 'curve' ? ['quantile'] : isForPeople ? ['Time'] : ['unix_ms'];
  const rows = at.map((x): Cell[] => {
    const first =
      spec.kind === 'curve'
        ? Number((1 - 1 / x).toFixed(PLAIN_NUMBER_MAX_DECIMALS))
        : isForPeople
          ? positionText(spec, x, island)
          : island.axis.originMs + x - island.axis.bucketMs / 2;
    return [first, ...byX.map((values) => shown(values.get(x), spec.unit, isForPeople))];
  });
  return [[...heads, ...variant.lines.map((line) => `${line.label}${unit}`)], ...rows];
}

function shown(value: number | undefined, unit: string, isForPeople: boolean): Cell {
  if (value === undefined || Number.isNaN(value)) return null;
  return isForPeople ? withUnit(value, unit) : value;
}
