/**
 * What of a run's evidence a comparison holds side by side: where a start's time went, what the database, the pool, the
 * cache and the copilot did. A few kilobytes a run, so that a comparison of many keeps no record in memory.
 */
import { createHash } from 'node:crypto';
import { START_PARTS, type StartPart } from '../../contract/metrics.ts';
import { isWhole, readBands } from '../analysis/attribution/bands.ts';
import { buildEvidence } from '../analysis/evidence/build-evidence.ts';
import { buildTimeline, type Window } from '../analysis/phases.ts';
import type { RunRecord } from '../analysis/read-record.ts';
import { summariseServer } from '../analysis/server.ts';
import type { EvidenceModel } from '../evidence-model.ts';
import { ellipsise } from '../html/escape.ts';
import type { Figure } from '../panel-model.ts';

/** Characters of a statement that name it in a row. */
const STATEMENT_NAME_MAX = 110;

/** One statement of a run. */
export interface StatementEvidence {
  name: string;
  meanMs: number;
  totalMs: number;
  /** Execution time for each request of the load; null when the requests are unknown. */
  msPerRequest: number | null;
}

/** The mean start of one journey. */
export interface JourneyTime {
  journey: string;
  /** Answered starts that were split. */
  starts: number;
  totalMs: number;
  parts: ReadonlyMap<StartPart, number>;
}

/** The evidence of one run. */
export interface RunEvidence {
  journeys: JourneyTime[];
  statements: StatementEvidence[];
  /** The journeys that are known to run a statement, by its name; most statements are in none. */
  journeysOf: Map<string, string[]>;
  /** Sets of plan hashes by what they are the plan of. */
  planHashes: Map<string, string[]>;
  /** Verdicts by index. */
  indexes: Map<string, string>;
  figures: Map<string, Figure>;
}

/** A figure of the evidence that is compared; `part` is the part of a start that it explains. */
export interface EvidenceFigure {
  id: string;
  title: string;
  unit: 'ms' | 'share' | 'tokens' | '';
  isLowerBetter: boolean;
  part: StartPart | null;
  read(evidence: EvidenceModel): Figure | undefined;
}

/** The figures of a whole run, in the order in which they are shown. */
export const EVIDENCE_FIGURES: readonly EvidenceFigure[] = [
  figure('databaseMs', 'Database time a request', 'ms', { read: ({ cost }) => cost.applicationDatabaseMs }),
  figure('statements', 'Statements a request', '', { read: ({ cost }) => cost.applicationStatements }),
  figure('connections', 'Connections opened a request', '', { read: ({ cost }) => cost.connectionsOpened }),
  figure('poolWaitMs', 'Pool wait, mean', 'ms', {
    part: 'pool',
    read: ({ pool }) => (pool.waits.status === 'ok' ? pool.waits.value.meanMs : pool.waits),
  }),
  figure('cacheHitRate', 'Cache hit rate', 'share', {
    isLowerBetter: false,
    read: ({ cache }) => (cache.status === 'ok' ? cache.value.hitRate : cache),
  }),
  figure('promptTokens', 'Prompt tokens a turn', 'tokens', {
    part: 'model',
    read: ({ copilot }) => (copilot.status === 'ok' ? copilot.value.promptTokens.mean : copilot),
  }),
  figure('modelQueueMs', 'Queue before the model, mean', 'ms', {
    part: 'model_queue',
    read: ({ copilot }) => (copilot.status === 'ok' ? copilot.value.firstToken.queueMs : copilot),
  }),
  figure('appCpuMs', 'Processor time a request, application', 'ms', { part: 'app', read: cpuOf('app') }),
  figure('postgresCpuMs', 'Processor time a request, PostgreSQL', 'ms', { read: cpuOf('postgres') }),
];

/** The evidence of a record. */
export function evidenceOf(record: RunRecord, window: Window): RunEvidence {
  const server = summariseServer(record, window);
  const evidence = buildEvidence(record, { window, timeline: buildTimeline(record, window), server });
  return {
    journeys: record.plan.journeys.flatMap(({ name }) => journeyTime(record, name)),
    statements: statementsOf(evidence),
    journeysOf: journeysOf(evidence),
    planHashes: hashesOf(evidence),
    indexes: new Map(
      evidence.indexes.status === 'ok' ? evidence.indexes.value.rows.map(({ name, verdict }) => [name, verdict]) : [],
    ),
    figures: new Map(
      EVIDENCE_FIGURES.map(({ id, read }): [string, Figure] => [
        id,
        read(evidence) ?? { status: 'unavailable', reason: 'not measured' },
      ]),
    ),
  };
}

