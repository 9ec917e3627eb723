/** Counts requests in a record's load file over the whole run, by name: plain requests and streams alike. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLoadLine, type SeriesLine } from '../../contract/load-file.ts';

/** Name → requests that have an end in the record. */
export function countRecordedRequests(folder: string): Map<string, number> {
  const counts = sumCounter(folder, 'http_reqs', 'name');
  for (const [name, count] of sumCounter(folder, 'sse_reqs', 'name')) counts.set(name, (counts.get(name) ?? 0) + count);
  return counts;
}

/** Sums of a counter over the whole run, by the value of one tag. */
export function sumCounter(folder: string, metric: string, tag: string): Map<string, number> {
  const sums = new Map<string, number>();
  // A browser's requests carry a header and are counted apart, here and at the target.
  for (const file of readdirSync(join(folder, 'load')).filter((name) => !name.startsWith('browser'))) {
    const series = new Map<number, SeriesLine>();
    for (const text of readFileSync(join(folder, 'load', file), 'utf8').split('\n')) {
      const parsed = parseLoadLine(text);
      if (parsed.kind === 'series') series.set(parsed.line.series, parsed.line);
      if (parsed.kind !== 'scalar' || series.get(parsed.line.s)?.metric !== metric) continue;
      const value = series.get(parsed.line.s)?.tags[tag] ?? '';
      sums.set(value, (sums.get(value) ?? 0) + parsed.line.v);
    }
  }
  return sums;
}
