/** The evidence of a side's runs as one: means of times and figures, sets of plans and of index verdicts. Pure. */
import type { StartPart } from '../../contract/metrics.ts';
import type { JourneyTime, RunEvidence } from './run-evidence.ts';

/** The runs of both sides. */
export type Sides = Readonly<Record<'before' | 'after', readonly RunEvidence[]>>;

/** A journey's mean start on both sides. */
export interface Time {
  before: JourneyTime;
  after: JourneyTime;
  changeMs: number;
}

/** Mean parts over the runs of each side; null where a side has no split. */
export function meanTimeOf(sides: Sides, journey: string): Time | null {
  const side = (runs: readonly RunEvidence[]): JourneyTime | null => {
    const seen = runs.flatMap(({ journeys }) => journeys.filter((one) => one.journey === journey));
    if (seen.length === 0) return null;
    const mean = (read: (one: JourneyTime) => number) => seen.reduce((sum, one) => sum + read(one), 0) / seen.length;
    const parts = [...(seen[0]?.parts.keys() ?? [])].map((part): [StartPart, number] => [
      part,
      mean((one) => one.parts.get(part) ?? 0),
    ]);
    return {
      journey,
      starts: mean(({ starts }) => starts),
      totalMs: mean(({ totalMs }) => totalMs),
      parts: new Map(parts),
    };
  };
  const [before, after] = [side(sides.before), side(sides.after)];
  return before === null || after === null ? null : { before, after, changeMs: after.totalMs - before.totalMs };
}

/** A statement over the runs of a side. */
export interface MeanStatement {
  meanMs: number;
  /** In a whole run. */
  totalMs: number;
  msPerRequest: number;
}

/** Means over the runs that know their requests; a statement that a run lacks took no time there. */
export function meanStatements(runs: readonly RunEvidence[]): Map<string, MeanStatement> {
  const known = runs.filter(({ statements }) => statements.some(({ msPerRequest }) => msPerRequest !== null));
  const sums = new Map<string, { meanMs: number; totalMs: number; msPerRequest: number; runs: number }>();
  for (const { name, meanMs, totalMs, msPerRequest } of known.flatMap(({ statements }) => statements)) {
    const sum = sums.get(name) ?? { meanMs: 0, totalMs: 0, msPerRequest: 0, runs: 0 };
    sums.set(name, {
      meanMs: sum.meanMs + meanMs,
      totalMs: sum.totalMs + totalMs,
      msPerRequest: sum.msPerRequest + (msPerRequest ?? 0),
      runs: sum.runs + 1,
    });
  }
  return new Map(
    [...sums].map(([name, sum]) => [
      name,
      {
        meanMs: sum.meanMs / sum.runs,
        totalMs: sum.totalMs / known.length,
        msPerRequest: sum.msPerRequest / known.length,
      },
    ]),
  );
}

/** All plan hashes of a side, by what they are the plan of. */
export function planHashesOf(runs: readonly RunEvidence[]): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const { planHashes } of runs) {
    for (const [key, hashes] of planHashes) all.set(key, new Set([...(all.get(key) ?? []), ...hashes]));
  }
  return all;
}

/** Each index's verdict, `mixed` where the runs of the side do not agree. */
export function indexVerdictsOf(runs: readonly RunEvidence[]): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, verdict] of runs.flatMap(({ indexes }) => [...indexes])) {
    const known = all.get(name);
    all.set(name, known === undefined || known === verdict ? verdict : 'mixed');
  }
  return all;
}

/** The mean of a figure over the runs that have it; null when none has. */
export function meanFigure(runs: readonly RunEvidence[], id: string): number | null {
  const values = runs.flatMap(({ figures }) => {
    const value = figures.get(id);
    return typeof value === 'number' ? [value] : [];
  });
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The journeys that are known to run a statement, by its name, from all runs. */
export function ownersOf({ before, after }: Sides): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const { journeysOf } of [...before, ...after]) {
    for (const [name, journeys] of journeysOf) all.set(name, new Set([...(all.get(name) ?? []), ...journeys]));
  }
  return all;
}
