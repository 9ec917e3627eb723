/** The metrics that journeys write; each stands in the metric catalogue (`contract/metrics.ts`) under the same name. */
import { Counter, Gauge, Trend } from 'k6/metrics';

export const journeyStarted = new Counter('journey_started');
export const journeyFinished = new Counter('journey_finished');
export const journeyError = new Counter('journey_error');
export const sessionOpened = new Counter('session_opened');
export const sessionClosed = new Counter('session_closed');
export const testStartedAt = new Gauge('test_started_at');
export const staleRead = new Counter('stale_read');
export const limiterAnswer = new Counter('limiter_answer');
export const webhookEvent = new Counter('webhook_event');
export const browserVisit = new Counter('browser_visit');
export const checkoutProviderDelay = new Trend('checkout_provider_delay', true);
export const startBand = new Counter('start_band');
export const startPartMs = new Counter('start_part_ms', true);
export const serverTiming = new Trend('server_timing', true);

/** One value a start that was answered: what the journey's SLO judges, or the trend reads. */
export const sloTrends = {
  dashboard_load: new Trend('dashboard_load', true),
  copilot_first_token: new Trend('copilot_first_token', true),
  product_load: new Trend('product_load', true),
  checkout_e2e: new Trend('checkout_e2e', true),
  health_check: new Trend('health_check', true),
  control_probe: new Trend('control_probe', true),
} as const;
