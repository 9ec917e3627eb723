/**
 * A verdict on every index: those of the migration, each tried with and without on a copy, and what the rest of the
 * database has. What each did in the phase comes from the counters, what it is worth from the experiments.
 */
import type { IndexExperiment, IndexUsage, Plans, TableUsage } from '../../../contract/evidence.ts';
import { type Measured, measured, unavailable } from '../../../contract/measured.ts';
import type { IndexesFigures, IndexFigures, IndexVerdict } from '../../database-model.ts';
import { INDEX_VERDICTS } from '../../database-model.ts';
import type { Figure } from '../../panel-model.ts';
import { compareText } from '../load-data.ts';
import { sumOf } from '../load-series.ts';
import type { RunRecord } from '../read-record.ts';
import { describeCases } from './index-cases.ts';
import { judgeIndex } from './index-verdict.ts';
import { findCover } from './redundant-index.ts';
import { type Pair, pairRows, type Snapshots } from './snapshot-pair.ts';
import { pairTables, qualifiedName, tableGrowth } from './tables.ts';

/** Most indexes that are told apart besides those that were tried. */
const OTHER_ROWS_MAX = 40;
/** Which verdicts a reader looks for first among the indexes that were not tried. */
const ORDER: readonly IndexVerdict[] = ['redundant', 'unused', 'unknown', 'not chosen', 'absent', 'used', 'guards'];

/** Every index with its verdict: those that were tried in the order of the file, then the others by urgency. */
export function judgeIndexes(record: RunRecord, snapshots: Measured<Snapshots>): Measured<IndexesFigures> {
  const { plans } = record.evidence;
  const counted = pairIndexes(snapshots);
  const listed = listIndexes(snapshots);
  if (listed.status === 'unavailable' && plans.status === 'unavailable') {
    return unavailable(`${listed.reason}; and no index was tried: ${plans.reason}`);
  }
  const input: Input = {
    record,
    listed,
    counted,
    tables: pairTables(snapshots),
    experiments: plans.status === 'ok' ? plans.value.experiments : [],
  };
  // Of an index that was tried on several queries, the first is the one that it was made for.
  const ownQueries = input.experiments.filter(
    ({ index }, at) => input.experiments.findIndex((other) => other.index === index) === at,
  );
  const tried = ownQueries.map((experiment) => describeIndex(input, experiment.index, experiment));
  const names = new Set(tried.map((row) => row.name));
  const others = (listed.status === 'ok' ? listed.value : [])
    .filter((usage) => !names.has(usage.name))
    .map((usage) => describeIndex(input, usage.name, undefined))
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || compareText(a.name, b.name));
  return measured({
    rows: [...tried, ...others.slice(0, OTHER_ROWS_MAX)],
    rest: countVerdicts(others.slice(OTHER_ROWS_MAX)),
    basis: describeBasis(plans, counted),
  });
}

interface Input {
  record: RunRecord;
  /** What the database has. */
  listed: Measured<readonly IndexUsage[]>;
  /** What it did between the snapshots. */
  counted: Measured<Pair<IndexUsage>[]>;
  tables: Measured<Pair<TableUsage>[]>;
  experiments: readonly IndexExperiment[];
}

function pairIndexes(snapshots: Measured<Snapshots>): Measured<Pair<IndexUsage>[]> {
  if (snapshots.status === 'unavailable') return snapshots;
  return pairRows(snapshots.value.before.indexes, snapshots.value.after.indexes, {
    kind: 'index',
    keyOf: (row) => `${row.schema}.${row.name}`,
    countersOf: (row) => [row.scans, row.entriesRead],
    mayVanish: true,
  });
}

/** The definitions need no difference: they are known even when the counters began anew. */
function listIndexes(snapshots: Measured<Snapshots>): Measured<readonly IndexUsage[]> {
  return snapshots.status === 'unavailable' ? snapshots : snapshots.value.after.indexes;
}

