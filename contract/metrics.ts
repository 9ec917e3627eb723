/**
 * The catalogue of every metric in a load file: name, kind, unit and what it says.
 *
 * Dashboards, docs and the report take names only from here; a test holds the Go side to the same names. The
 * collectors' metrics carry Prometheus-style names of their own (`contract/samples.ts`).
 */

/** How a series' values are combined: histograms are merged, counters added, gauges read as they are. */
export type MetricKind = 'trend' | 'counter' | 'gauge' | 'rate';
/** The units of a load file; Prometheus names convert to seconds in the exporter. */
export type MetricUnit = 'ms' | 'bytes' | 'share' | 'count' | 'seconds' | 'unixMs';

/** What a metric is. */
export interface MetricDefinition {
  kind: MetricKind;
  unit: MetricUnit;
  help: string;
  /** Who writes it. */
  source: 'journey' | 'stream' | 'generator' | 'k6';
}

/**
 * The parts that the whole time of a start is split into along its critical path, roughly in the order in which they
 * pass. `server` is the wait for an answer that carries no Server-Timing; `app` is what that header's total leaves
 * over; `minor` are all parts that take less than a hundredth of their start.
 */
export const START_PARTS = [
  'late',
  'blocked',
  'connect',
  'tls',
  'send',
  'pool',
  'db',
  'cache',
  'model_queue',
  'model',
  'app',
  'server',
  'stream',
  'receive',
  'provider',
  'polling',
  'minor',
  'unexplained',
] as const;
/** A part of a start's time. */
export type StartPart = (typeof START_PARTS)[number];

const trend = (source: MetricDefinition['source'], help: string): MetricDefinition => ({
  kind: 'trend',
  unit: 'ms',
  source,
  help,
});
const counter = (source: MetricDefinition['source'], help: string, unit: MetricUnit = 'count'): MetricDefinition => ({
  kind: 'counter',
  unit,
  source,
  help,
});
const gauge = (source: MetricDefinition['source'], help: string, unit: MetricUnit = 'count'): MetricDefinition => ({
  kind: 'gauge',
  unit,
  source,
  help,
});
const rate = (source: MetricDefinition['source'], help: string): MetricDefinition => ({
  kind: 'rate',
  unit: 'share',
  source,
  help,
});

