/**
 * Simulated nightly histories: 70 % white noise, 30 % AR(1), and outlier nights, as STATISTICS.md asks for. Seeded.
 */
import type { Night } from '../trend/nightly-series.ts';
import type { RandomStream } from './random.ts';

/** How nights differ. */
export interface NightProfile {
  /** Parts of the variance of one night's noise, together 1. */
  whiteShare: number;
  ar1Share: number;
  phi: number;
  outliers: { share: number; changeMin: number; changeMax: number };
}

/** STATISTICS.md: "70 % white, 30 % AR(1) φ 0.3, 3 % outlier nights of +10–50 %". */
export const NIGHTS: NightProfile = {
  whiteShare: 0.7,
  ar1Share: 0.3,
  phi: 0.3,
  outliers: { share: 0.03, changeMin: 0.1, changeMax: 0.5 },
};

/** `count` nights around 200 ms with noise σ (natural logarithms) and a step by `factor` at night `stepAt`, if given. */
export function simulateNights(
  { count, noise, step }: { count: number; noise: number; step?: { at: number; factor: number } },
  random: RandomStream,
  profile: NightProfile = NIGHTS,
): Night[] {
  const { whiteShare, ar1Share, phi, outliers } = profile;
  let slow = random.normal();
  return Array.from({ length: count }, (_, at) => {
    slow = phi * slow + Math.sqrt(1 - phi ** 2) * random.normal();
    const noisy = noise * (Math.sqrt(whiteShare) * random.normal() + Math.sqrt(ar1Share) * slow);
    const isOutlier = random.uniform() < outliers.share;
    const outlier = isOutlier ? 1 + random.between(outliers.changeMin, outliers.changeMax) : 1;
    const level = 200 * (step !== undefined && at >= step.at ? step.factor : 1);
    return { night: dateOf(at), buildId: `build-${at}`, value: level * outlier * Math.exp(noisy) };
  });
}

/** The ISO date of simulated night `at`. */
export function dateOf(at: number): string {
  return new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10);
}
