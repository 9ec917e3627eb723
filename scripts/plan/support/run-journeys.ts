/** Runs a plan's journeys with our k6 in a folder of its own, and reads what they counted. For tests. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseLoadLine, type SeriesLine, type Tags } from '../../../contract/load-file.ts';
import type { Plan } from '../../../contract/plan.ts';
import { buildK6 } from '../../../extensions/build.ts';
import { startK6 } from '../../run/k6-process.ts';
import { type Ledger, readLedger } from '../../run/ledger.ts';
import { createRecordFolder } from '../../run/record-folder.ts';

/** What the journeys counted. */
export interface JourneyFigures {
  /** The sum of a counter, or the number of a trend's values, over the series that carry these tags. */
  count(metric: string, tags?: Tags): number;
  /** The smallest value of a trend, milliseconds; Infinity without values. */
  minMs(metric: string): number;
  ledger: Ledger;
  log: string;
}

/** Runs the plan to its end. */
export async function runJourneys(plan: Plan, secrets: Record<string, string>): Promise<JourneyFigures> {
  const root = mkdtempSync(join(os.tmpdir(), 'headroom-journeys-'));
  try {
    const runFolder = createRecordFolder(root, 'run');
    const planPath = join(runFolder, 'plan.json');
    writeFileSync(planPath, JSON.stringify(plan));
    const { path: binary } = await buildK6({ log: () => {} });
    const script = join(import.meta.dirname, '..', '..', '..', 'scenarios', 'main.ts');
    const { instance, niceness } = plan.executor;
    const request = { binary, script, runFolder, planPath, plan, scriptHash: '', instance, log: 'k6.log', niceness };
    await startK6({ ...request, blockedRanges: [], secrets }, process.env).ended;
    const logPath = join(runFolder, 'logs', 'k6.log');
    const figures = readFigures(readFileSync(join(runFolder, 'load', `${instance}.ndjson`), 'utf8'));
    return { ...figures, ledger: await readLedger(logPath), log: readFileSync(logPath, 'utf8') };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function readFigures(text: string): Pick<JourneyFigures, 'count' | 'minMs'> {
  const series = new Map<number, SeriesLine>();
  const values: { series: SeriesLine; count: number; minMs: number }[] = [];
  for (const line of text.split('\n').map(parseLoadLine)) {
    if (line.kind === 'series') series.set(line.line.series, line.line);
    if (line.kind !== 'scalar' && line.kind !== 'trend') continue;
    const owner = series.get(line.line.s);
    if (owner === undefined) throw new Error('a value before its series');
    const isTrend = line.kind === 'trend';
    values.push({
      series: owner,
      count: isTrend ? line.line.n : line.line.v,
      minMs: isTrend ? line.line.min : Number.POSITIVE_INFINITY,
    });
  }
  const of = (metric: string, tags: Tags) =>
    values.filter(
      (value) =>
        value.series.metric === metric &&
        Object.entries(tags).every(([name, wanted]) => value.series.tags[name] === wanted),
    );
  return {
    count: (metric, tags = {}) => of(metric, tags).reduce((sum, value) => sum + value.count, 0),
    minMs: (metric) => Math.min(...of(metric, {}).map((value) => value.minMs)),
  };
}
