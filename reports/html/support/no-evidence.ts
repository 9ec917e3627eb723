/** The part `evidence` of a report whose deployment shows nothing of itself. */
import type { EvidenceModel } from '../../evidence-model.ts';

/** Every figure with the same reason. */
export function noEvidenceModel(reason: string): EvidenceModel {
  const gone = { status: 'unavailable' as const, reason };
  return {
    cost: {
      requests: 4127,
      requestsBetweenSnapshots: gone,
      databaseMs: gone,
      statements: gone,
      applicationDatabaseMs: gone,
      applicationStatements: gone,
      connectionsOpened: gone,
      processors: [{ process: 'app', source: 'process_tree_cpu_seconds_total', cpuSeconds: gone, msPerRequest: gone }],
      limiter: { meanMs: gone, p95Ms: gone, decisions: [] },
      routes: gone,
    },
    statements: gone,
    tables: gone,
    settings: gone,
    slow: gone,
    indexes: gone,
    migrations: gone,
    planHashes: [],
    pool: {
      max: gone,
      inUseMax: gone,
      idleMin: gone,
      waitingMax: gone,
      waitMsP95: gone,
      waits: gone,
      exhausted: gone,
      exhaustions: { rows: [], further: 0 },
      connectionsOpened: gone,
      opened: { id: 'connections-opened', title: 'Connections opened', status: 'unavailable', reason },
      postgres: gone,
      pgbouncer: gone,
    },
    cache: gone,
    copilot: gone,
  };
}