function describeIndex(input: Input, name: string, experiment: IndexExperiment | undefined): IndexFigures {
  const all = input.listed.status === 'ok' ? input.listed.value : [];
  const usage = all.find((one) => one.name === name);
  const cases = experiment === undefined ? [] : describeCases(name, experiment.cases);
  const scans = grown(input, name, 'scans');
  const coveredBy = usage === undefined ? null : findCover(usage, all);
  const { verdict, reason } = judgeIndex({
    name,
    usage,
    unlisted: input.listed.status === 'ok' ? null : input.listed.reason,
    scans,
    coveredBy,
    tried: experiment === undefined ? undefined : describeTrial(input.record, experiment, cases),
    siblings: all.filter((one) => one.table === (usage?.table ?? experiment?.table) && one.name !== name).map(nameOf),
  });
  return {
    name,
    table: usage === undefined ? (experiment?.table ?? '') : qualifiedName({ schema: usage.schema, name: usage.table }),
    definition: usage?.definition ?? '',
    verdict,
    reason,
    coveredBy: verdict === 'redundant' ? coveredBy : null,
    isTried: experiment !== undefined,
    bytes: usage?.bytes ?? missing(input, name),
    scans,
    entriesRead: grown(input, name, 'entriesRead'),
    entriesWritten: entriesWritten(input, usage, name),
    query: experiment?.query ?? null,
    cases,
  };
}

function describeTrial(record: RunRecord, experiment: IndexExperiment, cases: IndexFigures['cases']) {
  const journey = experiment.query?.journey ?? null;
  return {
    journey,
    reason: experiment.reason ?? (journey === null ? 'no journey issues a query for it' : 'it was not tried'),
    wasLoaded: journey !== null && hasStarted(record, journey),
    cases,
  };
}

/** Whether a journey was begun in the measured phase; a scenario may perform a journey of another name. */
function hasStarted({ load, plan }: RunRecord, journey: string): boolean {
  return plan.journeys
    .filter(({ name, exec = name }) => exec === journey || name === journey)
    .some(({ name }) => sumOf(load.select('journey_started', { journey: name, phase: 'measure' })) > 0);
}

function grown({ counted }: Input, name: string, key: 'scans' | 'entriesRead'): Figure {
  if (counted.status === 'unavailable') return counted;
  const pair = counted.value.find(({ after }) => after.name === name);
  if (pair === undefined) return unavailable('the database has no such index');
  return pair.after[key] - (pair.before?.[key] ?? 0);
}

/** Every row that is written to the table gets an entry, unless it is an update that stays in its block (HOT). */
function entriesWritten({ tables }: Input, usage: IndexUsage | undefined, name: string): Figure {
  if (usage === undefined) return unavailable(`the database has no index ${name}`);
  if (tables.status === 'unavailable') return tables;
  const pair = tables.value.find(({ after }) => after.schema === usage.schema && after.name === usage.table);
  if (pair === undefined) return unavailable(`the table ${usage.table} was not counted`);
  return Math.max(0, tableGrowth(pair, 'inserted') + tableGrowth(pair, 'updated') - tableGrowth(pair, 'hotUpdated'));
}

function missing({ listed }: Input, name: string): Figure {
  return listed.status === 'unavailable' ? listed : unavailable(`the database has no index ${name}`);
}

function countVerdicts(rows: readonly IndexFigures[]): IndexesFigures['rest'] {
  return INDEX_VERDICTS.map((verdict) => ({
    verdict,
    indexes: rows.filter((row) => row.verdict === verdict).length,
  })).filter(({ indexes }) => indexes > 0);
}

function describeBasis(plans: Measured<Plans>, counted: Measured<unknown>): string {
  const counters =
    counted.status === 'ok'
      ? 'scans and writes are counted under load'
      : `scans and writes under load are unknown: ${counted.reason}`;
  if (plans.status === 'unavailable')
    return `Verdicts come from counters alone, for no index was tried: ${plans.reason}; ${counters}.`;
  return `Plans were made by EXPLAIN (ANALYZE, BUFFERS) on ${plans.value.source}, never on the database under load; ${counters}.`;
}

function nameOf({ name }: { name: string }): string {
  return name;
}
