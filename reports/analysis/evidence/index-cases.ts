/** What an experiment with one index showed: whether the planner took it, and how much slower the query is without. */
import type { PlanCase, PlanRun } from '../../../contract/evidence.ts';
import type { IndexCase } from '../../database-model.ts';
import { roundFigure } from '../round.ts';
import { ratioOrNull } from './figures.ts';

/** Longest plan that a report carries, characters: 24 plans of this size stay below 50 kB. */
export const PLAN_CHARS_MAX = 2_048;
/** Below this, without ÷ with, in time and in blocks, an index saves less than two runs of one query differ. */
export const GAIN_RATIO_MIN = 1.2;

/** The cases of an experiment as the report shows them. */
export function describeCases(index: string, cases: readonly PlanCase[]): IndexCase[] {
  return cases.map((one) => ({
    user: one.user,
    isTaken: one.with.indexes.includes(index),
    timeRatio: ratioOrNull(one.without.executionMs, one.with.executionMs),
    blocksRatio: ratioOrNull(blocksOf(one.without), blocksOf(one.with)),
    with: describePlan(one.with),
    without: describePlan(one.without),
  }));
}

/** Whether the index made its query clearly faster, or read clearly fewer blocks, for any kind of user. */
export function hasGain(cases: readonly IndexCase[]): boolean {
  return cases.some((one) => one.isTaken && Math.max(one.timeRatio ?? 0, one.blocksRatio ?? 0) >= GAIN_RATIO_MIN);
}

/** What the query takes without the index, in words; the kinds of users in the order of the file. */
export function describeGain(cases: readonly IndexCase[]): string {
  if (!hasGain(cases)) return 'without it the query takes about as long';
  const words = cases
    .filter((one) => one.isTaken)
    .map((one) => {
      const who = { any: '', average: ' for an average user', power: ' for a power user' }[one.user];
      return `${describeRatios(one)}${who}`;
    });
  return `without it the query takes ${words.join(', ')}`;
}

function describeRatios({ timeRatio, blocksRatio }: IndexCase): string {
  if (timeRatio !== null && timeRatio >= GAIN_RATIO_MIN) return `${times(timeRatio)} the time`;
  if (blocksRatio !== null && blocksRatio >= GAIN_RATIO_MIN) return `${times(blocksRatio)} the blocks`;
  return 'about as long';
}

function times(ratio: number): string {
  return `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(2))} times`;
}

function describePlan(plan: PlanRun): IndexCase['with'] {
  return {
    hash: plan.hash,
    executionMs: roundFigure(plan.executionMs),
    planningMs: roundFigure(plan.planningMs),
    blocks: blocksOf(plan),
    rows: plan.rows,
    indexes: plan.indexes,
    sequentialRows: plan.sequentialRows,
    tempBlocks: plan.tempBlocks,
    text: plan.text.slice(0, PLAN_CHARS_MAX),
  };
}

function blocksOf(plan: PlanRun): number {
  return plan.blocksHit + plan.blocksRead;
}
