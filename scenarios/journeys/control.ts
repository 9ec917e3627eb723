/**
 * The control probe: what the application answers without database and cache, at a fixed rate (open model).
 *
 * It exists for the nightly trend: when it moves, the machine or the event loop got slower, not what the others wait for.
 */
import type { PlannedJourney } from '../../contract/plan.ts';
import { performArrival } from '../lib/arrivals.ts';
import { pathOf } from '../lib/critical-path.ts';
import { send } from '../lib/requests.ts';
import { deployment } from '../lib/run-plan.ts';

/** One iteration: one probe. */
export function control(journey: PlannedJourney): void {
  performArrival(journey, 'control_probe', () => {
    const spec = deployment.control?.();
    if (spec === undefined) return { outcome: 'failed' };
    const result = send(spec, journey.requestTimeoutMs);
    if (!result.isGood) return { outcome: 'failed' };
    return { outcome: 'ok', latencyMs: result.totalMs, path: pathOf([result]) };
  });
}
