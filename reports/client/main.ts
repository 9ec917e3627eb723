/**
 * What the report does in a browser. Everything readable is in the page already; this adds the live charts, sorting,
 * downloads and the theme. Without it, or when it fails, the report is still complete.
 */
import { joinCursor } from './cursor.ts';
import { readIsland } from './data.ts';
import { all } from './dom.ts';
import { wireDownloads } from './downloads.ts';
import { wireEndpointTable } from './endpoint-table.ts';
import { draw, drawWhenNear, type Figure, findFigures } from './figures.ts';
import { readHash, watchHash } from './hash-state.ts';
import { forceLight, wireTheme } from './theme.ts';

/** Pixels of a drawn chart per printed one: sharp on paper. */
const PRINT_PIXEL_RATIO = 2;

async function start(): Promise<void> {
  document.documentElement.classList.add('on');
  readHash();
  watchHash();
  let redraw = (): void => {};
  wireTheme(() => redraw());
  wireEndpointTable();
  markContents();
  const island = await readIsland();
  if (island === null) return;
  const figures = findFigures(island);
  const join = (figure: Figure): void => joinCursor(figure, figures, island);
  redraw = (): void => {
    for (const figure of figures) if (figure.chart !== null) draw(figure, island);
  };
  drawWhenNear(figures, island, join);
  wireDownloads(island);
  let restore = (): void => {};
  addEventListener('beforeprint', () => {
    restore = forceLight();
    for (const details of all(document, 'details.more', HTMLDetailsElement)) details.open = true;
    for (const figure of figures) {
      const isNew = figure.chart === null;
      draw(figure, island);
      if (isNew) join(figure);
      if (figure.chart === null) continue;
      figure.chart.options.devicePixelRatio = PRINT_PIXEL_RATIO;
      figure.chart.resize();
    }
  });
  addEventListener('afterprint', () => {
    restore();
    redraw();
  });
  document.documentElement.dataset.ready = 'true';
}

/** Marks the section on screen in the contents. */
function markContents(): void {
  const links = all(document, '.toc a', HTMLAnchorElement);
  const seen = new Set<string>();
  const sections = all(document, 'main > section[id]', HTMLElement);
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target.id);
        else seen.delete(target.id);
      }
      const current = sections.find((section) => seen.has(section.id))?.id;
      for (const link of links) {
        if (link.hash === `#${current}`) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    },
    { rootMargin: '-12% 0px -60% 0px' },
  );
  for (const section of sections) observer.observe(section);
}

void start();