/**
 * A statement's name: its text on one line. Of a long one the columns that it returns are left out, because what it reads
 * says more; what is still too long is cut in the middle. A hash of the whole text tells such names apart.
 */
export function statementName(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if ([...line].length <= STATEMENT_NAME_MAX) return line;
  const hash = createHash('sha256').update(line).digest('hex').slice(0, 6);
  return `${ellipsise(withoutColumns(line), STATEMENT_NAME_MAX)} #${hash}`;
}

/** `SELECT … FROM orders …`: up to the FROM that stands in no bracket; anything else as it is. */
function withoutColumns(line: string): string {
  if (!/^SELECT\b/i.test(line)) return line;
  let depth = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '(') depth += 1;
    else if (line[at] === ')') depth -= 1;
    else if (depth === 0 && /^ FROM /i.test(line.slice(at, at + 6))) return `${line.slice(0, 6)} …${line.slice(at)}`;
  }
  return line;
}

function figure(
  id: string,
  title: string,
  unit: EvidenceFigure['unit'],
  rest: Pick<EvidenceFigure, 'read'> & Partial<Pick<EvidenceFigure, 'isLowerBetter' | 'part'>>,
): EvidenceFigure {
  return { id, title, unit, isLowerBetter: true, part: null, ...rest };
}

function cpuOf(process: string): EvidenceFigure['read'] {
  return ({ cost }) => cost.processors.find((one) => one.process === process)?.msPerRequest;
}

/** Means add up, quantiles do not: the mean start and the mean of each of its parts. */
function journeyTime({ load }: RunRecord, journey: string): JourneyTime[] {
  const bands = readBands(load, journey);
  const starts = bands.reduce((sum, band) => sum + band.starts, 0);
  if (starts === 0 || !bands.every(isWhole)) return [];
  const parts = new Map(
    START_PARTS.map((id): [StartPart, number] => [
      id,
      bands.reduce((sum, band) => sum + (band.parts.get(id) ?? 0), 0) / starts,
    ]),
  );
  return [{ journey, starts, totalMs: [...parts.values()].reduce((sum, ms) => sum + ms, 0), parts }];
}

/** Equal texts are one statement: PostgreSQL tells them apart by user and database. */
function statementsOf({ statements, cost }: EvidenceModel): StatementEvidence[] {
  if (statements.status !== 'ok') return [];
  const requests = typeof cost.requestsBetweenSnapshots === 'number' ? cost.requestsBetweenSnapshots : 0;
  const byName = new Map<string, { calls: number; totalMs: number }>();
  for (const { text, calls, totalMs } of statements.value.rows) {
    const known = byName.get(statementName(text)) ?? { calls: 0, totalMs: 0 };
    byName.set(statementName(text), { calls: known.calls + calls, totalMs: known.totalMs + totalMs });
  }
  return [...byName].map(([name, { calls, totalMs }]) => ({
    name,
    meanMs: calls > 0 ? totalMs / calls : 0,
    totalMs,
    msPerRequest: requests > 0 ? totalMs / requests : null,
  }));
}

/** From the index experiments, whose queries name the journey that they belong to. */
function journeysOf({ indexes }: EvidenceModel): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const { query } of indexes.status === 'ok' ? indexes.value.rows : []) {
    if (query === null) continue;
    const name = statementName(query.text);
    all.set(name, [...new Set([...(all.get(name) ?? []), query.journey])].sort());
  }
  return all;
}

function hashesOf({ planHashes, slow }: EvidenceModel): Map<string, string[]> {
  const groups = slow.status === 'ok' ? slow.value.groups : [];
  const named = new Map<string, Set<string>>();
  for (const { source, key, hash } of planHashes) {
    // Statement ids differ between databases; their texts do not.
    const text = source === 'slow statement' ? groups.find(({ id }) => id === key)?.text : undefined;
    const name = text === undefined ? key : statementName(text);
    named.set(name, (named.get(name) ?? new Set<string>()).add(hash));
  }
  return new Map([...named].map(([name, hashes]) => [name, [...hashes].sort()]));
}
