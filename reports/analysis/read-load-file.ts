/**
 * Reads one `load/<instance>.ndjson` into the run's load data.
 *
 * A torn last line is what a killed process leaves and is tolerated; a broken line in the middle, an unknown version
 * or a histogram that does not add up means that the file is not what it claims, and nothing is guessed from it.
 */
import { HeadroomError } from '../../contract/errors.ts';
import { parseLoadLine, type SeriesLine, type TrendLine } from '../../contract/load-file.ts';
import type { LoadData, LoadFile } from './load-data.ts';
import { BUCKET_INDEX_MAX, type LoadSeries } from './load-series.ts';
import { type LineTaker, readLineBytes } from './read-lines.ts';
import { redactText } from './redact.ts';
import { TrendLineReader } from './trend-line.ts';

/** Longest step between two seconds of a generator that runs, seconds; its flusher may be one late. */
const STEP_SECONDS_MAX = 2;
/** How far back a line may lie, seconds: a flusher that was held up writes the second before once more. */
const LATE_SECONDS_MAX = 2;
const UNDECLARED = 'a value of a series that was not declared, or without a second';

/** Adds a file to `data`; throws HR_RECORD_UNREADABLE that names file and line. */
export async function readLoadFile(path: string, name: string, data: LoadData): Promise<void> {
  const file: LoadFile = {
    name,
    instance: name.replace(/\.ndjson(\.gz)?$/, ''),
    header: null,
    end: null,
    isTorn: false,
    notices: [],
    generatorSeconds: new Set(),
    leaps: [],
    started: 0,
    finished: 0,
    dropped: 0,
  };
  const reader = createReader(file, data);
  let broken: { line: number; reason: string } | null = null;
  const take: LineTaker = (bytes, from, to, line) => {
    if (broken !== null) throw unreadable(name, broken.line, broken.reason);
    const problem = reader(bytes, from, to, line);
    if (problem !== null) broken = { line, reason: problem };
  };
  await readLineBytes(path, take).catch((error: unknown) => {
    throw error instanceof RangeError ? unreadable(name, 0, error.message) : error;
  });
  file.isTorn = broken !== null;
  data.files.push(file);
}

/** A record of a version that this suite does not know, or one that is damaged. */
export function unreadable(file: string, line: number, reason: string): HeadroomError {
  return new HeadroomError('HR_RECORD_UNREADABLE', `${file}${line > 0 ? `, line ${line}` : ''}: ${redactText(reason)}`);
}

/** Takes one line and returns what is wrong with it, or null. An unknown version is thrown at once. */
function createReader(file: LoadFile, data: LoadData): (...taken: Parameters<LineTaker>) => string | null {
  const declared = new Map<number, LoadSeries>();
  let lastSecond = Number.NaN;
  const observeSecond = (second: number, line: number): void => {
    file.generatorSeconds.add(second);
    if (lastSecond - second > LATE_SECONDS_MAX || second - lastSecond > STEP_SECONDS_MAX) {
      file.leaps.push({ line, fromSecond: lastSecond, toSecond: second });
    }
    lastSecond = second;
  };
  const seriesOf = (number: number, second: number, line: number): LoadSeries | null => {
    const series = declared.get(number);
    if (series === undefined || !Number.isSafeInteger(second)) return null;
    if (series.metric.startsWith('generator_') && second !== lastSecond) observeSecond(second, line);
    return series;
  };
  const trend = new TrendLineReader();
  return (bytes, from, to, line) => {
    if (line > 1 && trend.read(bytes, from, to)) {
      const series = seriesOf(trend.series, trend.second, line);
      if (series === null) return UNDECLARED;
      if (series.addTrendRead(trend)) return null;
    }
    const parsed = parseLoadLine(bytes.toString('utf8', from, to));
    if (line === 1 && parsed.kind !== 'header' && parsed.kind !== 'futureVersion' && parsed.kind !== 'broken') {
      throw unreadable(file.name, 1, 'the first line is no load file header');
    }
    switch (parsed.kind) {
      case 'futureVersion':
        throw unreadable(file.name, line, `is of version ${printable(parsed.version)}; this suite reads load/1`);
      case 'broken':
        return parsed.reason;
      case 'header':
        file.header = parsed.line;
        if (typeof parsed.line.instance === 'string') file.instance = redactText(parsed.line.instance);
        return null;
      case 'series':
        declared.set(parsed.line.series, data.declare(cleaned(parsed.line), file.instance));
        return null;
      case 'trend': {
        const series = seriesOf(parsed.line.s, parsed.line.t, line);
        if (series === null) return UNDECLARED;
        const problem = trendProblem(parsed.line);
        if (problem !== null) return problem;
        series.addTrend(parsed.line);
        return null;
      }
      case 'scalar': {
        const series = seriesOf(parsed.line.s, parsed.line.t, line);
        if (series === null) return UNDECLARED;
        series.addScalar(parsed.line.t, parsed.line.v, parsed.line.n ?? 0);
        addToOwnSums(file, series.metric, parsed.line.v);
        return null;
      }
      case 'notice':
        file.notices.push(redactText(parsed.line.notice));
        return null;
      case 'end':
        file.end = parsed.line;
        return null;
      default:
        return null;
    }
  };
}

function cleaned(line: SeriesLine): SeriesLine {
  const tags = Object.entries(line.tags).map(([key, value]): [string, string] => [key, redactText(String(value))]);
  return { ...line, unit: String(line.unit ?? ''), tags: Object.fromEntries(tags) };
}

function addToOwnSums(file: LoadFile, metric: string, value: number): void {
  if (metric === 'journey_started') file.started += value;
  else if (metric === 'journey_finished') file.finished += value;
  else if (metric === 'dropped_iterations') file.dropped += value;
}

function trendProblem(line: TrendLine): string | null {
  if (typeof line.min !== 'number' || typeof line.max !== 'number') return 'a trend without its extremes';
  if (line.i === undefined || line.c === undefined) return null;
  let total = line.zero ?? 0;
  let index = 0;
  for (let k = 0; k < line.i.length; k += 1) {
    const gap = line.i[k];
    const count = line.c[k];
    if (!Number.isInteger(gap) || !Number.isInteger(count) || gap === undefined || count === undefined || count < 0) {
      return 'a histogram whose buckets are no whole numbers';
    }
    if (k > 0 && gap < 1) return 'a histogram whose buckets do not ascend';
    index += gap;
    total += count;
    if (Math.abs(index) > BUCKET_INDEX_MAX) return `a histogram with bucket ${index}`;
  }
  return total === line.n ? null : `a histogram of ${line.n} values whose buckets hold ${total}`;
}

function printable(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
