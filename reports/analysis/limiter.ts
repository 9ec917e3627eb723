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
import { sumOf } from './load-series.ts';
import type { RunRecord } from './read-record.ts';
import { roundFigure } from './round.ts';

/** Kinds of users in the order of reading; others follow by name. */
const KINDS = ['normal', 'power', 'abuser'];
/** Names of checks that speak of the limiter's headers. */
const HEADER_CHECK = /ratelimit|rate-limit|retry-after|header/i;

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

/** The checks of the limiter's headers, by name. */
export function listHeaderChecks({ load }: RunRecord): ReportModel['limiter']['headerChecks'] {
  if (load.tagValues('limiter_answer', 'kind').length === 0) return [];
  const names = load.tagValues('checks', 'check').filter((name) => HEADER_CHECK.test(name));
  return names.map((name) => {
    const series = load.select('checks', { check: name });
    const made = series.reduce((sum, one) => sum + one.count(), 0);
    return { name, made, failed: made - sumOf(series) };
  });
}
