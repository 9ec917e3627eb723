/** The endpoints of the sample model. */
import type { EndpointRow } from '../../model.ts';
import { noise, round } from './sample-noise.ts';

const ROUTES: readonly (readonly [string, string, number, number])[] = [
  ['GET /dashboard', 'dashboard', 486, 21],
  ['GET /api/dashboard/orders', 'dashboard', 486, 18],
  ['GET /api/dashboard/stats', 'dashboard', 486, 33],
  ['GET /api/dashboard/downloads', 'dashboard', 486, 9],
  ['GET /api/dashboard/analyses', 'dashboard', 486, 12],
  ['GET /api/dashboard/tickets', 'dashboard', 486, 8],
  ['POST /api/copilot', 'copilot', 718, 412],
  ['GET /api/health', 'health', 600, 3.1],
];

/** Eight rows. */
export function sampleEndpoints(): EndpointRow[] {
  return ROUTES.map(([name, journey, count, base], index) => ({
    name,
    journey,
    method: name.split(' ')[0] ?? '',
    count,
    rateRps: round(count / 60),
    failedShare: journey === 'copilot' ? 0.0033 : 0,
    p50: base,
    p90: round(base * 1.4),
    p95: round(base * 1.55),
    p99: round(base * 1.8),
    max: round(base * 2.3),
    spark: noise(60, 60 + index, base * 1.5, base * 0.4),
  }));
}
