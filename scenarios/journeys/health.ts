/** The monitor that asks the health route at a fixed rate, whatever the answers are (open model). */
import type { PlannedJourney } from '../../contract/plan.ts';
import { performArrival } from '../lib/arrivals.ts';
import { pathOf } from '../lib/critical-path.ts';
import { send } from '../lib/requests.ts';
import { deployment } from '../lib/run-plan.ts';

/** One iteration: one health check. */
export function health(journey: PlannedJourney): void {
  performArrival(journey, 'health_check', () => {
    const spec = deployment.health?.();
    if (spec === undefined) return { outcome: 'failed' };
    const result = send(spec, journey.requestTimeoutMs);
    if (!result.isGood) return { outcome: 'failed' };
    return { outcome: 'ok', latencyMs: result.totalMs, path: pathOf([result]) };
  });
}
