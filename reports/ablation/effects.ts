/**
 * What an arm differs in from `after`, and whether that stands where it should.
 *
 * With one round there is no interval: a difference counts from a factor on that two runs of one arm seldom reach on
 * shared processors. With more, the intervals must also be apart. Never calls a small difference an effect, nor anything
 * missing or unexpected of an arm that the load broke: what fails early asks fewer statements and waits for less, so that
 * a figure a request no longer tells what the change does. What stands where it should does so in spite of that.
 */
import { isUnavailable } from '../../contract/measured.ts';
import { roundFigure } from '../analysis/round.ts';
import { type Expectation, expectationOf } from './expectations.ts';
import { FIGURES } from './figures.ts';
import type { ArmResult, Effect, EstimateOrReason, Move } from './model.ts';

/** From this factor on a difference counts, with one round and with an interval. Latencies are noisier, tails most. */
const FACTORS = { figure: 1.2, p50: 1.5, p95: 2 } as const;
const FACTOR_WITH_INTERVAL = 1.1;
/** Differences below these are none, milliseconds: timers, the network of one machine, a scheduler's turn. */
const FLOORS_MS = { p50: 10, p95: 30 } as const;

type Cell = Readonly<{
  id: string;
  kind: keyof typeof FACTORS;
  floor: number;
  from: EstimateOrReason;
  to: EstimateOrReason;
  /** The arm counted that there was none of it. */
  isGone: boolean;
}> &
  Readonly<{ broken: { from: boolean; to: 'breaks' | 'invalid' | null } }>;

/** All cells of the arm against `after`: the journeys by quantile, then the figures; the median only if `isQuick`. */
export function compareArms(after: ArmResult, arm: ArmResult, isQuick: boolean): Effect[] {
  const expectation = expectationOf(arm.off);
  const isBroken = [after, arm].some(({ journeys }) => journeys.some(({ broken }) => broken !== null));
  return [...journeyCells(after, arm, isQuick), ...figureCells(after, arm)].map((cell) =>
    judge(cell, expectation, isBroken),
  );
}

function journeyCells(after: ArmResult, arm: ArmResult, isQuick: boolean): Cell[] {
  const quantiles = isQuick ? (['p50'] as const) : (['p50', 'p95'] as const);
  return after.journeys.flatMap((from) => {
    const to = arm.journeys.find((one) => one.journey === from.journey);
    if (to === undefined) return [];
    const broken = { from: from.broken !== null, to: to.broken?.kind ?? null };
    return quantiles.map((kind) => ({
      id: `${from.journey}.${kind}`,
      kind,
      floor: FLOORS_MS[kind],
      from: from[kind],
      to: to[kind],
      isGone: false,
      broken,
    }));
  });
}

function figureCells(after: ArmResult, arm: ArmResult): Cell[] {
  return FIGURES.flatMap(({ id, floor }) => {
    const from = after.figures.find((one) => one.id === id)?.value;
    const to = arm.figures.find((one) => one.id === id);
    if (from === undefined || to === undefined) return [];
    const isGone = to.isGone === true;
    return [{ id, kind: 'figure' as const, floor, from, to: to.value, isGone, broken: { from: false, to: null } }];
  });
}

function judge(cell: Cell, { moves, still }: Expectation, isBroken: boolean): Effect {
  const move = moveOf(cell);
  const wanted = moves[cell.id];
  const expectation = wanted !== undefined ? 'moves' : still.includes(cell.id) ? 'still' : 'may';
  const { from, to } = cell;
  const ratio = ratioOf(from, to);
  const mark = markOf(move, expectation, wanted ?? []);
  return { cell: cell.id, from, to, ratio, move, expectation, mark: isBroken ? withoutBlame(mark, expectation) : mark };
}

/** Null, too, where the divisor is only known to be no less than its value. */
function ratioOf(from: EstimateOrReason, to: EstimateOrReason): number | null {
  if (isUnavailable(from) || isUnavailable(to) || from.value === 0 || from.isAtLeast) return null;
  return roundFigure(to.value / from.value);
}

function markOf(move: Move, expectation: Effect['expectation'], wanted: readonly Move[]): Effect['mark'] {
  if (expectation === 'may') return '';
  if (move === 'unknown') return 'unknown';
  if (expectation === 'moves') return wanted.includes(move) ? 'as expected' : 'missing';
  return move === 'same' ? 'as expected' : 'unexpected';
}

/** The mark of a cell of a broken arm: only an effect that was looked for and is there remains. */
function withoutBlame(mark: Effect['mark'], expectation: Effect['expectation']): Effect['mark'] {
  const isJudged = mark === 'missing' || mark === 'unexpected' || (mark === 'as expected' && expectation === 'still');
  return isJudged ? 'not judged' : mark;
}

/** A figure that is missing is gone only where the arm counted none of it; else nobody saw, and nothing is known. */
function moveOf({ from, to, kind, floor, broken, isGone }: Cell): Move {
  if (broken.from || broken.to === 'invalid') return 'unknown';
  if (broken.to === 'breaks') return 'breaks';
  if (isUnavailable(from)) return 'unknown';
  if (isUnavailable(to)) return isGone ? 'gone' : 'unknown';
  const difference = to.value - from.value;
  const [small, large] = [Math.min(from.value, to.value), Math.max(from.value, to.value)];
  const hasIntervals = from.halfWidth !== null && to.halfWidth !== null;
  const factor = hasIntervals ? FACTOR_WITH_INTERVAL : FACTORS[kind];
  const isApart = !hasIntervals || Math.abs(difference) > (from.halfWidth ?? 0) + (to.halfWidth ?? 0);
  const isSame = Math.abs(difference) < floor || large < small * factor || !isApart;
  const move = isSame ? 'same' : difference > 0 ? 'up' : 'down';
  // What is no less than its value may be anything more.
  const isOpen = (to.isAtLeast && move !== 'up') || (from.isAtLeast && move !== 'down');
  return isOpen ? 'unknown' : move;
}
