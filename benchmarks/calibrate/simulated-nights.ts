/**
 * Many simulated nightly histories, looked at night by night as the nightly job does: how often does the trend cry wolf,
 * and how soon does it see a step? Deterministic by seed.
 */
import { type StoredChange, trendOf } from '../../reports/statistics/index.ts';
import { RandomStream } from '../../reports/statistics/support/random.ts';
import { simulateNights } from '../../reports/statistics/support/simulate-nights.ts';

/** Nights within which an alert names the step. */
const NEAR_NIGHTS = 5;

/** False alerts of steady histories. */
export interface FalseAlerts {
  alerts: number;
  /** Nights that asked for a rerun. */
  reruns: number;
  /** Hundreds of nights and series that were looked at. */
  hundreds: number;
}

/** How a step was found. */
export interface FoundSteps {
  steps: number;
  /** Nights from the step's first night until the alert, ascending; a step found in its own night would be 0. */
  delays: number[];
}

/** Looks at `series` steady histories of `nights` each, every night from the first that can be judged. */
export function countFalseAlerts(
  { series, nights, noise, seed }: { series: number; nights: number; noise: number; seed: number },
  onDone?: (done: number) => void,
): FalseAlerts {
  const counted: FalseAlerts = { alerts: 0, reruns: 0, hundreds: 0 };
  for (let number = 0; number < series; number += 1) {
    const all = simulateNights({ count: nights, noise }, new RandomStream(seed, number));
    const stored: StoredChange[] = [];
    for (let count = 1; count <= nights; count += 1) {
      const trend = trendOf(seriesOf(all.slice(0, count), stored));
      if (trend.status !== 'ok') continue;
      counted.hundreds += 0.01;
      counted.alerts += trend.alerts.length;
      stored.push(...trend.alerts.map(({ night, direction }) => ({ night, direction, status: 'open' as const })));
      if (trend.rerun !== null) counted.reruns += 1;
    }
    onDone?.(number + 1);
  }
  return counted;
}

/** Looks for a step by `factor` after `before` steady nights, for `within` nights, in `series` histories. */
export function findSteps(
  plan: { series: number; before: number; within: number; noise: number; factor: number; seed: number },
  onDone?: (done: number) => void,
): FoundSteps {
  const delays: number[] = [];
  for (let number = 0; number < plan.series; number += 1) {
    const step = { at: plan.before, factor: plan.factor };
    const count = plan.before + plan.within;
    const all = simulateNights({ count, noise: plan.noise, step }, new RandomStream(plan.seed, number));
    const isNear = (night: string): boolean =>
      Math.abs(all.findIndex((one) => one.night === night) - plan.before) <= NEAR_NIGHTS;
    for (let delay = 0; delay < plan.within; delay += 1) {
      const trend = trendOf(seriesOf(all.slice(0, plan.before + 1 + delay), []));
      if (trend.status !== 'ok' || !trend.alerts.some(({ night }) => isNear(night))) continue;
      delays.push(delay);
      break;
    }
    onDone?.(number + 1);
  }
  return { steps: plan.series, delays: delays.sort((a, b) => a - b) };
}

function seriesOf(nights: ReturnType<typeof simulateNights>, stored: readonly StoredChange[]) {
  return { endpoint: 'simulated', metric: 'latency', figure: 'p95' as const, isLowerBetter: true, nights, stored };
}
