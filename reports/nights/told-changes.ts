/**
 * What people were told and what they said to it: the store's content as pure functions. Who writes it is the caller's.
 *
 * Only the nightly job tells; looking at the trend by hand tells nobody, so that an alarm is never lost to a look.
 */
import type { ToldChange, ToldChanges } from '../../contract/night.ts';
import { shortName } from '../statistics/trend/figure-scale.ts';
import { figureKeyOf } from './figure-key.ts';
import type { TrendModel } from './model.ts';

/** Nights of the history around the named one within which changes are meant too: a finding groups as many. */
const SAME_FINDING_NIGHTS = 2;
/** The same when there is none so near: the place of a change still moves after it was told. */
const SAME_CHANGE_NIGHTS = 5;

/** A store in which nothing was told. */
export const NOTHING_TOLD: ToldChanges = { headroom: 'changes/1', changes: [], creepLookedAt: null };

/** The store after the model's new changes were told; and the creep guard has looked, when it was due. */
export function tellChanges(told: ToldChanges, model: TrendModel, toldAtMs: number): ToldChanges {
  const { environmentKey, toggles } = model.history;
  const added = model.series.flatMap(({ trend }) =>
    trend.status === 'ok' ? trend.changes.filter(({ state }) => state === 'new') : [],
  );
  return {
    ...told,
    changes: [
      ...told.changes,
      ...added.map(
        ({ endpoint, metric, figure, night, direction }): ToldChange => ({
          ...{ endpoint, metric, figure, environmentKey, toggles, night, direction },
          ...{ status: 'open', toldAtMs },
        }),
      ),
    ],
    creepLookedAt: model.creep.status === 'ok' && model.creep.isDue ? model.today : told.creepLookedAt,
  };
}

/** What is acknowledged. */
export interface Acknowledgement {
  environmentKey: string;
  toggles: string;
  /** ISO date; open changes within two nights of it are meant, or within five when none is as near. */
  night: string;
  /** The history's nights, ascending: a job that rests at weekends has no Saturday. */
  nights: readonly string[];
  /** `dashboard p95` or `dashboard page_load p95`; absent: all figures of that night. */
  figure?: string;
  note: string;
}

/** The store with the matching open changes acknowledged, and these; the same store when none matches. */
export function acknowledgeChanges(
  told: ToldChanges,
  acknowledgement: Acknowledgement,
): { told: ToldChanges; acknowledged: ToldChange[] } {
  const { note } = acknowledgement;
  const asked = told.changes.filter((change) => isAsked(change, acknowledgement));
  const near = (most: number): ToldChange[] => asked.filter((change) => nightsApart(change, acknowledgement) <= most);
  const [close, wide] = [near(SAME_FINDING_NIGHTS), near(SAME_CHANGE_NIGHTS)];
  const meant = new Set(close.length > 0 ? close : wide);
  const acknowledged: ToldChange[] = [];
  const changes = told.changes.map((change): ToldChange => {
    if (!meant.has(change)) return change;
    const answered: ToldChange = { ...change, status: 'acknowledged', note };
    acknowledged.push(answered);
    return answered;
  });
  return { told: { ...told, changes }, acknowledged };
}

/** The open changes of a history, the latest first. */
export function openChanges(
  { changes }: ToldChanges,
  { environmentKey, toggles }: Pick<ToldChange, 'environmentKey' | 'toggles'>,
): ToldChange[] {
  return changes
    .filter((one) => one.status === 'open' && one.environmentKey === environmentKey && one.toggles === toggles)
    .sort((a, b) => (a.night < b.night ? 1 : a.night > b.night ? -1 : 0));
}

function isAsked(change: ToldChange, { environmentKey, toggles, figure }: Acknowledgement): boolean {
  if (change.status !== 'open' || change.environmentKey !== environmentKey || change.toggles !== toggles) return false;
  if (figure === undefined) return true;
  const asked = plain(figure);
  return [shortName(figureKeyOf(change)), `${change.endpoint} ${change.metric} ${change.figure}`].some(
    (name) => plain(name) === asked,
  );
}

/** Infinite for what is no date, or one after the last night. */
function nightsApart(change: ToldChange, { night, nights }: Acknowledgement): number {
  if (Number.isNaN(Date.parse(night)) || night > (nights.at(-1) ?? '')) return Number.POSITIVE_INFINITY;
  const positionOf = (date: string): number => nights.filter((one) => one < date).length;
  return Math.abs(positionOf(change.night) - positionOf(night));
}

function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
