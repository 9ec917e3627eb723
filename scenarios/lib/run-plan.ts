/**
 * The plan that this k6 process was given, its deployment, and the elapsed time of the scenarios.
 *
 * Reads `HEADROOM_PLAN` once, in k6's init stage. Nothing here depends on `setup()`: with several generators it would
 * run once in each.
 */
import exec from 'k6/execution';
import type { Plan, PlannedJourney } from '../../contract/plan.ts';
import { DEPLOYMENTS } from '../deployments/index.ts';
import type { Deployment } from '../deployments/types.ts';

/** The resolved plan. */
export const plan: Plan = JSON.parse(open(requireEnvironment('HEADROOM_PLAN')));

/** The deployment under test. */
export const deployment: Deployment = requireDeployment(plan.deployment);

/** Milliseconds since the scenarios began. */
export function elapsedMs(): number {
  return Date.now() - exec.scenario.startTime;
}

/** Milliseconds of a clock that never jumps; only differences mean something. */
export function monotonicMs(): number {
  return exec.instance.currentTestRunDuration;
}

/** The planned journey that this scenario performs; throws when the plan lacks it. */
export function currentJourney(): PlannedJourney {
  const { name } = exec.scenario;
  const journey = plan.journeys.find((candidate) => candidate.name === name);
  if (journey === undefined) throw new Error(`the plan has no journey '${name}'`);
  return journey;
}

function requireEnvironment(name: string): string {
  const value = __ENV[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: start k6 through the headroom command`);
  return value;
}

function requireDeployment(name: string): Deployment {
  const found = DEPLOYMENTS[name];
  if (found === undefined) throw new Error(`no deployment '${name}'; there are ${Object.keys(DEPLOYMENTS).join(', ')}`);
  return found;
}
