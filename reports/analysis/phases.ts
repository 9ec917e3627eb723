/**
 * Where the phases of a run lie in time, and the time axis that every chart shares.
 *
 * Samples are selected by their `phase` tag, never by time: a sample is stamped with its end. The window here is for
 * what carries no tag: gauges, drops, collectors, charts.
 */
import { BUCKETS_MAX, type Timeline } from '../model.ts';
import type { SecondFilter } from './load-series.ts';
import type { RunRecord } from './read-record.ts';

/** The measured phase in time, Unix milliseconds. */
export interface Window {
  testStartMs: number;
  measureStartMs: number;
  measureEndMs: number;
  /** Whether the scenarios themselves said when they began; false when the generator's own start stands for it. */
  isExact: boolean;
}

/** The measured phase: the earliest `test_started_at` plus the plan's phases. */
export function findWindow({ run, plan, load }: RunRecord): Window {
  const reported = load.select('test_started_at').flatMap((series) => series.values);
  const begun = load.files.flatMap((file) => (file.header === null ? [] : [file.header.startedAtMs]));
  const isExact = reported.length > 0;
  const testStartMs = smallest(isExact ? reported : begun) ?? run.startedAtMs;
  const measureStartMs = testStartMs + plan.phases.rampMs + plan.phases.warmupMs;
  const plannedEndMs = measureStartMs + plan.phases.measureMs;
  // A run that the suite stopped early measured no longer than it went on.
  const measureEndMs = Math.max(measureStartMs, Math.min(plannedEndMs, run.stoppedEarly?.atMs ?? plannedEndMs));
  return { testStartMs, measureStartMs, measureEndMs, isExact };
}

/** Whether a Unix second counts as measured: its middle lies in the window. */
export function isMeasuredSecond(window: Window): SecondFilter {
  return (second) => second * 1000 + 500 >= window.measureStartMs && second * 1000 + 500 < window.measureEndMs;
}

/** Whether a Unix millisecond lies in the measured phase. */
export function isMeasuredMs(window: Window, atMs: number): boolean {
  return atMs >= window.measureStartMs && atMs < window.measureEndMs;
}

/** The length of the measured phase in seconds. */
export function measuredSeconds(window: Window): number {
  return (window.measureEndMs - window.measureStartMs) / 1000;
}

/** The report's time axis: from the first measured second to the last, at most 720 buckets of whole seconds. */
export function buildTimeline({ load, plan }: RunRecord, window: Window): Timeline {
  let first = Math.floor(window.testStartMs / 1000);
  let last = Math.ceil(window.measureEndMs / 1000) - 1;
  for (const series of load.all()) {
    for (const second of series.seconds) {
      if (second < first) first = second;
      if (second > last) last = second;
    }
  }
  const seconds = Math.max(1, last - first + 1);
  const bucketSeconds = Math.max(1, Math.ceil(seconds / BUCKETS_MAX));
  const endMs = (last + 1) * 1000;
  const { testStartMs, measureStartMs, measureEndMs } = window;
  const warmupMs = testStartMs + plan.phases.rampMs;
  const phases: Timeline['phases'] = [
    { name: 'ramp', startMs: testStartMs, endMs: warmupMs },
    { name: 'warmup', startMs: warmupMs, endMs: measureStartMs },
    { name: 'measure', startMs: measureStartMs, endMs: measureEndMs },
    { name: 'drain', startMs: measureEndMs, endMs },
  ];
  return {
    originMs: first * 1000,
    bucketMs: bucketSeconds * 1000,
    count: Math.ceil(seconds / bucketSeconds),
    phases: phases.filter((phase) => phase.endMs > phase.startMs),
  };
}

/** The bucket of a Unix second, or -1 outside the axis. */
export function bucketOf(timeline: Timeline, second: number): number {
  const bucket = Math.floor((second * 1000 - timeline.originMs) / timeline.bucketMs);
  return bucket >= 0 && bucket < timeline.count ? bucket : -1;
}

function smallest(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>((low, value) => (low === undefined || value < low ? value : low), undefined);
}
