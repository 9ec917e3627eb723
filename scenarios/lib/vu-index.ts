/** Which of a journey's virtual users this one is: a number that stays, from its first iteration. */
import exec from 'k6/execution';

let ownIndex: number | null = null;

/** 0-based, below `count`; k6 gives the first `count` iterations of a scenario to as many different users. */
export function vuIndex(count: number): number {
  ownIndex ??= exec.scenario.iterationInTest % Math.max(1, count);
  return ownIndex;
}
