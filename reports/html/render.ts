/**
 * The report as one HTML file: a pure function of the report model and this renderer's version.
 *
 * Runs every section, puts the page around them, the data beneath. Equal models give equal bytes. Never reads a
 * record, a clock or the network; a section that throws costs its own card and nothing else.
 */
import type { ReportModel } from '../model.ts';
import { SECTIONS } from '../sections/registry.ts';
import { renderSection, type Section } from '../sections/section.ts';
import { clientBundle } from './client-bundle.ts';
import { ellipsise, html, join } from './escape.ts';
import { dataIsland, verdictIsland } from './island.ts';
import { renderPage } from './page.ts';
import { favicon, statusWord } from './shapes.ts';
import { styleSheet } from './styles.ts';

/** Above this a file is too large for a ticket or a mail: the model must be cut first (REPORT.md 2.1). */
const FILE_BYTES_MAX = 5 * 1024 * 1024;

/** The HTML of a report. Throws when the file would exceed 5 MiB. */
export function renderReport(model: ReportModel, sections: readonly Section[] = SECTIONS): string {
  const made = sections.flatMap((section) => {
    const rendered = renderSection(section, model);
    return rendered === null ? [] : [{ section, rendered }];
  });
  const { summary } = model;
  const page = renderPage({
    title: `${statusWord(summary.verdict).toUpperCase()} – ${ellipsise(summary.run.workload, 60)} – ${ellipsise(summary.run.id, 80)}`,
    runId: `${summary.run.workload} · ${summary.run.id}`,
    icon: favicon(summary.verdict),
    entries: made.map(({ section, rendered }) => ({ id: section.id, title: section.title, status: rendered.status })),
    main: join(made.map(({ rendered }) => rendered.body)),
    islands: html`${verdictIsland(model)}${dataIsland(model, { charts: made.flatMap(({ rendered }) => rendered.charts) })}`,
    css: styleSheet(),
    script: clientBundle(),
  });
  const bytes = Buffer.byteLength(page);
  if (bytes > FILE_BYTES_MAX) {
    throw new Error(`report of ${bytes} bytes is over the limit of ${FILE_BYTES_MAX}; the model must be cut further`);
  }
  return page;
}
