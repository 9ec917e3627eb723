/**
 * The data islands: the report model for the browser (base64 of gzip, whose alphabet cannot hold a `<`), and a small
 * one with the verdict as plain JSON for whoever reads the file without a browser.
 */
import { gzipSync } from 'node:zlib';
import type { ReportModel } from '../model.ts';
import type { ChartIsland } from './chart-spec.ts';
import { type Html, html, INVISIBLE, trusted } from './escape.ts';

/** The model and the charts, compressed. Equal input gives equal bytes: no time stamp, no platform byte. */
export function dataIsland(model: ReportModel, charts: ChartIsland): Html {
  const packed = gzipSync(JSON.stringify({ model, ...charts }), { level: 9 });
  packed[9] = 255;
  return html`<script type="application/json" id="headroom-data">${trusted(packed.toString('base64'))}</script>`;
}

/** Verdict, reason and run id as JSON that cannot end its element. */
export function verdictIsland(model: ReportModel): Html {
  const { run, verdict, because, validity } = model.summary;
  const value = { schema: model.schema, run: run.id, verdict, because, validity: validity.status };
  return html`<script type="application/json" id="headroom-verdict">${trusted(inertJson(value))}</script>`;
}

/** JSON in which nothing can be taken for markup, a line end or a change of direction: all of it is \\u escapes. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]/g, codeOf).replace(INVISIBLE, codeOf);
}

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
