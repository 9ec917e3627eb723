/**
 * Changes of many series as few findings: one cause moves several figures in the same nights, and is told once.
 *
 * The control probe, which asks the application for nothing, says whether it was the machine. Pure.
 */
import type { TrendChange } from './alerts.ts';
import { shortName, sizeText } from './figure-scale.ts';

/** Nights within which changes of different series are one finding. */
const SAME_FINDING_NIGHTS = 2;

/** Changes that belong together. */
export interface Finding {
  /** First and last of the changes' nights. */
  from: string;
  to: string;
  /** The largest first; at least one. */
  changes: TrendChange[];
  /** `machine`: the control probe moved the same way in these nights. `unknown`: there is no control probe. */
  cause: 'machine' | 'application' | 'unknown';
  sentence: string;
}

/**
 * The findings of all series' alerts, oldest first. `nights` are all nights of the history, ascending. `control` is what
 * the control probe shows, changes and suspects; null without a probe.
 */
export function groupFindings(
  alerts: readonly TrendChange[],
  { nights, control }: { nights: readonly string[]; control: readonly TrendChange[] | null },
): Finding[] {
  const positions = new Map([...new Set(nights)].map((night, at) => [night, at]));
  const positionOf = ({ night }: TrendChange): number => positions.get(night) ?? Number.POSITIVE_INFINITY;
  const ordered = alerts.toSorted((a, b) => positionOf(a) - positionOf(b));
  const groups: TrendChange[][] = [];
  for (const alert of ordered) {
    const open = groups.at(-1);
    const first = open?.[0];
    // Held against the group's first change, so that a chain of changes does not grow without end.
    const isNear = first !== undefined && positionOf(alert) - positionOf(first) <= SAME_FINDING_NIGHTS;
    if (open !== undefined && isNear) open.push(alert);
    else groups.push([alert]);
  }
  return groups.map((group) => findingOf(group, (direction) => causeOf(group, direction, { control, positionOf })));
}

function findingOf(
  group: readonly TrendChange[],
  causeFor: (direction: TrendChange['direction']) => Finding['cause'],
): Finding {
  const changes = group.toSorted((a, b) => Math.abs(Math.log1p(b.change)) - Math.abs(Math.log1p(a.change)));
  const nights = group.map(({ night }) => night).sort();
  const [from, to] = [nights[0] ?? '', nights.at(-1) ?? ''];
  // What got worse is what the cause is asked for; a probe that got better excuses nothing.
  const isWorse = changes.some(({ isControl, direction }) => !isControl && direction === 'regressed');
  const cause = causeFor(isWorse ? 'regressed' : (changes[0]?.direction ?? 'regressed'));
  return { from, to, changes, cause, sentence: findingSentence(changes, { from, to, cause }) };
}

function causeOf(
  group: readonly TrendChange[],
  direction: TrendChange['direction'],
  { control, positionOf }: { control: readonly TrendChange[] | null; positionOf: (change: TrendChange) => number },
): Finding['cause'] {
  if (group.every(({ isControl }) => isControl)) return 'machine';
  if (control === null) return 'unknown';
  const moved = control.some(
    (probe) =>
      probe.direction === direction &&
      group.some((change) => Math.abs(positionOf(probe) - positionOf(change)) <= SAME_FINDING_NIGHTS),
  );
  return moved ? 'machine' : 'application';
}

function findingSentence(
  changes: readonly TrendChange[],
  { from, to, cause }: Pick<Finding, 'from' | 'to' | 'cause'>,
): string {
  const when = from === to ? `In the night of ${from}` : `Between ${from} and ${to}`;
  const worse = changes.filter(({ direction }) => direction === 'regressed');
  const better = changes.filter(({ direction }) => direction === 'improved');
  const told = [
    worse.length === 0 ? '' : `${namesOf(worse)} got worse`,
    better.length === 0 ? '' : `${namesOf(better)} got better`,
  ].filter((text) => text !== '');
  const why = {
    machine: ' The control probe moved with it: look at the machine first.',
    application: ' The control probe did not move: it is the application.',
    unknown: '',
  }[cause];
  return `${when} ${told.join(', and ')}.${why}`;
}

function namesOf(changes: readonly TrendChange[]): string {
  return changes.map((change) => `${shortName(change)} (${sizeText(change.figure, change.change)})`).join(', ');
}
