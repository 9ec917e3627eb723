/**
 * The figures of a whole run that an ablation compares: what a request costs the database, the pool, the cache, the
 * copilot, the limiter and the processors.
 *
 * Means a request are over all requests of the load, so that they compare arms under one load; not one request. Never
 * takes what was not seen for what did not happen.
 */
import { isUnavailable, unavailable } from '../../contract/measured.ts';
import type { EvidenceModel } from '../evidence-model.ts';
import type { ReportModel } from '../model.ts';
import type { Figure } from '../panel-model.ts';

/** The parts of a report that an ablation reads. */
export type AblatedRun = Pick<ReportModel, 'summary' | 'run' | 'plan' | 'latency' | 'facts' | 'errors'> & {
  evidence: EvidenceModel;
};

/** A figure of the table. */
export interface FigureDefinition {
  id: string;
  title: string;
  /** `ms`, `share`, or what is counted. */
  unit: string;
  /** Differences below it are no effect, whatever their ratio. In the figure's unit. */
  floor: number;
  read(run: AblatedRun): Figure;
  /** Whether the value lies beyond the last bound of its histogram, so that it is that bound at least. */
  isAtLeast?(run: AblatedRun): boolean;
  /** Whether there was nothing to take it of: counted as none, not unseen. */
  isGone?(run: AblatedRun): boolean;
}

/** All figures, in the order of the table. */
export const FIGURES: readonly FigureDefinition[] = [
  { id: 'requestRate', title: 'Requests a second', unit: '1/s', floor: 5, read: readRate },
  {
    id: 'databaseMs',
    title: 'Database time a request',
    unit: 'ms',
    floor: 0.2,
    // As the application waited: PostgreSQL counts what a function asks twice, as the call and as its statements.
    read: ({ evidence }) => evidence.cost.applicationDatabaseMs,
  },
  {
    id: 'statements',
    title: 'Statements a request',
    unit: '',
    floor: 0.05,
    read: ({ evidence }) => evidence.cost.applicationStatements,
  },
  // What statements gave back or changed; what they read to find it is seen of scans in order only.
  { id: 'rows', title: 'Rows returned a request', unit: '', floor: 1, read: readRows },
  {
    id: 'scannedRows',
    title: 'Rows read by sequential scans a request',
    unit: '',
    floor: 100,
    read: readScannedRows,
  },
  {
    id: 'connections',
    title: 'Connections opened a request',
    unit: '',
    floor: 0.05,
    read: ({ evidence }) => evidence.cost.connectionsOpened,
  },
  { id: 'poolWaitMs', title: 'Pool wait, mean', unit: 'ms', floor: 0.5, read: readPoolWait },
  {
    id: 'poolWaitMsP95',
    title: 'Pool wait, p95',
    unit: 'ms',
    floor: 2,
    read: readPoolWaitP95,
    isAtLeast: ({ evidence }) => isBeyondBuckets(evidence.pool, 0.95),
  },
  {
    id: 'poolExhausted',
    title: 'Pool exhausted',
    unit: 'times',
    floor: 1,
    read: ({ evidence }) => evidence.pool.exhausted,
  },
  {
    id: 'cacheHitRate',
    title: 'Cache hit rate',
    unit: 'share',
    floor: 0.1,
    read: ofCache(({ hitRate }) => hitRate),
    isGone: isCacheUnasked,
  },
  {
    id: 'promptTokens',
    title: 'Prompt tokens a turn',
    unit: 'tokens',
    floor: 200,
    read: ofCopilot(({ promptTokens }) => promptTokens.mean),
  },
  {
    id: 'modelMs',
    title: "First token, the model's share",
    unit: 'ms',
    floor: 50,
    read: ofCopilot(({ firstToken }) => firstToken.modelMs),
  },
  {
    id: 'ownMs',
    title: "First token, the application's share",
    unit: 'ms',
    floor: 10,
    read: ofCopilot(({ firstToken }) => firstToken.ownMs),
  },
  {
    id: 'copilotStatements',
    title: 'Statements a copilot turn',
    unit: '',
    floor: 0.3,
    read: readCopilotStatements,
  },
  { id: 'limiterDecisions', title: 'Limiter decisions a request', unit: '', floor: 0.05, read: readDecisions },
  {
    id: 'limiterMs',
    title: 'Limiter decision',
    unit: 'ms',
    floor: 0.5,
    read: ({ evidence }) => evidence.cost.limiter.meanMs,
    isGone: (run) => readDecisions(run) === 0,
  },
  { id: 'appCpuMs', title: 'CPU a request, application', unit: 'ms', floor: 0.3, read: readCpu('app') },
  { id: 'postgresCpuMs', title: 'CPU a request, PostgreSQL', unit: 'ms', floor: 0.3, read: readCpu('postgres') },
];

