/**
 * The part `evidence` of the report model: why the figures are what they are. A pure function of the record.
 *
 * Each part stands on its own source; one that is missing has its reason and never spoils the others.
 */
import { STATEMENT_CHARS_MAX } from '../../../contract/evidence.ts';
import { unavailable } from '../../../contract/measured.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { EvidenceModel } from '../../evidence-model.ts';
import type { Timeline } from '../../model.ts';
import type { Window } from '../phases.ts';
import type { RunRecord } from '../read-record.ts';
import { summariseCache } from './cache.ts';
import { summariseCopilot } from './copilot.ts';
import { PLAN_CHARS_MAX } from './index-cases.ts';
import { judgeIndexes } from './indexes.ts';
import { listMigrations } from './migrations.ts';
import { listPlanHashes } from './plan-hashes.ts';
import { summarisePool } from './pool.ts';
import { summariseCost } from './request-cost.ts';
import { listSettings } from './settings.ts';
import { groupSlowStatements } from './slow-statements.ts';
import { pairSnapshots } from './snapshot-pair.ts';
import { measuredSpan, requestsWithin } from './spans.ts';
import { compareStatements } from './statements.ts';
import { compareTables } from './tables.ts';

/** What the evidence is made from besides the record. */
export interface EvidenceInput {
  window: Window;
  timeline: Timeline;
  server: Summary['server'];
}

/** All evidence of a record. */
export function buildEvidence(record: RunRecord, { window, timeline, server }: EvidenceInput): EvidenceModel {
  const { evidence } = record;
  const span = measuredSpan(window);
  const snapshots = pairSnapshots(evidence);
  const requestsBetweenSnapshots =
    snapshots.status === 'ok' ? requestsWithin(record, snapshots.value.span) : unavailable(snapshots.reason);
  const statements = compareStatements(snapshots, requestsBetweenSnapshots);
  return {
    cost: summariseCost(record, { span, statements, requestsBetweenSnapshots }),
    statements,
    tables: compareTables(snapshots),
    settings: listSettings(snapshots),
    slow: groupSlowStatements(evidence),
    indexes: judgeIndexes(record, snapshots),
    migrations: listMigrations(evidence),
    planHashes: listPlanHashes(evidence),
    pool: summarisePool(record, { span, timeline, server }),
    cache: summariseCache(record, { span, timeline, server }),
    copilot: summariseCopilot(record, { span, timeline }),
  };
}

/** What was cut from the evidence to keep the report small, in words. */
export function listEvidenceCuts({ statements, slow, tables, indexes }: EvidenceModel): string[] {
  const cuts: string[] = [];
  const say = (number: number, words: string): void => {
    if (number > 0) cuts.push(`${number} ${words}`);
  };
  if (statements.status === 'ok') {
    say(statements.value.other.statements, 'statements stand together as one row.');
    const long = statements.value.rows.filter(({ text }) => text.length >= STATEMENT_CHARS_MAX);
    say(long.length, `statements are cut at ${STATEMENT_CHARS_MAX} characters.`);
  }
  if (tables.status === 'ok') say(tables.value.further, 'further tables were in use and are not listed.');
  if (indexes.status === 'ok') {
    const { rest, rows } = indexes.value;
    const plans = rows.flatMap(({ cases }) => cases.flatMap((one) => [one.with, one.without]));
    say(
      rest.reduce((sum, one) => sum + one.indexes, 0),
      'further indexes are only counted.',
    );
    say(
      plans.filter(({ text }) => text.length >= PLAN_CHARS_MAX).length,
      `plans are cut at ${PLAN_CHARS_MAX} characters.`,
    );
  }
  if (slow.status === 'ok') {
    say(slow.value.further, 'further statements were slow and are not listed.');
    say(slow.value.omitted, 'executions of slow statements were not recorded: the limit of the watch was reached.');
  }
  return cuts;
}
