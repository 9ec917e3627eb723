/**
 * A night in lines of plain text, each beginning with a mark: what the message, the Markdown and the terminal show.
 *
 * It exists so that they say the same. Escaping for where a line goes is the caller's. Pure.
 */
import { isUnavailable } from '../../contract/measured.ts';
import type { NightlySummary, Objective } from './summary.ts';

/** Marks and words of verdicts; never a colour alone. */
export const NIGHT_MARKS: Record<NightlySummary['verdict'], string> = {
  pass: '✔ PASS',
  fail: '✖ FAIL',
  inconclusive: '? INCONCLUSIVE',
  invalid: '⊘ INVALID',
};

const ROW_MARKS = { regressed: '✖', improved: '✔', unchanged: '✔', inconclusive: '?' } as const;
const OBJECTIVE_MARKS = { pass: '✔', fail: '✖', inconclusive: '?', invalid: '⊘', unavailable: '–' } as const;

/** The first line of a message: `✖ FAIL – night of 2026-11-25`. */
export function nightTitle({ verdict, night }: Pick<NightlySummary, 'verdict' | 'night'>): string {
  return `${NIGHT_MARKS[verdict]} – night of ${night}`;
}

/** Such as `dashboard_load p95`, or `failed starts`. */
export function objectiveName({ id, quantile }: Pick<Objective, 'id' | 'quantile'>): string {
  return quantile === null ? 'failed starts' : `${id} p${Number((100 * quantile).toPrecision(6))}`;
}

/** Such as `612 ms`, `0.25 %`, or why there is no figure. */
export function objectiveValue({ unit, actual }: Pick<Objective, 'unit' | 'actual'>): string {
  return isUnavailable(actual) ? actual.reason : valueText(actual, unit);
}

/** Such as `2000 ms`. */
export function objectiveLimit({ unit, limit }: Pick<Objective, 'unit' | 'limit'>): string {
  return valueText(limit, unit);
}

/** With a full stop, unless it ends already. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The objectives that were judged, missed ones first. */
export function objectiveLines({ objectives }: Pick<NightlySummary, 'objectives'>): string[] {
  return objectives
    .filter(({ judged }) => judged)
    .toSorted((a, b) => Number(b.verdict === 'fail') - Number(a.verdict === 'fail'))
    .map(
      (one) =>
        `${OBJECTIVE_MARKS[one.verdict]} ${objectiveName(one)}: ${objectiveValue(one)} (limit ${objectiveLimit(one)})`,
    );
}

/** The gate, regressed rows first; or why there is none. */
export function gateLines({ comparison }: Pick<NightlySummary, 'comparison'>): string[] {
  if (isUnavailable(comparison)) return [`– not compared: ${comparison.reason}`];
  return comparison.gate
    .toSorted((a, b) => Number(b.verdict === 'regressed') - Number(a.verdict === 'regressed'))
    .map(
      ({ name, verdict, before, after, change, interval }) =>
        `${ROW_MARKS[verdict]} ${name}: ${before} → ${after}, ${change} (${interval}), ${verdict}`,
    );
}

/** What the trend tells for the first time, or its one sentence. */
export function trendLines({ trend }: Pick<NightlySummary, 'trend'>): string[] {
  if (isUnavailable(trend)) return [`– no trend: ${trend.reason}`];
  if (trend.findings.length === 0) return [trend.sentence];
  return trend.findings.map(({ cause, direction, sentence }) => {
    const isBad = direction !== 'improved';
    return `${isBad ? (cause === 'machine' ? '⚠' : '✖') : '✔'} ${sentence}`;
  });
}

/** Failures, problems, records left behind, warnings, and messages that did not arrive. */
export function warningLines({ failures, problems, abandoned, warnings, deliveries }: NightlySummary): string[] {
  return [
    ...failures.map(({ purpose, code, message }) => `✖ ${purpose} run ended with ${code}: ${message}`),
    ...problems.map(({ step, code, message, hint = '' }) =>
      `✖ ${step}: ${code}: ${asSentence(message)} ${hint}`.trimEnd(),
    ),
    ...abandoned.map(({ id, reason }) => `⚠ ${id} does not count: ${reason}`),
    ...warnings.map((warning) => `⚠ ${warning}`),
    ...deliveries.flatMap(({ name, status, reason }) =>
      status === 'failed' ? [`⚠ ${name} was not told: ${reason ?? 'no reason is known'}`] : [],
    ),
  ];
}

function valueText(value: number, unit: Objective['unit']): string {
  return unit === 'ms' ? `${value} ms` : `${Number((100 * value).toPrecision(3))} %`;
}
