/**
 * The service-level objectives of the requirement, and how many samples a quantile needs.
 *
 * Every SLO is the share of *intended* starts that were answered in time (DESIGN.md 1.3); it is judged at one quantile.
 */

/** The SLO ids of `summary.json`, in the order in which the report shows them. */
export const SLO_IDS = [
  'dashboard_load',
  'copilot_first_token',
  'product_load',
  'checkout_e2e',
  'health_check',
] as const;

/** An SLO id. */
export type SloId = (typeof SLO_IDS)[number];

/** The journey that an SLO belongs to, the metric that holds its latencies, its quantile and its limit. */
export interface SloDefinition {
  id: SloId;
  journey: string;
  /** A trend of the metric catalogue, one value a start. */
  metric: string;
  /** 0 < quantile < 1. */
  quantile: number;
  /** Milliseconds. */
  limitMs: number;
  title: string;
}

/** The requirement's "Performance Benchmarks", all at p95. */
export const DEFAULT_SLOS: readonly SloDefinition[] = [
  {
    id: 'dashboard_load',
    journey: 'dashboard',
    metric: 'dashboard_load',
    quantile: 0.95,
    limitMs: 2000,
    title: 'Dashboard load',
  },
  {
    id: 'copilot_first_token',
    journey: 'copilot',
    metric: 'copilot_first_token',
    quantile: 0.95,
    limitMs: 1000,
    title: 'Copilot first token',
  },
  {
    id: 'product_load',
    journey: 'product',
    metric: 'product_load',
    quantile: 0.95,
    limitMs: 1000,
    title: 'Product page load',
  },
  {
    id: 'checkout_e2e',
    journey: 'checkout',
    metric: 'checkout_e2e',
    quantile: 0.95,
    limitMs: 3000,
    title: 'Checkout end to end',
  },
  {
    id: 'health_check',
    journey: 'health',
    metric: 'health_check',
    quantile: 0.95,
    limitMs: 100,
    title: 'Health check',
  },
];

/** The largest share of failed starts that still passes. */
export const ERROR_SHARE_LIMIT = 0.01;

/**
 * The fewest starts with which a quantile may be called `pass`: 20 expected beyond it and 20 before it
 * (DESIGN.md section 6: p50 100, p95 400, p99 2,000).
 */
export function minimumStarts(quantile: number): number {
  return Math.max(100, Math.ceil(20 / (1 - quantile) - 1e-9));
}
