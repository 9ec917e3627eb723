/** The buttons that hand out the report's own numbers. */
import { type Cell, toCsv } from './csv.ts';
import { type Island, recordsAt, valueAt } from './data.ts';
import { all, offer } from './dom.ts';

const SERIES = ['metric', 'unit', 'tags', 'count', 'failed', 'mean', 'min', 'p50', 'p90', 'p95', 'p99', 'max'];
const ENDPOINTS = ['name', 'journey', 'method', 'count', 'rateRps', 'failedShare', 'p50', 'p90', 'p95', 'p99', 'max'];

/** Wires the download buttons. */
export function wireDownloads(island: Island): void {
  const json = (path: readonly string[]): string => `${JSON.stringify(valueAt(island.model, path), null, 2)}\n`;
  const csv = (path: readonly string[], columns: readonly string[]): string =>
    toCsv([columns, ...recordsAt(island.model, path).map((row) => columns.map((name) => cell(row[name])))]);
  const makers: Readonly<Record<string, () => void>> = {
    model: () => offer('report.json', 'application/json', json([])),
    summary: () => offer('summary.json', 'application/json', json(['summary'])),
    series: () => offer('series.csv', 'text/csv', csv(['summary', 'series'], SERIES)),
    endpoints: () => offer('endpoints.csv', 'text/csv', csv(['endpoints'], ENDPOINTS)),
  };
  for (const button of all(document, 'button[data-download]', HTMLButtonElement)) {
    const make = makers[button.dataset.download ?? ''];
    if (make !== undefined) button.addEventListener('click', make);
  }
}

function cell(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  if ('reason' in value) return String(value.reason);
  return Object.entries(value)
    .map(([name, of]) => `${name}=${String(of)}`)
    .join(' ');
}
