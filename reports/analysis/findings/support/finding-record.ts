/**
 * The example run with what collectors and snapshots saw put in by hand, and what the rules say of it. What a test
 * provokes is a value or two; everything else stays as healthy as the example is.
 */
import type {
  DatabaseSnapshot,
  Evidence,
  IndexUsage,
  SlowStatement,
  StatementRow,
  TableUsage,
} from '../../../../contract/evidence.ts';
import { measured, unavailable } from '../../../../contract/measured.ts';
import type { SampleValue } from '../../../../contract/samples.ts';
import type { Finding, Findings } from '../../../findings-model.ts';
import { findEndpoints } from '../../endpoints.ts';
import { buildEvidence } from '../../evidence/build-evidence.ts';
import { buildTimeline, findWindow } from '../../phases.ts';
import { type RunRecord, readRecord } from '../../read-record.ts';
import { summarise } from '../../summarise.ts';
import { withRecord } from '../../support/analyse-example.ts';
import { type ExampleOptions, exampleRecord, MEASURE_SECOND, TEST_START_MS } from '../../support/example-run.ts';
import { scrapeLine } from '../../support/record-writer.ts';
import { buildFindings } from '../build-findings.ts';
import { makeRuleInput, type RuleInput } from '../rule-input.ts';

/** One observed series: its value at a second of the measured phase (negative before it). */
export interface Seen {
  name: string;
  labels?: Record<string, string>;
  /** Default: application. */
  collector?: string;
  valueAt(second: number): number;
}

/** A gauge that stands still. */
export function standing(name: string, value: number, labels: Record<string, string> = {}): Seen {
  return { name, labels, valueAt: () => value };
}

/** A counter that grows by so much a second. */
export function growing(name: string, perSecond: number, labels: Record<string, string> = {}): Seen {
  return { name, labels, valueAt: (second) => perSecond * (second + 10) };
}

/** A histogram in which `perSecond` values a second fall into each bucket; bounds ascend, the last is +Inf. */
export function bucketed(name: string, perSecond: readonly (readonly [le: string, values: number])[]): Seen[] {
  let below = 0;
  return perSecond.map(([le, values]) => {
    below += values;
    return growing(`${name}_bucket`, below, { le });
  });
}

/** What stands in the record besides the example. */
export interface FindingOptions extends ExampleOptions {
  /** Replaces every series of the same names. */
  seen?: readonly Seen[];
  /** Names that no collector saw. */
  unseen?: readonly string[];
  /** Growth between the snapshots; absent: nobody took snapshots. */
  database?: DatabaseGrowth;
  slow?: readonly Pick<SlowStatement, 'text' | 'durationMs'>[];
  silence?: readonly string[];
}

/** What happened in the database between the snapshots. */
export interface DatabaseGrowth {
  statements?: readonly Pick<StatementRow, 'text' | 'calls' | 'totalMs' | 'rows'>[];
  tables?: readonly (Partial<TableUsage> & { name: string; liveRows: number })[];
  indexes?: readonly (Partial<IndexUsage> & { name: string; table: string })[];
}

/** The record. */
export async function findingRecord(options: FindingOptions = {}): Promise<RunRecord> {
  const configuration = { findings: { silence: options.silence ?? [] } };
  const texts = exampleRecord({ ...options, run: { configuration, ...options.run } });
  const changed = new Set([...(options.seen ?? []).map(({ name }) => name), ...(options.unseen ?? [])]);
  for (const collector of ['application', 'model', 'postgres']) {
    const mine = (options.seen ?? []).filter((one) => (one.collector ?? 'application') === collector);
    const file = `${collector}.ndjson`;
    const lines = (texts.samples[file] ?? '').split('\n').filter((line) => line !== '');
    texts.samples[file] = lines.map((line) => rewrite(collector, JSON.parse(line), { changed, mine })).join('');
  }
  addPgBouncer(texts.samples, options.seen ?? []);
  const record = await withRecord(texts, readRecord);
  return { ...record, evidence: evidenceOf(options) };
}

/** What the rules say of the record that the options make. */
export async function findingsOf(options: FindingOptions = {}): Promise<Findings> {
  return buildFindings(ruleInputOf(await findingRecord(options)));
}

/** What every rule is given of a record. */
export function ruleInputOf(record: RunRecord): RuleInput {
  const window = findWindow(record);
  const timeline = buildTimeline(record, window);
  const { summary } = summarise(record, window, timeline.originMs);
  const evidence = buildEvidence(record, { window, timeline, server: summary.server });
  return makeRuleInput(record, {
    window,
    summary,
    evidence,
    endpoints: findEndpoints(record),
    originMs: timeline.originMs,
  });
}

/** The finding of a rule; throws with what came instead. */
export function findingOf(findings: Findings, id: string): Finding {
  const finding = findings.ranked.find((one) => one.id === id);
  if (finding === undefined) throw new Error(`${id} found nothing: ${outcomeOf(findings, id)}`);
  return finding;
}

