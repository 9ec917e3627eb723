/**
 * Shows the live figures of a run to Prometheus.
 *
 * A figure that could not be had is absent from the page, never zero. Listens on the loopback unless told otherwise;
 * shows figures only, no configuration and no reasons, so that nothing secret can leave by it.
 */
import http from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import { liveValues } from './generator.ts';
import type { Collectors } from './index.ts';

/** What each name says. */
const HELP: Readonly<Record<string, string>> = {
  headroom_live_requests_per_second: 'Requests a second, streams included, over the last five seconds.',
  headroom_live_error_ratio: 'Failed journeys as a share of those finished within the last five seconds.',
  headroom_live_dashboard_load_p95_seconds: 'Dashboard load, p95 of the last five seconds.',
  headroom_live_copilot_first_token_p95_seconds: 'Copilot first token, p95 of the last five seconds.',
  headroom_live_product_load_p95_seconds: 'Product page, p95 of the last five seconds.',
  headroom_live_checkout_e2e_p95_seconds: 'Checkout, p95 of the last five seconds.',
  headroom_live_health_check_p95_seconds: 'Health route, p95 of the last five seconds.',
  headroom_live_dropped_iterations_total: 'Starts that were due and could not be made.',
  headroom_live_streams_in_flight: 'Streams open.',
  headroom_live_generator_cpu_ratio: 'CPU of the load generator as a share of its limit.',
  headroom_live_sessions: 'Sessions open, by journey.',
};

/** The page's address, and its end. */
export interface Exporter {
  /** `http://host:port/metrics`. */
  url: string;
  close(): Promise<void>;
}

/** Where to listen. */
export interface ExporterInput {
  collectors: Pick<Collectors, 'live' | 'states'>;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free one. */
  port?: number;
}

/** Starts the page; rejects when the port is taken. */
export async function startExporter(input: ExporterInput): Promise<Exporter> {
  const host = input.host ?? '127.0.0.1';
  const server = http.createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const registry = currentFigures(input.collectors);
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(input.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://${host}:${port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A registry of its own for each answer, so that a figure that is gone is gone from the page. */
function currentFigures(collectors: Pick<Collectors, 'live' | 'states'>): Registry {
  const registry = new Registry();
  const registers = [registry];
  const up = new Gauge({
    name: 'headroom_collector_up',
    help: 'Whether the last scrape of a collector succeeded; absent before the first.',
    labelNames: ['collector'],
    registers,
  });
  for (const { name, status } of collectors.states()) {
    if (status !== 'pending') up.set({ collector: name }, status === 'ok' ? 1 : 0);
  }
  const gauges = new Map<string, Gauge>();
  for (const { name, labels = {}, value } of liveValues(collectors.live())) {
    const help = HELP[name] ?? name;
    if (name.endsWith('_total')) {
      new Counter({ name, help, registers }).inc(value);
      continue;
    }
    const gauge = gauges.get(name) ?? new Gauge({ name, help, labelNames: Object.keys(labels), registers });
    gauges.set(name, gauge);
    gauge.set(labels, value);
  }
  return registry;
}
