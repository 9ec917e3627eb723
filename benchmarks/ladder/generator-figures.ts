/** What our k6 says of itself and of its requests, read from a load file with the contract's own histograms. */
import { readFileSync } from 'node:fs';
import { Histogram } from '../../contract/histogram.ts';
import { parseLoadLine, type SeriesLine, type TrendLine } from '../../contract/load-file.ts';

/** Figures of one load file. */
export interface GeneratorFigures {
  /** p95 of the metric asked for; NaN without values. */
  p95Ms: number;
  count: number;
  /** Of the seconds of load only: before them k6 makes its virtual users. NaN without a whole second of load. */
  timerLagMsP50: number;
  timerLagMsP99: number;
  dropped: number;
  /** Of `failed` metrics: http_req_failed, sse_failed. */
  failed: number;
}

/** Reads a load file; `load` is when requests were started. Throws when there is no last line: it is partial then. */
export function readGeneratorFigures(
  path: string,
  metric: string,
  load: { fromMs: number; toMs: number },
): GeneratorFigures {
  const series = new Map<number, SeriesLine>();
  const latency = new Histogram();
  const lag = new Histogram();
  let dropped: number | undefined;
  let failed = 0;
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    const parsed = parseLoadLine(text);
    if (parsed.kind === 'series') series.set(parsed.line.series, parsed.line);
    if (parsed.kind === 'end') dropped = parsed.line.dropped;
    if (parsed.kind === 'scalar' && /^(http_req|sse)_failed$/.test(series.get(parsed.line.s)?.metric ?? '')) {
      failed += parsed.line.v;
    }
    if (parsed.kind !== 'trend') continue;
    const name = series.get(parsed.line.s)?.metric;
    if (name === metric) mergeLine(latency, parsed.line);
    const wholeSecond = parsed.line.t * 1_000 >= load.fromMs && (parsed.line.t + 1) * 1_000 <= load.toMs;
    if (name === 'generator_timer_lag' && wholeSecond) mergeLine(lag, parsed.line);
  }
  if (dropped === undefined) throw new Error(`${path} has no last line`);
  const at = (histogram: Histogram, p: number): number => histogram.quantile(p) ?? Number.NaN;
  return {
    p95Ms: at(latency, 0.95),
    count: latency.count,
    timerLagMsP50: at(lag, 0.5),
    timerLagMsP99: at(lag, 0.99),
    dropped,
    failed,
  };
}

function mergeLine(into: Histogram, line: TrendLine): void {
  if (line.i !== undefined && line.c !== undefined) into.mergeEncoded({ ...line, i: line.i, c: line.c });
}
