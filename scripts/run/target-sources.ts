/**
 * What a run knows about the deployment under test: where it answers, where its own figures are, which secrets the
 * journeys need.
 */
import type { CollectorsInput } from '../../collectors/index.ts';
import type { Config } from '../../contract/config.ts';
import type { FencedHost } from './fence.ts';
import type { Ledger } from './ledger.ts';

/** A target that is ready to be loaded. */
export interface ReadyTarget {
  baseUrl: string;
  /** Secrets of the journeys, by environment name; they reach k6 by its environment only. */
  secrets: Readonly<Record<string, string>>;
  sources: Pick<CollectorsInput, 'postgres' | 'pgbouncer' | 'redis' | 'application' | 'model'>;
  /** What it was started with, for `run.json`; absent for targets that the suite did not start. */
  description?: Record<string, unknown>;
  /** Whether it runs on this machine. */
  isLocal: boolean;
  /** Root process ids of its parts on this machine, by name: their CPU and memory are watched. */
  processes?: Readonly<Record<string, number>>;
  /** PostgreSQL's own log, where this machine has it. */
  postgresLogPath?: string;
  /** What is known of it before the load, by the name of its file in `evidence/`. */
  documents?: Readonly<Record<string, object>>;
  /**
   * Compares what was acknowledged since the run began (Unix milliseconds) with what its database holds; absent where the
   * suite does not know the database.
   */
  reconcile?: (ledger: Ledger, sinceMs: number) => Promise<object>;
}

/** What the journeys may need of the environment. */
const JOURNEY_SECRETS = ['HEADROOM_TARGET_PASSPHRASE', 'HEADROOM_WEBHOOK_SECRET'] as const;

/** A target that the suite does not own: only what the configuration says about it. */
export function externalTarget(config: Config, baseUrl: string, env: NodeJS.ProcessEnv): ReadyTarget {
  const { applicationMetricsUrl, modelMetricsUrl } = config.collectors;
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    secrets: Object.fromEntries(
      JOURNEY_SECRETS.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
    ),
    sources: {
      ...(env.HEADROOM_DATABASE_URL === undefined ? {} : { postgres: { url: env.HEADROOM_DATABASE_URL } }),
      ...(env.HEADROOM_PGBOUNCER_URL === undefined ? {} : { pgbouncer: { url: env.HEADROOM_PGBOUNCER_URL } }),
      ...(env.HEADROOM_REDIS_URL === undefined ? {} : { redis: { url: env.HEADROOM_REDIS_URL } }),
      ...(applicationMetricsUrl === undefined
        ? {}
        : { application: { url: applicationMetricsUrl, names: config.collectors.names } }),
      ...(modelMetricsUrl === undefined ? {} : { model: { url: modelMetricsUrl } }),
    },
    isLocal: /^https?:\/\/(127\.|localhost|\[::1\])/.test(baseUrl),
  };
}

/** The hosts of servers that the environment names in place of the embedded ones, for the fence. */
export function externalServersOf(env: NodeJS.ProcessEnv): FencedHost[] {
  const named = [
    { purpose: 'database', url: env.HEADROOM_DATABASE_URL },
    { purpose: 'Redis', url: env.HEADROOM_REDIS_URL },
    { purpose: 'model', url: env.HEADROOM_MODEL_URL },
  ];
  return named.flatMap(({ purpose, url }) => (url === undefined ? [] : [{ purpose, url }]));
}

/** Every host that the run would speak to, for the fence. */
export function hostsOf(target: ReadyTarget): FencedHost[] {
  const { postgres, pgbouncer, redis, application, model } = target.sources;
  const named: [string, { url: string } | undefined][] = [
    ['database', postgres],
    ['PgBouncer', pgbouncer],
    ['Redis', redis],
    ['application metrics', application],
    ['model metrics', model],
  ];
  return [
    { purpose: 'target', url: target.baseUrl },
    ...named.flatMap(([purpose, source]) => (source === undefined ? [] : [{ purpose, url: source.url }])),
  ];
}

/** Sources that the configuration does not name, with the reason the report shows. */
export function missingSources(target: ReadyTarget): Record<string, string> {
  const reasons: Record<string, [unknown, string]> = {
    postgres: [target.sources.postgres, 'HEADROOM_DATABASE_URL is not set'],
    redis: [target.sources.redis, 'HEADROOM_REDIS_URL is not set'],
    application: [target.sources.application, 'collectors.applicationMetricsUrl is not configured'],
    model: [target.sources.model, 'collectors.modelMetricsUrl is not configured'],
  };
  return Object.fromEntries(
    Object.entries(reasons).flatMap(([name, [source, reason]]) => (source === undefined ? [[name, reason]] : [])),
  );
}
