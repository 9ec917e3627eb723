/**
 * Where the effect of each change should stand, and where it must not.
 *
 * A cell is a journey's quantile (`dashboard.p50`) or a figure's id. What is in neither list may move: journeys share
 * processors, a pool and a database, so that one that became dear slows its neighbours too.
 */
import type { Move } from './model.ts';

/**
 * By toggle, the rule of the report that should name the cause first when it alone is off. The others cost too little for
 * a finding.
 */
const FINDINGS_BY_TOGGLE: Readonly<Record<string, string>> = {
  indexes: 'sequential-scan-hot-path',
  statsInDatabase: 'rows-fetched-to-aggregate',
  resultLimits: 'unbounded-result',
  pool: 'connection-churn',
  contextWindow: 'context-growth',
  responseCache: 'no-response-cache',
};

/** What switching one change off should do. */
export interface Expectation {
  /** Cells that must move, and how. */
  moves: Readonly<Record<string, readonly Move[]>>;
  /** Cells that must not: the change has nothing to do with them. */
  still: readonly string[];
}

/** A latency that an overload swallowed has risen, too. */
const slower: readonly Move[] = ['up', 'breaks'];
const more: readonly Move[] = ['up'];
const fewer: readonly Move[] = ['down', 'gone'];

/** Its completion is seen by a poll 500 or 1,000 ms after the order, about as often each: the median may lie at either. */
const CHECKOUT = 'checkout.p95';

/** By toggle of the reference deployment, switched off. */
export const EXPECTATIONS_BY_TOGGLE: Readonly<Record<string, Expectation>> = {
  indexes: {
    moves: {
      'dashboard.p50': slower,
      'dashboard.p95': slower,
      databaseMs: more,
      scannedRows: more,
      postgresCpuMs: more,
    },
    still: ['promptTokens', 'copilotStatements', 'connections'],
  },
  statsInDatabase: {
    moves: { rows: more },
    still: ['copilot.p50', 'promptTokens', 'copilotStatements', 'connections'],
  },
  resultLimits: {
    moves: { rows: more },
    still: ['copilot.p50', 'promptTokens', 'copilotStatements', 'connections'],
  },
  pool: {
    moves: { connections: more, poolWaitMs: more, postgresCpuMs: more },
    still: ['promptTokens', 'copilotStatements', 'cacheHitRate', 'rows'],
  },
  contextWindow: {
    moves: { promptTokens: more, modelMs: more, 'copilot.p50': slower, 'copilot.p95': slower },
    still: ['dashboard.p50', 'product.p50', 'health.p50', 'connections', 'cacheHitRate'],
  },
  promptCache: {
    moves: { copilotStatements: more },
    still: ['dashboard.p50', 'copilot.p50', 'product.p50', CHECKOUT, 'promptTokens', 'connections', 'cacheHitRate'],
  },
  responseCache: {
    // No time: waiting for the database moves by a quarter in arms that have nothing to do with it, and the processor
    // time that hits save PostgreSQL (0.67 → 0.58 ms a request, baselines of 2026-11-25) is less than counts as an effect.
    moves: { cacheHitRate: fewer, statements: more },
    still: ['copilot.p50', 'promptTokens', 'copilotStatements', 'connections'],
  },
  rateLimit: {
    moves: { limiterDecisions: fewer },
    still: ['dashboard.p50', 'copilot.p50', 'product.p50', CHECKOUT, 'promptTokens', 'connections', 'cacheHitRate'],
  },
};

/** What switching all of these off should do: everything that each does, and nothing that must not. */
export function expectationOf(off: readonly string[]): Expectation {
  const known = off.flatMap((toggle) => EXPECTATIONS_BY_TOGGLE[toggle] ?? []);
  const moves: Record<string, readonly Move[]> = Object.assign({}, ...known.map((one) => one.moves));
  const still = known.length === 1 && known.length === off.length ? (known[0]?.still ?? []) : [];
  return { moves, still };
}

/** The finding that should stand first; null unless exactly one system is off, and one that a finding names. */
export function expectedFinding(off: readonly string[]): string | null {
  const [toggle] = off;
  return toggle === undefined || off.length > 1 ? null : (FINDINGS_BY_TOGGLE[toggle] ?? null);
}
