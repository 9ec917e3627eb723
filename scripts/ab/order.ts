/**
 * The order of the runs: A B B A A B B A …, each pair turned round. Pure.
 *
 * Whatever drifts over the hours then meets both sides alike: after every pair each side has had as many runs, and the
 * sides' mean places differ by at most one pair's step. A A A B B B cannot tell a drift from a change.
 */
import type { AbRecord } from './ab-record.ts';

/** Rounds from 1, each with both sides once; every other round begins with `after`. */
export function scheduleAb(repeats: number): AbRecord['schedule'] {
  return Array.from({ length: repeats }, (_, index) => index + 1).flatMap((round): AbRecord['schedule'] => {
    const [first, second] = round % 2 === 1 ? (['before', 'after'] as const) : (['after', 'before'] as const);
    return [
      { round, arm: first },
      { round, arm: second },
    ];
  });
}

/** The order in letters: `A B B A A B`. */
export function orderText(schedule: AbRecord['schedule']): string {
  return schedule.map(({ arm }) => (arm === 'before' ? 'A' : 'B')).join(' ');
}
