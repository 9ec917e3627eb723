/**
 * Stand-ins for a deployment under load, where none is given: real PostgreSQL and Redis, metrics pages of the size of
 * the reference deployment's, and a load file that grows as under the baseline.
 */
import { appendFileSync } from 'node:fs';
import http from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { scalarLine, seriesLine, trendLine } from '../../collectors/support/load-lines.ts';
import { startPostgres, startRedis } from '../../collectors/support/servers.ts';
import { keepBusy } from './busy-database.ts';

/** Series of the load file: about what the baseline has; 40 of them histograms with 60 values a second. */
const TREND_SERIES = 40;
const SCALAR_SERIES = 80;
const VALUES_A_SECOND = 60;

/** As the reference deployment's PostgreSQL. */
const POSTGRES_SETTINGS = [
  'shared_preload_libraries=pg_stat_statements,auto_explain',
  'auto_explain.log_min_duration=250ms',
  'log_line_prefix=%m [%p] %q%a ',
  'track_io_timing=on',
];

/** What the collectors are pointed at. */
export interface StandIn {
  postgres: { url: string };
  /** PostgreSQL's first process, and its log. */
  processes: { postgres: number };
  logPath: string;
  redis: { url: string };
  application: { url: string };
  model: { url: string };
  stop(): Promise<void>;
}

/** Starts everything; `loadFile` grows once a second until it is stopped. */
export async function startStandIn(loadFile: string): Promise<StandIn> {
  const [postgres, redis] = await Promise.all([startPostgres(POSTGRES_SETTINGS), startRedis()]);
  const registry = metricsLikeTheReference();
  const server = http.createServer(async (_request, response) => {
    response.setHeader('content-type', registry.contentType);
    response.end(await registry.metrics());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/metrics`;
  const stopLoad = growLoadFile(loadFile);
  const urlOf = (user: string) =>
    `postgres://${user}:${encodeURIComponent(postgres.password)}@127.0.0.1:${postgres.port}/postgres`;
  const database = await keepBusy(urlOf('headroom'), postgres.password);
  return {
    postgres: { url: urlOf('watcher') },
    processes: { postgres: postgres.pid },
    logPath: postgres.logPath,
    redis: { url: `redis://default:${redis.password}@127.0.0.1:${redis.port}` },
    application: { url },
    model: { url },
    async stop() {
      stopLoad();
      server.close();
      server.closeAllConnections();
      await database.stop();
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}

function metricsLikeTheReference(): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const buckets = Array.from({ length: 20 }, (_, k) => 0.0001 * 2 ** k);
  for (const name of [
    'app_db_pool_wait_seconds',
    'app_rate_limit_seconds',
    'app_copilot_first_token_seconds',
    'model_queue_seconds',
    'model_first_token_seconds',
  ]) {
    new Histogram({ name, help: name, buckets, registers }).observe(0.01);
  }
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'x',
    labelNames: ['route'],
    buckets,
    registers,
  });
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'x',
    labelNames: ['method', 'route', 'status', 'source'],
    registers,
  });
  for (let route = 0; route < 15; route += 1) {
    duration.observe({ route: `/api/${route}` }, 0.02);
    for (const status of ['200', '429', '500'])
      requests.inc({ method: 'GET', route: `/api/${route}`, status, source: 'load' });
  }
  for (const name of [
    'app_db_pool_max',
    'app_db_pool_in_use',
    'app_db_pool_idle',
    'app_db_pool_waiting',
    'model_slots',
    'model_queue_length',
  ]) {
    new Gauge({ name, help: name, registers }).set(3);
  }
  return registry;
}

function growLoadFile(path: string): () => void {
  const lines: string[] = [];
  for (let s = 0; s < TREND_SERIES + SCALAR_SERIES; s += 1) {
    const metric =
      ['dashboard_load', 'copilot_first_token', 'health_check'][s] ??
      (s < TREND_SERIES ? 'http_req_duration' : 'http_reqs');
    lines.push(seriesLine(s, metric, s < TREND_SERIES ? 'trend' : 'counter', { name: String(s) }));
  }
  appendFileSync(path, `${lines.join('\n')}\n`);
  const timer = setInterval(() => {
    const t = Math.floor(Date.now() / 1000);
    const values = Array.from({ length: VALUES_A_SECOND }, () => 5 + 500 * Math.random() ** 4);
    const second = Array.from({ length: TREND_SERIES + SCALAR_SERIES }, (_, s) =>
      s < TREND_SERIES ? trendLine(s, t, values) : scalarLine(s, t, 3),
    );
    appendFileSync(path, `${second.join('\n')}\n`);
  }, 1000);
  return () => clearInterval(timer);
}