/** Every metric by name. */
export const METRICS: Readonly<Record<string, MetricDefinition>> = {
  journey_started: counter('journey', 'Starts of a journey, counted before its first request.'),
  journey_finished: counter('journey', 'Ends of a journey, by outcome: ok, failed, abort.'),
  session_opened: counter('journey', 'Sessions opened: a user signed in, or began a new conversation.'),
  session_closed: counter('journey', 'Sessions closed.'),
  test_started_at: gauge('journey', 'When the scenarios began; phases are offsets from it.', 'unixMs'),
  dashboard_load: trend('journey', 'The whole dashboard: page and its API calls, as the user waits for it.'),
  copilot_first_token: trend('journey', 'From sending a copilot message to the first token with text.'),
  product_load: trend('journey', 'Product page and its calls.'),
  checkout_e2e: trend('journey', 'From creating an order until it shows as completed.'),
  checkout_provider_delay: trend('journey', "The payment provider's own delay, which is part of checkout_e2e."),
  health_check: trend('journey', 'The health route.'),
  control_probe: trend('journey', 'The control probe: an answer that needs no database and no cache.'),
  stale_read: counter('journey', 'Completed orders that the dashboard did not show as completed; one fails a run.'),
  limiter_answer: counter('journey', 'Answers to a user of the limits workload, by kind and result: allowed, limited.'),
  webhook_event: counter('journey', 'Payment events sent, by kind: new, duplicate, older, forged, stale.'),
  browser_visit: counter('journey', 'Visits of a real browser, by outcome: ok, failed.'),
  server_timing: trend('journey', 'What the application says of itself (Server-Timing), by part.'),
  journey_error: counter('journey', 'Failed steps by kind: timeout, connect, status, check, stream, stale, payment.'),
  start_band: counter('journey', 'Answered starts of the measured phase, by the band of their whole time.'),
  start_part_ms: counter('journey', 'Their time by part (START_PARTS) and band; the parts of a band add up.', 'ms'),

  sse_reqs: counter('stream', 'Streaming requests.'),
  sse_first_byte: trend('stream', 'From sending to the first byte of the body.'),
  sse_first_event: trend('stream', 'From sending to the first event.'),
  sse_first_token: trend('stream', 'From sending to the first event with text.'),
  sse_gap: trend('stream', 'Between two chunks with text.'),
  sse_max_gap: trend('stream', 'The longest gap of a stream.'),
  sse_duration: trend('stream', 'From sending to the end of the stream.'),
  sse_blocked: trend('stream', 'Waiting for a connection.'),
  sse_looking_up: trend('stream', 'DNS.'),
  sse_connecting: trend('stream', 'TCP handshake.'),
  sse_tls_handshaking: trend('stream', 'TLS handshake.'),
  sse_sending: trend('stream', 'Sending the request.'),
  sse_waiting: trend('stream', 'From the last byte sent to the response headers.'),
  sse_events: counter('stream', 'Events received.'),
  sse_chunks: counter('stream', 'Chunks received.'),
  sse_text_bytes: counter('stream', 'Bytes of text received.', 'bytes'),
  sse_failed: rate('stream', 'Streams that ended in an error, a stall, a time-out or an HTTP error.'),

  generator_cpu_share: gauge('generator', 'CPU of the load generator as a share of its limit.', 'share'),
  generator_cpu_seconds: counter('generator', 'CPU seconds of the load generator.', 'seconds'),
  generator_rss_bytes: gauge('generator', 'Resident memory of the load generator.', 'bytes'),
  generator_gc_pause_ms: gauge('generator', 'Garbage collection pauses within the second.', 'ms'),
  generator_goroutines: gauge('generator', 'Goroutines.'),
  generator_timer_lag: trend('generator', 'How late a timer of 10 ms fired.'),
  generator_backlog: gauge('generator', 'Samples that wait to be aggregated.'),
  streams_in_flight: gauge('generator', 'Streams open at the end of the second.'),
  streams_in_flight_max: gauge('generator', 'Most streams open at once within the second.'),
  streams_in_flight_mean: gauge('generator', 'Time-weighted mean of open streams within the second.'),

  http_reqs: counter('k6', 'HTTP requests (streams apart).'),
  http_req_duration: trend('k6', 'Sending, waiting and receiving of a request.'),
  http_req_blocked: trend('k6', 'Waiting for a connection.'),
  http_req_connecting: trend('k6', 'TCP handshake.'),
  http_req_tls_handshaking: trend('k6', 'TLS handshake.'),
  http_req_sending: trend('k6', 'Sending the request.'),
  http_req_waiting: trend('k6', 'Time to first byte.'),
  http_req_receiving: trend('k6', 'Receiving the body.'),
  http_req_failed: rate('k6', 'Requests with an unexpected status or none.'),
  checks: rate('k6', 'Checks that held.'),
  iterations: counter('k6', 'Finished iterations.'),
  iteration_duration: trend('k6', 'An iteration, think time included.'),
  dropped_iterations: counter('k6', 'Starts that were due and could not be made.'),
  vus: gauge('k6', 'Active virtual users.'),
  vus_max: gauge('k6', 'Virtual users ready.'),
  data_received: counter('k6', 'Bytes received.', 'bytes'),
  data_sent: counter('k6', 'Bytes sent.', 'bytes'),
  group_duration: trend('k6', 'A group.'),
  browser_web_vital_lcp: trend('k6', 'Largest contentful paint.'),
  browser_web_vital_inp: trend('k6', 'Interaction to next paint.'),
  browser_web_vital_cls: { kind: 'trend', unit: 'count', source: 'k6', help: 'Cumulative layout shift, a score.' },
  browser_web_vital_fcp: trend('k6', 'First contentful paint.'),
  browser_web_vital_ttfb: trend('k6', 'Time to first byte, as the browser saw it.'),
  browser_web_vital_fid: trend('k6', 'First input delay.'),
  browser_http_req_duration: trend('k6', 'A request of the browser.'),
  browser_http_req_failed: rate('k6', 'Requests of the browser that failed.'),
  browser_data_sent: counter('k6', 'Bytes that the browser sent.', 'bytes'),
  browser_data_received: counter('k6', 'Bytes that the browser received.', 'bytes'),
};
