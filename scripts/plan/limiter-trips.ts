/**
 * Which journeys would be rejected by the deployment's rate limiter, computed before the run. Pure.
 *
 * Works with the shortest possible cycle, not the mean: one user in a hundred with short draws is enough to make a
 * 429 that the run would then report as a failure of the target.
 */
import type { Config } from '../../contract/config.ts';
import type { Deployment } from '../../scenarios/deployments/types.ts';
import type { ClosedLoad, Workload } from '../../scenarios/workloads/types.ts';

const MINUTE_MS = 60_000;

/** One sentence a trip; empty when nobody would be limited. */
export function findLimiterTrips(
  config: Config,
  workload: Workload,
  deployment: Deployment,
  localIps: string | null,
): string[] {
  const limiter = config.limiter;
  if (limiter === null) return [];
  const closed = Object.entries(workload.journeys).filter(
    (entry): entry is [string, ClosedLoad] => entry[1].model === 'closed',
  );
  const { rampMs, warmupMs, measureMs } = workload.phases;
  const durationMs = rampMs + warmupMs + measureMs;
  const problems: string[] = [];
  let sharedAddressRequests = 0;
  for (const [name, load] of closed) {
    const perStart = deployment.limitedRequests[name] ?? 0;
    const inWindow = perStart * startsInWindow(load, Math.min(limiter.windowMs, durationMs));
    sharedAddressRequests += inWindow * load.sessions;
    if (inWindow > limiter.requestsPerWindow) {
      problems.push(
        `${name}: a user makes up to ${inWindow} limited requests in ${limiter.windowMs / 1000} s, ${limiter.requestsPerWindow} are allowed`,
      );
    }
    if (name === 'copilot' && startsInWindow(load, Math.min(MINUTE_MS, durationMs)) > limiter.copilotTurnsPerMinute) {
      problems.push(
        `copilot: a user takes up to ${startsInWindow(load, Math.min(MINUTE_MS, durationMs))} turns a minute, ${limiter.copilotTurnsPerMinute} are allowed`,
      );
    }
  }
  if (localIps === null && sharedAddressRequests > limiter.requestsPerWindow) {
    problems.push(
      `all users share one address (target.localIps is null): up to ${sharedAddressRequests} limited requests in ${limiter.windowMs / 1000} s, ${limiter.requestsPerWindow} are allowed`,
    );
  }
  return problems;
}

/** The most starts that fit into a sliding window when every cycle is the shortest possible. */
function startsInWindow(load: ClosedLoad, windowMs: number): number {
  const shortestCycleMs = load.thinkMs.min + load.minAnswerMs;
  return shortestCycleMs <= 0 ? Number.POSITIVE_INFINITY : Math.ceil(windowMs / shortestCycleMs);
}
