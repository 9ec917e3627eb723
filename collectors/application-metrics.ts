/**
 * The metrics that are read from an application or a model, by their canonical names.
 *
 * These are the names of the reference deployment; another deployment maps its own ones onto them by configuration.
 * Nothing else is stored, so that a page with thousands of series cannot fill the record.
 */

/** A histogram is three names on the page: `_bucket` (with label `le`), `_sum` and `_count`. */
export type MetricShape = 'value' | 'histogram';

/** Canonical names with their shape. */
export type MetricList = Readonly<Record<string, MetricShape>>;

const PROCESS_METRICS: MetricList = {
  nodejs_eventloop_lag_p50_seconds: 'value',
  nodejs_eventloop_lag_p99_seconds: 'value',
  nodejs_eventloop_lag_max_seconds: 'value',
  nodejs_heap_size_used_bytes: 'value',
  process_cpu_seconds_total: 'value',
  process_resident_memory_bytes: 'value',
  process_start_time_seconds: 'value',
};

/** What is read from the application. */
export const APPLICATION_METRICS: MetricList = {
  ...PROCESS_METRICS,
  app_cache_bytes: 'value',
  app_cache_entries: 'value',
  app_cache_evictions_total: 'value',
  app_cache_expirations_total: 'value',
  app_cache_expiry_recomputations_total: 'value',
  app_cache_hits_total: 'value',
  app_cache_invalidations_total: 'value',
  app_cache_max_entries: 'value',
  app_cache_misses_total: 'value',
  app_cache_overlapping_recomputations_total: 'value',
  app_cache_recomputations_total: 'value',
  app_cache_saved_seconds_total: 'value',
  app_copilot_first_token_seconds: 'histogram',
  app_copilot_prompt_cache_hits_total: 'value',
  app_copilot_prompt_cache_misses_total: 'value',
  app_copilot_prompt_tokens: 'histogram',
  app_copilot_turns_total: 'value',
  app_db_connections_opened_total: 'value',
  app_db_pool_exhausted_total: 'value',
  app_db_pool_idle: 'value',
  app_db_pool_in_use: 'value',
  app_db_pool_in_use_max: 'value',
  app_db_pool_max: 'value',
  app_db_pool_wait_seconds: 'histogram',
  app_db_pool_waiting: 'value',
  app_db_seconds_total: 'value',
  app_db_statements_total: 'value',
  app_event_loop_delay_seconds: 'histogram',
  app_rate_limit_decisions_total: 'value',
  app_rate_limit_seconds: 'histogram',
  http_requests_in_flight: 'value',
  http_requests_received_total: 'value',
  http_requests_total: 'value',
};

/** What is read from the model. */
export const MODEL_METRICS: MetricList = {
  ...PROCESS_METRICS,
  model_first_token_seconds: 'histogram',
  model_queue_length: 'value',
  model_queue_seconds: 'histogram',
  model_slots: 'value',
  model_slots_in_use: 'value',
  model_tokens_total: 'value',
};

/**
 * From names on the page to canonical ones, histograms spelt out. `renamed` maps canonical → their name; an unknown
 * canonical name is refused with a RangeError, because a typing error would otherwise read as "not measured".
 */
export function namesOnPage(list: MetricList, renamed: Readonly<Record<string, string>>): Map<string, string> {
  const unknown = Object.keys(renamed).filter((name) => !Object.hasOwn(list, name));
  if (unknown.length > 0) {
    throw new RangeError(`no such metric: ${unknown.join(', ')}; known are ${Object.keys(list).sort().join(', ')}`);
  }
  const names = new Map<string, string>();
  for (const [canonical, shape] of Object.entries(list)) {
    const theirs = renamed[canonical] ?? canonical;
    const suffixes = shape === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const suffix of suffixes) names.set(theirs + suffix, canonical + suffix);
  }
  return names;
}