/** `found`, `quiet`, `silenced`, `not judged: …` or `failed: …`. */
export function outcomeOf(findings: Findings, id: string): string {
  if (findings.ranked.some((one) => one.id === id)) return 'found';
  const missing = findings.notJudged.find((one) => one.id === id);
  if (missing !== undefined) return `not judged: ${missing.reason}`;
  const failed = findings.failed.find((one) => one.id === id);
  if (failed !== undefined) return `failed: ${failed.reason}`;
  return findings.silenced.includes(id) ? 'silenced' : findings.quiet.includes(id) ? 'quiet' : 'unknown';
}

interface Line {
  atMs: number;
  values: SampleValue[];
}

/** The example has no PgBouncer: it is scraped when the application is, where something was seen of it. */
function addPgBouncer(samples: Record<string, string>, seen: readonly Seen[]): void {
  const mine = seen.filter(({ collector }) => collector === 'pgbouncer');
  if (mine.length === 0) return;
  const lines = (samples['application.ndjson'] ?? '').split('\n').filter((line) => line !== '');
  samples['pgbouncer.ndjson'] = lines
    .map((line) => rewrite('pgbouncer', { ...JSON.parse(line), values: [] }, { changed: new Set(), mine }))
    .join('');
}

function rewrite(
  collector: string,
  { atMs, values }: Line,
  how: { changed: Set<string>; mine: readonly Seen[] },
): string {
  const second = Math.floor(atMs / 1000) - MEASURE_SECOND;
  const own = how.mine.map(({ name, labels = {}, valueAt }) => ({ name, labels, value: valueAt(second) }));
  return scrapeLine(collector, atMs, [...values.filter(({ name }) => !how.changed.has(name)), ...own]);
}

function evidenceOf({ database, slow, measuredSeconds = 10 }: FindingOptions): Evidence {
  const none = unavailable('not collected');
  const fromMs = TEST_START_MS + 5_000;
  const untilMs = fromMs + measuredSeconds * 1_000;
  const slowWatch = {
    headroom: 'slow-watch/1' as const,
    limitMs: 250,
    fromMs,
    untilMs,
    log: none,
    activity: measured({ samples: 50, intervalMs: 200 }),
    kept: slow?.length ?? 0,
    omitted: 0,
  };
  return {
    before: database === undefined ? none : measured(snapshot('before', fromMs, database)),
    after: database === undefined ? none : measured(snapshot('after', untilMs, database)),
    plans: none,
    slowWatch: slow === undefined ? none : measured(slowWatch),
    slowStatements: (slow ?? []).map((one) => ({
      ...one,
      atMs: fromMs + 1_000,
      source: 'activity',
      id: null,
      waits: [],
      planHash: null,
      plan: null,
    })),
    migrations: none,
  };
}

function snapshot(moment: 'before' | 'after', atMs: number, growth: DatabaseGrowth): DatabaseSnapshot {
  const isAfter = moment === 'after';
  const { statements = [], tables = [], indexes = [] } = growth;
  return {
    headroom: 'database/1',
    moment,
    wantedAtMs: atMs,
    atMs,
    tookMs: 5,
    statements: measured({ rows: statements.map((one, at) => statementRow(String(at), one, isAfter)), omitted: 0 }),
    tables: measured(
      tables.map((one) => ({ ...IDLE_TABLE, ...(isAfter ? one : { name: one.name, liveRows: one.liveRows }) })),
    ),
    indexes: measured(
      indexes.map((one) => ({ ...IDLE_INDEX, keys: [one.name], ...one, ...(isAfter ? {} : { scans: 0 }) })),
    ),
    settings: measured({}),
  };
}

function statementRow(
  id: string,
  one: Pick<StatementRow, 'text' | 'calls' | 'totalMs' | 'rows'>,
  isAfter: boolean,
): StatementRow {
  const none = { stddevMs: 0, maxMs: 0, blocksHit: 0, blocksRead: 0, tempBlocksRead: 0, tempBlocksWritten: 0, ioMs: 0 };
  return { id, ...none, ...one, ...(isAfter ? {} : { calls: 0, totalMs: 0, rows: 0 }) };
}

const IDLE_TABLE: Omit<TableUsage, 'name' | 'liveRows'> = {
  schema: 'public',
  bytes: 8_000_000,
  sequentialScans: 0,
  sequentialRows: 0,
  indexScans: 0,
  inserted: 0,
  updated: 0,
  hotUpdated: 0,
  deleted: 0,
};

const IDLE_INDEX: Omit<IndexUsage, 'name' | 'table' | 'keys'> = {
  schema: 'public',
  definition: '',
  method: 'btree',
  included: [],
  predicate: null,
  isUnique: false,
  isPrimary: false,
  isValid: true,
  bytes: 4_000_000,
  scans: 0,
  entriesRead: 0,
  rowsFetched: 0,
  blocksHit: 0,
  blocksRead: 0,
};
