/**
 * Which journeys would be rejected by the deployment's rate limiter, computed before the run. Pure.
 *
 * Works with the shortest possible cycle, not the mean: one user in a hundred with short draws is enough to make a
 * 429 that the run would then report as a failure of the target.
 */
import type { Config } from '../../contract/config.ts';
import type { PlannedJourney } from '../../contract/plan.ts';
import type { Deployment } from '../../scenarios/deployments/types.ts';
import { ARRIVAL_DELAY_MS } from '../../scenarios/lib/exponential.ts';
import type { Workload } from '../../scenarios/workloads/types.ts';

const MINUTE_MS = 60_000;

/** One sentence a trip; empty when nobody would be limited who must not be. */
export function findLimiterTrips(
  config: Config,
  {
    workload,
    journeys,
    deployment,
  }: { workload: Workload; journeys: readonly PlannedJourney[]; deployment: Deployment },
): string[] {
  const { limiter } = config;
  if (limiter === null) return [];
  const { rampMs, warmupMs, measureMs } = workload.phases;
  const durationMs = rampMs + warmupMs + measureMs;
  const problems: string[] = [];
  let sharedAddressRequests = 0;
  for (const journey of journeys) {
    const { name } = journey;
    const exec = journey.exec ?? name;
    const load = workload.journeys[name];
    const starts = (windowMs: number) =>
      startsInWindow(journey, load?.model === 'closed' ? load.minAnswerMs : 0, windowMs);
    const perStart = (deployment.limitedRequests[exec] ?? 0) * (journey.settings.callsPerStart ?? 1);
    const preparation = deployment.limitedPreparation?.[exec] ?? 0;
    const inWindow = preparation + (perStart === 0 ? 0 : perStart * starts(Math.min(limiter.windowMs, durationMs)));
    sharedAddressRequests += inWindow * (journey.model === 'closed' ? journey.sessions : journey.preallocatedVus);
    if (load?.mayBeLimited === true) continue;
    if (inWindow > limiter.requestsPerWindow) {
      problems.push(
        `${name}: a user makes up to ${inWindow} limited requests in ${limiter.windowMs / 1000} s, ${limiter.requestsPerWindow} are allowed${journey.model === 'open' ? `; ${journey.preallocatedVus} virtual users take ${journey.rateRps} starts/s in turn` : ''}`,
      );
    }
    const turns = exec === 'copilot' ? starts(Math.min(MINUTE_MS, durationMs)) : 0;
    if (turns > limiter.copilotTurnsPerMinute) {
      problems.push(
        `${name}: a user takes up to ${turns} turns a minute, ${limiter.copilotTurnsPerMinute} are allowed`,
      );
    }
  }
  if (config.target.localIps === null && sharedAddressRequests > limiter.requestsPerWindow) {
    problems.push(
      `all users share one address (target.localIps is null): up to ${sharedAddressRequests} limited requests in ${limiter.windowMs / 1000} s, ${limiter.requestsPerWindow} are allowed`,
    );
  }
  return problems;
}

/** The most starts of one user that fit into a sliding window when every cycle is the shortest possible. */
function startsInWindow(journey: PlannedJourney, minAnswerMs: number, windowMs: number): number {
  const shortestCycleMs = journey.model === 'closed' ? journey.thinkMs.min + minAnswerMs : openCycleMs(journey);
  return shortestCycleMs <= 0 ? Number.POSITIVE_INFINITY : Math.ceil(windowMs / shortestCycleMs);
}

/**
 * Virtual users of an open journey take the starts in turn, the one who has waited longest first, so that each is back
 * after users ÷ rate; a start that was delayed may come nearer to the user's next one by the mean delay.
 */
function openCycleMs({ preallocatedVus, rateRps, arrivals }: PlannedJourney): number {
  if (rateRps === 0) return Number.POSITIVE_INFINITY;
  return (preallocatedVus / rateRps) * 1000 - (arrivals === 'poisson' ? ARRIVAL_DELAY_MS.mean : 0);
}
