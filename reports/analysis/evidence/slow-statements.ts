/**
 * The statements that took longer than the limit, by statement: how often, how long, when, and what they waited for.
 *
 * Without a watch an empty list would prove nothing, so there is none; with one, an empty list is a finding.
 */
import { type Evidence, type SlowStatement, type SlowWatch, STATEMENT_CHARS_MAX } from '../../../contract/evidence.ts';
import { type Measured, measured, toSummaryFigure, unavailable } from '../../../contract/measured.ts';
import type { SlowFigures, SlowGroup } from '../../database-model.ts';
import { compareText } from '../load-data.ts';
import { roundMs } from '../round.ts';
import { PLAN_CHARS_MAX } from './index-cases.ts';

/** Most statements that are told apart; each carries its text and perhaps a plan. */
export const SLOW_ROWS_MAX = 20;

/** The slow statements, the most time first; unavailable when nobody watched. */
export function groupSlowStatements({ slowWatch, slowStatements }: Evidence): Measured<SlowFigures> {
  if (slowWatch.status === 'unavailable') return slowWatch;
  const watch = slowWatch.value;
  if (watch.log.status === 'unavailable' && watch.activity.status === 'unavailable') {
    return unavailable(`nobody could watch: ${watch.log.reason}; ${watch.activity.reason}`);
  }
  const groups = [...byStatement(slowStatements).values()]
    .map(describeGroup)
    .sort((a, b) => b.totalMs - a.totalMs || compareText(a.text, b.text));
  return measured({
    ...describeWatch(watch),
    groups: groups.slice(0, SLOW_ROWS_MAX),
    further: Math.max(0, groups.length - SLOW_ROWS_MAX),
  });
}

function describeWatch(watch: SlowWatch): Omit<SlowFigures, 'groups' | 'further'> {
  const { log, activity } = watch;
  return {
    limitMs: watch.limitMs,
    fromMs: watch.fromMs,
    untilMs: watch.untilMs,
    logLines: toSummaryFigure(log.status === 'ok' ? measured(log.value.lines) : log),
    activitySamples: toSummaryFigure(activity.status === 'ok' ? measured(activity.value.samples) : activity),
    activityIntervalMs: toSummaryFigure(activity.status === 'ok' ? measured(activity.value.intervalMs) : activity),
    kept: watch.kept,
    omitted: watch.omitted,
  };
}

/** By the server's id; a line without one joins the id under which the same text was seen. */
function byStatement(lines: readonly SlowStatement[]): Map<string, SlowStatement[]> {
  const idOfText = new Map(lines.flatMap(({ id, text }) => (id === null ? [] : [[text, id] as const])));
  const groups = new Map<string, SlowStatement[]>();
  for (const line of lines) {
    const id = line.id ?? idOfText.get(line.text);
    const key = id === undefined ? `text ${line.text}` : `id ${id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return groups;
}

/** One line is one execution: whoever wrote the record made one of what log and samples saw of it. */
function describeGroup(lines: readonly SlowStatement[]): SlowGroup {
  const longest = lines.reduce((most, line) => (line.durationMs > most.durationMs ? line : most));
  const moments = lines.map((line) => line.atMs);
  return {
    id: lines.find((line) => line.id !== null)?.id ?? null,
    text: longest.text.slice(0, STATEMENT_CHARS_MAX),
    count: lines.length,
    longestMs: roundMs(longest.durationMs),
    totalMs: roundMs(lines.reduce((total, line) => total + line.durationMs, 0)),
    firstMs: Math.round(smallest(moments)),
    lastMs: Math.round(-smallest(moments.map((atMs) => -atMs))),
    isExact: lines.every((line) => line.source === 'log'),
    waits: mergeWaits(lines),
    planHashes: [...new Set(lines.flatMap((line) => line.planHash ?? []))].sort(compareText),
    plan: (longest.plan ?? lines.find((line) => line.plan !== null)?.plan)?.slice(0, PLAN_CHARS_MAX) ?? null,
  };
}

function mergeWaits(lines: readonly SlowStatement[]): SlowGroup['waits'] {
  const samples = new Map<string, number>();
  for (const wait of lines.flatMap((line) => line.waits)) {
    samples.set(wait.event, (samples.get(wait.event) ?? 0) + wait.samples);
  }
  return [...samples]
    .map(([event, count]) => ({ event, samples: count }))
    .sort((a, b) => b.samples - a.samples || compareText(a.event, b.event));
}

function smallest(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}
