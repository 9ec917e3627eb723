/**
 * The arms of an ablation, and the order in which they run. Pure.
 *
 * Every round holds each arm once, in a seeded random order of its own, so that whatever drifts over the hours (a
 * machine's temperature, other work on it) does not always meet the same arm.
 */
import type { ScheduledRun } from '../../contract/series.ts';
import { type ToggleName, toggleNames } from '../../fixtures/deployment/index.ts';
import type { Arm } from '../../reports/ablation/index.ts';
import { createRandom, uniformInteger } from '../../scenarios/lib/random.ts';
import { parseProfile } from '../plan/profile.ts';

/** The changes of the quick form: those that the report must find by themselves. */
export const QUICK_TOGGLES = [
  'indexes',
  'contextWindow',
  'responseCache',
  'pool',
  'statsInDatabase',
] as const satisfies readonly ToggleName[];

/** `before`, `after` and `after` without each of the toggles. */
export function ablationArms(orders: number, isQuick: boolean): Arm[] {
  const toggles: readonly string[] = isQuick ? QUICK_TOGGLES : toggleNames;
  const profiles = ['before', 'after', ...toggles.map((toggle) => `after-without-${toggle}`)];
  return profiles.map((profile) => ({ name: profile, profile, orders }));
}

/** The arms of these profiles, each once, in the order given. Throws HR_PROFILE_UNKNOWN. */
export function namedArms(profiles: readonly string[], orders: number): Arm[] {
  const names = new Set(profiles.map((profile) => parseProfile(profile).name));
  return [...names].map((name) => ({ name, profile: name, orders }));
}

/** One profile at several sizes of the database, each size once, the smallest first. */
export function scaleArms(profile: string, sizes: readonly number[]): Arm[] {
  const sorted = [...new Set(sizes)].sort((a, b) => a - b);
  return sorted.map((orders) => ({ name: `${profile} at ${orders.toLocaleString('en')} orders`, profile, orders }));
}

/** Rounds from 1, each with every arm once, in an order that the seed decides. */
export function scheduleArms(arms: readonly Arm[], rounds: number, seed: number): ScheduledRun[] {
  return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
    shuffle(
      arms.map((arm) => arm.name),
      createRandom(seed, round),
    ).map((arm) => ({ round, arm })),
  );
}

/** A permutation of the items, each as likely as any other (Fisher and Yates; Knuth, TAOCP 2, algorithm P). */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  const drawn: T[] = [];
  while (left.length > 0) drawn.push(...left.splice(uniformInteger(random, 0, left.length - 1), 1));
  return drawn;
}
