/**
 * What one request cost: database time, statements, connections, processor time, and a decision of the rate limiter.
 *
 * Means over all requests of the generator, whatever they asked for: figures to hold one run against another of the
 * same load with, not figures of any one request.
 */
import type { Measured } from '../../../contract/measured.ts';
import type { StatementsFigures } from '../../database-model.ts';
import type { ProcessorFigures, RequestCost } from '../../evidence-model.ts';
import type { Figure } from '../../panel-model.ts';
import { observe, type Wanted } from '../observed.ts';
import type { RunRecord } from '../read-record.ts';
import { divide, inMs, rounded } from './figures.ts';
import { compareRoutes } from './routes.ts';
import { growth, meanOf, quantileOf, requestsWithin, type Span } from './spans.ts';

const NO_REQUEST = 'no request ended in the measured phase';
/** Processor time of a process with its children, by process. */
const TREE = 'process_tree_cpu_seconds_total';
/** The processes of a deployment in the order of reading; others follow by name. */
const PROCESSES = ['app', 'postgres', 'redis', 'model'];
/** Where a process tells its own processor time when nobody watched it from outside; children are not in it. */
const OWN_CPU: Readonly<Record<string, Wanted>> = {
  app: { name: 'process_cpu_seconds_total', collector: 'application' },
  model: { name: 'process_cpu_seconds_total', collector: 'model' },
};

/** What the costs are made from besides the record. */
export interface CostInput {
  /** The measured phase. */
  span: Span;
  statements: Measured<StatementsFigures>;
  requestsBetweenSnapshots: Figure;
}

/** All costs. */
export function summariseCost(record: RunRecord, input: CostInput): RequestCost {
  const { span, statements, requestsBetweenSnapshots } = input;
  const requests = requestsWithin(record, span);
  const perRequest = (figure: Figure): Figure => rounded(divide(figure, requests, NO_REQUEST));
  const perSnapshot = (read: (figures: StatementsFigures) => number): Figure =>
    statements.status === 'unavailable'
      ? statements
      : rounded(divide(read(statements.value), requestsBetweenSnapshots, NO_REQUEST));
  return {
    requests,
    requestsBetweenSnapshots,
    databaseMs: perSnapshot((figures) => figures.totalMs),
    statements: perSnapshot((figures) => figures.calls),
    applicationDatabaseMs: perRequest(inMs(growth(record, span, { name: 'app_db_seconds_total' }))),
    applicationStatements: perRequest(growth(record, span, { name: 'app_db_statements_total' })),
    connectionsOpened: perRequest(growth(record, span, { name: 'app_db_connections_opened_total' })),
    processors: processorsOf(record, span, requests),
    limiter: limiterOf(record, span),
    routes: compareRoutes(record, span),
  };
}

function processorsOf(record: RunRecord, span: Span, requests: Figure): ProcessorFigures[] {
  const found = observe(record, { name: TREE });
  const seen = found.status === 'ok' ? found.value.map((series) => series.labels.process ?? 'unnamed') : [];
  const others = [...new Set(seen)].filter((name) => !PROCESSES.includes(name)).sort();
  return [...PROCESSES, ...others].map((process) => {
    const own = OWN_CPU[process];
    const wanted = own === undefined || seen.includes(process) ? { name: TREE, labels: { process } } : own;
    const cpuSeconds = growth(record, span, wanted);
    return {
      process,
      source: wanted.name,
      cpuSeconds: rounded(cpuSeconds),
      msPerRequest: rounded(divide(inMs(cpuSeconds), requests, NO_REQUEST)),
    };
  });
}

/** The time of a decision is the time that Redis takes for it, seen from the application. */
function limiterOf(record: RunRecord, span: Span): RequestCost['limiter'] {
  const time = { name: 'app_rate_limit_seconds' };
  return {
    meanMs: rounded(inMs(meanOf(record, span, time))),
    p95Ms: rounded(inMs(quantileOf(record, span, time, 0.95))),
    decisions: decisionsOf(record, span),
  };
}

/** Decisions by rule and outcome, without those that never fell; in the order in which they were first seen. */
function decisionsOf(record: RunRecord, span: Span): RequestCost['limiter']['decisions'] {
  const name = 'app_rate_limit_decisions_total';
  const found = observe(record, { name });
  const kinds = new Map(
    (found.status === 'ok' ? found.value : []).map(({ labels: { rule = '', decision = '' } }) => [
      `${rule}\n${decision}`,
      { rule, decision },
    ]),
  );
  return [...kinds.values()].flatMap((labels) => {
    const count = growth(record, span, { name, labels });
    return typeof count === 'number' && count > 0 ? [{ ...labels, count }] : [];
  });
}
