/** What of a trend asks for an act: regressions nobody has answered, news to tell, and a night to repeat. Pure. */
import type { ModelChange, ModelFinding, TrendModel } from './model.ts';

/** A figure that asks for the last night to be repeated. */
export interface RerunWish {
  endpoint: string;
  metric: string;
  figure: string;
  night: string;
  /** The night's value, the level before it, and the limit that a rerun must pass to agree. */
  value: number;
  level: number;
  limit: number;
}

/**
 * The regressions that hold on and that nobody has acknowledged, new and told, the latest first. The control probe's own
 * are not among them: a slower machine is no regression of the application.
 */
export function openAlerts({ series }: Pick<TrendModel, 'series'>): ModelChange[] {
  return series
    .flatMap(({ trend }) => (trend.status === 'ok' ? trend.changes : []))
    .filter(
      ({ state, direction, isControl }) =>
        direction === 'regressed' && !isControl && (state === 'new' || state === 'told'),
    )
    .sort((a, b) => (a.night < b.night ? 1 : a.night > b.night ? -1 : 0));
}

/** The findings that hold at least one change that was not told yet: what the nightly job tells. */
export function newFindings({ findings }: Pick<TrendModel, 'findings'>): ModelFinding[] {
  return findings.filter(({ changes }) => changes.some(({ state }) => state === 'new'));
}

/** The figures that ask for the last night to be repeated before anyone is told; empty once a rerun was made. */
export function needsRerun({ series }: Pick<TrendModel, 'series'>): RerunWish[] {
  return series.flatMap(({ endpoint, metric, figure, rerun }) =>
    rerun === null ? [] : [{ endpoint, metric, figure, ...rerun }],
  );
}

/** 0, or with `isStrict` 1 while an unacknowledged regression holds on: looking informs, only the nightly job judges. */
export function exitCodeOfTrend(model: Pick<TrendModel, 'series'>, isStrict: boolean): 0 | 1 {
  return isStrict && openAlerts(model).length > 0 ? 1 : 0;
}
