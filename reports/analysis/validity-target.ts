/**
 * The rules about what was observed beside the load: a target that restarted in the run, collectors that saw nothing.
 *
 * A missing collector never takes the verdict away, it only leaves the "why" unanswered; a target that restarts unnoticed
 * does, because two different processes were measured as one.
 */
import type { ValidityReason } from '../../contract/summary.ts';
import { evaluateErrorShare } from './error-share.ts';
import type { RunRecord } from './read-record.ts';
import { percent } from './round.ts';
import { degraded, invalid, type ValidityInput } from './validity-reasons.ts';

/** Share of scrapes that must succeed. */
const SCRAPE_SHARE_MIN = 0.99;
/** Differences of a start time that are rounding, seconds. */
const START_TIME_SLACK_SECONDS = 1;

/**
 * `target_restarted`: a process began anew between the start of the load and the end of the measured phase. Where that
 * cost so many answers that the run fails, it fails: a target that crashes is no fault of the measurement.
 */
export function restartReasons({ record, window, starts }: ValidityInput): ValidityReason[] {
  const { row } = evaluateErrorShare(starts, record.plan.errorShareLimit);
  return record.collectors.flatMap((collector) => {
    const restarts = collector.series.filter((series) => {
      if (series.name !== 'process_start_time_seconds') return false;
      const seen = series.values.filter((_, at) => {
        const atMs = series.at[at] ?? 0;
        return atMs >= window.testStartMs && atMs < window.measureEndMs;
      });
      const first = seen[0];
      return first !== undefined && seen.some((value) => Math.abs(value - first) > START_TIME_SLACK_SECONDS);
    });
    if (restarts.length === 0) return [];
    const message = `The process behind the collector ${collector.name} restarted during the run.`;
    return [row.verdict === 'fail' ? degraded('target_restarted', message) : invalid('target_restarted', message)];
  });
}

/** `collector`: one was expected and saw nothing, or too often failed. */
export function collectorReasons({ run, collectors }: RunRecord): ValidityReason[] {
  const names = new Set([...run.collectors, ...collectors.map((collector) => collector.name)]);
  return [...names].sort().flatMap((name) => {
    const collector = collectors.find((one) => one.name === name);
    if (collector === undefined || collector.scrapes === 0) {
      return [degraded('collector', `The collector ${name} left no scrape.`)];
    }
    const good = collector.scrapes - collector.failures;
    const reason = collector.lastReason ?? 'no reason given';
    if (good === 0) return [degraded('collector', `The collector ${name} has nothing: ${reason}.`)];
    if (good / collector.scrapes >= SCRAPE_SHARE_MIN) return [];
    const share = percent(collector.failures / collector.scrapes);
    return [
      degraded(
        'collector',
        `The collector ${name} failed in ${share} of ${collector.scrapes} scrapes, last: ${reason}.`,
      ),
    ];
  });
}