function readRate({ facts }: AblatedRun): Figure {
  return facts.requestRateRps.status === 'ok' ? facts.requestRateRps.value : facts.requestRateRps;
}

/** Of the statements that the report tells apart, which take nearly all of the time. */
function readRows({ evidence }: AblatedRun): Figure {
  const { statements, cost } = evidence;
  if (statements.status === 'unavailable') return statements;
  if (isUnavailable(cost.requestsBetweenSnapshots)) return cost.requestsBetweenSnapshots;
  if (cost.requestsBetweenSnapshots <= 0) return unavailable('no request ended between the snapshots');
  const rows = statements.value.rows.reduce((sum, row) => sum + row.rowsPerCall * row.calls, 0);
  return rows / cost.requestsBetweenSnapshots;
}

/** Of all tables that the report lists, which are nearly all. */
function readScannedRows({ evidence }: AblatedRun): Figure {
  const { tables, cost } = evidence;
  if (tables.status === 'unavailable') return tables;
  if (isUnavailable(cost.requestsBetweenSnapshots)) return cost.requestsBetweenSnapshots;
  if (cost.requestsBetweenSnapshots <= 0) return unavailable('no request ended between the snapshots');
  const rows = tables.value.rows.reduce((sum, { sequentialRows }) => sum + sequentialRows, 0);
  return rows / cost.requestsBetweenSnapshots;
}

function readPoolWait({ evidence }: AblatedRun): Figure {
  const unseen = whyUnseen(evidence);
  if (unseen !== null) return unavailable(unseen);
  const { waits } = evidence.pool;
  return waits.status === 'ok' ? waits.value.meanMs : waits;
}

/**
 * Of the application's histogram only, a wait an acquisition: where that was not seen, the report takes a request's from
 * Server-Timing, and the two are no ratio.
 */
function readPoolWaitP95(run: AblatedRun): Figure {
  const mean = readPoolWait(run);
  return isUnavailable(mean) ? mean : run.evidence.pool.waitMsP95;
}

/** Whether the quantile of the waits falls into the open bucket, whose lower bound then stands for it. */
function isBeyondBuckets({ waits }: EvidenceModel['pool'], quantile: number): boolean {
  const open = waits.status === 'ok' ? waits.value.buckets.at(-1) : undefined;
  if (waits.status !== 'ok' || open === undefined || open.upToMs !== null) return false;
  return waits.value.count - open.count < quantile * waits.value.count;
}

function readCopilotStatements({ evidence }: AblatedRun): Figure {
  const { routes } = evidence.cost;
  if (routes.status === 'unavailable') return routes;
  const unseen = whyUnseen(evidence);
  if (unseen !== null) return unavailable(unseen);
  const route = routes.value.find((one) => one.route.includes('/api/copilot'));
  return route?.statementsPerRequest ?? unavailable('no copilot turn asked the database');
}

/** None fell: the limiter is off, which is a figure and no gap, as long as other counters were seen beside it. */
function readDecisions({ evidence }: AblatedRun): Figure {
  const { limiter, requests } = evidence.cost;
  if (isUnavailable(requests)) return requests;
  const unseen = whyUnseen(evidence);
  if (unseen !== null) return unavailable(unseen);
  return limiter.decisions.reduce((sum, { count }) => sum + count, 0) / requests;
}

/** Nobody looked anything up: the cache is off, as long as other counters were seen beside its own. */
function isCacheUnasked({ evidence }: AblatedRun): boolean {
  const { cache } = evidence;
  const isUnasked = cache.status === 'ok' && cache.value.hits === 0 && cache.value.misses === 0;
  return isUnasked && whyUnseen(evidence) === null;
}

/**
 * Why what the application did not count may be what nobody saw; null when its counters were seen over the measured
 * phase. Every load asks the database, whatever is switched off: these counters grow when any is seen.
 */
function whyUnseen({ cost }: EvidenceModel): string | null {
  const { applicationStatements: statements } = cost;
  if (isUnavailable(statements)) return `the application's counters do not tell: ${statements.reason}`;
  return statements > 0 ? null : 'the application counted nothing in the measured phase';
}

function readCpu(process: string): FigureDefinition['read'] {
  return ({ evidence }) =>
    evidence.cost.processors.find((one) => one.process === process)?.msPerRequest ??
    unavailable(`nobody watched the processor time of ${process}`);
}

function ofCache(read: (cache: Ok<EvidenceModel['cache']>) => Figure): FigureDefinition['read'] {
  return ({ evidence: { cache } }) => (cache.status === 'ok' ? read(cache.value) : cache);
}

function ofCopilot(read: (copilot: Ok<EvidenceModel['copilot']>) => Figure): FigureDefinition['read'] {
  return ({ evidence: { copilot } }) => (copilot.status === 'ok' ? read(copilot.value) : copilot);
}

type Ok<M> = Extract<M, { status: 'ok' }> extends { value: infer V } ? V : never;
