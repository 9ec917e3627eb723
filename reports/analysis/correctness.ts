/**
 * What the load was told against what is stored: reconciliation, stale reads, payments applied twice.
 *
 * One difference fails a run: speed that loses a payment is no speed. What nobody looked at is unavailable, never 0.
 */
import { isUnavailable, measured, type OrUnavailable, toSummaryFigure, unavailable } from '../../contract/measured.ts';
import type { Correctness, ValidityReason } from '../../contract/summary.ts';
import type { ReportModel } from '../model.ts';
import { sumOf } from './load-series.ts';
import type { Reconciliation } from './read-reconciliation.ts';
import type { RunRecord } from './read-record.ts';
import { degraded } from './validity-reasons.ts';

/** Most differences and lock waits that a report lists; their number is told in full. */
export const LISTED_MAX = 100;
/** Longest line of either, characters. */
const LINE_CHARS_MAX = 300;
/** Journeys whose acknowledgements must be found in the database again. */
const LEDGER_JOURNEYS = ['checkout', 'webhook'];

/** The correctness figures of the summary. */
export function summariseCorrectness(record: RunRecord): Correctness {
  const { reconciliation } = record;
  return {
    reconciliation: toSummaryFigure(
      reconciliation.status === 'unavailable'
        ? reconciliation
        : measured({
            checked: reconciliation.value.checked,
            differences: reconciliation.value.differences.length,
            lockWaitsOverOneSecond: lockWaitCount(reconciliation.value),
            connectionsAboveIdle: toSummaryFigure(
              reconciliation.value.connectionsAboveIdle === null
                ? unavailable(whyNot(reconciliation.value, 'connections') ?? 'nobody looked at the connections')
                : measured(reconciliation.value.connectionsAboveIdle),
            ),
          }),
    ),
    staleReads: staleReads(record),
    duplicatedPayments: toSummaryFigure(
      reconciliation.status === 'unavailable'
        ? reconciliation
        : measured(reconciliation.value.differences.filter(({ kind }) => isDuplicate(kind)).length),
    ),
  };
}

/** What makes the run fail, in words and the gravest first; empty when all is well, or nobody looked. */
export function correctnessFailures(record: RunRecord, correctness: Correctness): string[] {
  const { reconciliation, staleReads, duplicatedPayments } = correctness;
  const failures: string[] = [];
  const doubled = isUnavailable(duplicatedPayments) ? 0 : duplicatedPayments;
  if (doubled > 0) failures.push(`${counted(doubled, 'payment was', 'payments were')} taken or applied more than once`);
  if (!isUnavailable(reconciliation)) {
    const others = differencesOf(record).filter(({ kind }) => !isDuplicate(kind) && !isConnections(kind));
    const other = others.length;
    const kinds = [...new Set(others.map(({ kind }) => kind))];
    if (other > 0) {
      const differ = other === 1 ? 'differs' : 'differ';
      failures.push(
        `${counted(other, 'acknowledged fact', 'acknowledged facts')} ${differ} from the database (${kinds.slice(0, 3).join(', ')})`,
      );
    }
    const open = reconciliation.connectionsAboveIdle;
    if (!isUnavailable(open) && open > 0) {
      failures.push(`${counted(open, 'connection', 'connections')} above the idle level stayed open after the run`);
    }
  }
  if (!isUnavailable(staleReads) && staleReads > 0) {
    failures.push(`${counted(staleReads, 'read was', 'reads were')} stale: what had been acknowledged was missing`);
  }
  return failures;
}

/** The lists of the section. */
export function listCorrectness(record: RunRecord, failures: readonly string[]): ReportModel['correctness'] {
  const waits = record.reconciliation.status === 'ok' ? record.reconciliation.value.lockWaitsOverOneSecond : [];
  return {
    differences: differencesOf(record)
      .slice(0, LISTED_MAX)
      .map(({ kind, detail }) => ({ kind, detail: detail.slice(0, LINE_CHARS_MAX) })),
    lockWaits: waits.slice(0, LISTED_MAX).map((wait) => describeWait(wait).slice(0, LINE_CHARS_MAX)),
    failures: [...failures],
  };
}

/** `reconciliation`: payments were made under load and nobody could say what became of them. */
export function reconciliationReasons({ reconciliation, plan }: RunRecord): ValidityReason[] {
  if (reconciliation.status === 'ok') return [];
  if (!plan.journeys.some(({ name, exec = name }) => LEDGER_JOURNEYS.includes(exec))) return [];
  return [degraded('reconciliation', `Payments were not held against the database: ${reconciliation.reason}.`)];
}

/** Counted in all phases: a stale read is a fault whenever it happens. The counter appears with its first event. */
function staleReads({ load, plan }: RunRecord): OrUnavailable<number> {
  const series = load.select('stale_read');
  if (series.length > 0) return sumOf(series);
  const hasLooked = plan.journeys.some(
    ({ name, exec = name }) => exec === 'checkout' && load.select('journey_started', { journey: name }).length > 0,
  );
  return hasLooked ? 0 : unavailable('no journey of this run looked for stale reads');
}

function differencesOf({ reconciliation }: RunRecord): { kind: string; detail: string }[] {
  return reconciliation.status === 'ok' ? reconciliation.value.differences : [];
}

/** An order stored twice or an event applied again; a copilot turn stored twice is no payment. */
function isDuplicate(kind: string): boolean {
  return /^(checkout|event|payment).*(dupl|doubl|twice|again)/i.test(kind);
}

function isConnections(kind: string): boolean {
  return /^connections/i.test(kind);
}

function lockWaitCount(reconciliation: Reconciliation): OrUnavailable<number> {
  const reason = whyNot(reconciliation, 'lock waits');
  return reason === undefined ? reconciliation.lockWaitsOverOneSecond.length : unavailable(reason);
}

function whyNot({ unavailable: reasons }: Reconciliation, what: string): string | undefined {
  return reasons.find((reason) => reason.startsWith(what));
}

function describeWait(wait: string | Record<string, unknown>): string {
  if (typeof wait === 'string') return wait;
  return Object.entries(wait)
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
