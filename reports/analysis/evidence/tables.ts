/**
 * What the tables went through between the two snapshots: read in order or by index, written, and how many writes no
 * index had to follow.
 */
import type { TableUsage } from '../../../contract/evidence.ts';
import { type Measured, measured } from '../../../contract/measured.ts';
import type { TableFigures, TablesFigures } from '../../database-model.ts';
import { compareText } from '../load-data.ts';
import { ratioOrNull } from './figures.ts';
import { type Pair, pairRows, type Snapshots } from './snapshot-pair.ts';

/** Most tables that are listed. */
const TABLE_ROWS_MAX = 40;

/** The tables that did anything, the most rows read in order first. */
export function compareTables(snapshots: Measured<Snapshots>): Measured<TablesFigures> {
  const pairs = pairTables(snapshots);
  if (pairs.status === 'unavailable') return pairs;
  const busy = pairs.value
    .map(describe)
    .filter((table) => table.sequentialScans + table.indexScans + writesOf(table) > 0)
    .sort((a, b) => b.sequentialRows - a.sequentialRows || b.indexScans - a.indexScans || compareText(a.name, b.name));
  return measured({
    rows: busy.slice(0, TABLE_ROWS_MAX),
    idle: pairs.value.length - busy.length,
    further: Math.max(0, busy.length - TABLE_ROWS_MAX),
  });
}

/** The counters of each table at both ends. */
export function pairTables(snapshots: Measured<Snapshots>): Measured<Pair<TableUsage>[]> {
  if (snapshots.status === 'unavailable') return snapshots;
  return pairRows(snapshots.value.before.tables, snapshots.value.after.tables, {
    kind: 'table',
    keyOf: (row) => qualifiedName(row),
    countersOf: (row) => [row.sequentialScans, row.indexScans, row.inserted, row.updated, row.deleted],
    mayVanish: true,
  });
}

/** `name` in the schema that everybody means, `schema.name` elsewhere. */
export function qualifiedName({ schema, name }: { schema: string; name: string }): string {
  return schema === 'public' ? name : `${schema}.${name}`;
}

/** How much one counter of a table grew. */
export function tableGrowth({ before, after }: Pair<TableUsage>, key: Counter): number {
  return after[key] - (before?.[key] ?? 0);
}

type Counter = Exclude<keyof TableUsage, 'schema' | 'name'>;

function describe(pair: Pair<TableUsage>): TableFigures {
  const grown = (key: Counter): number => tableGrowth(pair, key);
  return {
    name: qualifiedName(pair.after),
    bytes: pair.after.bytes,
    liveRows: pair.after.liveRows,
    sequentialScans: grown('sequentialScans'),
    sequentialRows: grown('sequentialRows'),
    indexScans: grown('indexScans'),
    inserted: grown('inserted'),
    updated: grown('updated'),
    hotShare: ratioOrNull(grown('hotUpdated'), grown('updated')),
    deleted: grown('deleted'),
  };
}

function writesOf(table: TableFigures): number {
  return table.inserted + table.updated + table.deleted;
}
