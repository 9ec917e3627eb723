/**
 * The only file k6 is given: options from the plan, and one exported function a journey.
 *
 * It decides nothing. What runs is in `plan.json`; how a journey goes is in `journeys/`.
 */
import { copilot as copilotJourney } from './journeys/copilot.ts';
import { dashboard as dashboardJourney } from './journeys/dashboard.ts';
import { health as healthJourney } from './journeys/health.ts';
import { scenariosOf } from './lib/options.ts';
import { plan, plannedJourney } from './lib/run-plan.ts';

export const options = {
  scenarios: scenariosOf(plan),
  discardResponseBodies: false,
  // Only tags that stand in a series: each further one would multiply the series.
  systemTags: ['name', 'method', 'status', 'error_code', 'check', 'scenario', 'expected_response'],
  // A keep-alive connection a VU, as a browser has; the time-outs are the journeys'.
  noConnectionReuse: false,
  noVUConnectionReuse: false,
};

export function copilot(): void {
  copilotJourney(plannedJourney('copilot'));
}

export function dashboard(): void {
  dashboardJourney(plannedJourney('dashboard'));
}

export function health(): void {
  healthJourney(plannedJourney('health'));
}
