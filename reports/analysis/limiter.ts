/**
 * What the rate limiter did to each kind of user: the share rejected, and the checks of its headers.
 *
 * A rejected normal user fails the run in whatever phase it happens. Abusers that are never rejected do not: they are
 * said, because a limiter that is open on purpose (its store is away) is no fault of the limiter.
 */
import { isUnavailable, type OrUnavailable, unavailable } from '../../contract/measured.ts';
import type { LimiterKind } from '../../contract/summary.ts';
import type { ReportModel } from '../model.ts';
import { compareText } from './load-data.ts';
import { countOf, type LoadSeries, sumOf } from './load-series.ts';
import type { RunRecord } from './read-record.ts';
import { roundFigure } from './round.ts';

/** Kinds of users in the order of reading; others follow by name. */
const KINDS = ['normal', 'power', 'abuser'];

/** Answers by kind of user, of all phases; unavailable when no journey asked. */
export function summariseLimiter({ load }: RunRecord): OrUnavailable<LimiterKind[]> {
  const kinds = load.tagValues('limiter_answer', 'kind');
  if (kinds.length === 0) return unavailable('no journey of this run tried the rate limiter');
  const order = (kind: string): number => (KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length);
  return kinds
    .sort((a, b) => order(a) - order(b) || compareText(a, b))
    .map((kind) => {
      const count = (result: string): number => sumOf(load.select('limiter_answer', { kind, result }));
      const [allowed, limited] = [count('allowed'), count('limited')];
      const total = allowed + limited;
      const limitedShare = total === 0 ? unavailable('no answer') : roundFigure(limited / total);
      return { kind, allowed, limited, limitedShare };
    });
}

/** What makes the run fail, in words. */
export function limiterFailures(kinds: OrUnavailable<LimiterKind[]>): string[] {
  if (isUnavailable(kinds)) return [];
  return kinds
    .filter(({ kind, limited }) => kind === 'normal' && limited > 0)
    .map(({ allowed, limited }) => `${limited} of ${allowed + limited} requests of normal users were rejected`);
}

/** The checks of the journeys that tried the limiter, by name; each looks at the limiter's headers too. */
export function listHeaderChecks({ load }: RunRecord): ReportModel['limiter']['headerChecks'] {
  const journeys = load.tagValues('limiter_answer', 'journey');
  const byName = new Map<string, LoadSeries[]>();
  for (const series of journeys.flatMap((journey) => load.select('checks', { journey }))) {
    const name = series.tags.check ?? series.tags.name ?? 'check';
    byName.set(name, [...(byName.get(name) ?? []), series]);
  }
  return [...byName]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, series]) => ({ name, made: countOf(series), failed: countOf(series) - sumOf(series) }));
}
