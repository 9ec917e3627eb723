/**
 * What a task asks for, and what the server says came of it: the reference for every generator. Pure.
 */
import type { ServerEntry } from './server.ts';

/** Mean milliseconds of a session's pause between two streams; the scripts draw from half to one and a half of it. */
export const THINK_MS = 1_000;

/** Configured mean of a stream: first token after 150 to 250 ms, then 99 tokens at 20 ms. Spreads the first starts. */
export const STREAM_MS = 2_180;

/** Seconds after the first request that do not count for the rate of plain requests: users are still being started. */
const RAMP_SECONDS = 2;

/** Seconds before the planned end that do not count either: some tools stop their users a little early. */
const TAIL_SECONDS = 1;

/** What one run asks a generator for. */
export type Load =
  | { kind: 'requests'; rateRps: number; seconds: number }
  | { kind: 'streams'; sessions: number; seconds: number };

/** What the server saw. Rates are starts a second: of requests, or of streams. */
export interface ServerFigures {
  count: number;
  chunks: number;
  wantedRate: number;
  achievedRate: number;
  /** Exact nearest-rank p95 of the server's own times: to the answer, or to the first token. */
  p95Ms: number;
  firstStartMs: number;
  lastEndMs: number;
  /** Streams that the client left before their end. */
  leftEarly: number;
}

/** Returns the server's figures. Throws without entries: nothing was measured then. */
export function serverFigures(entries: readonly ServerEntry[], load: Load): ServerFigures {
  const starts = entries.map(({ startedAtMs }) => startedAtMs).sort((a, b) => a - b);
  const firstStartMs = starts[0];
  if (firstStartMs === undefined) throw new Error('no request reached the server');
  return {
    count: entries.length,
    chunks: entries.reduce((sum, { chunks }) => sum + chunks, 0),
    ...(load.kind === 'requests' ? requestRates(starts, firstStartMs, load) : streamRates(entries, firstStartMs, load)),
    p95Ms: nearestRankQuantile(
      entries.filter(({ chunks }) => chunks > 0).map(({ firstMs }) => firstMs),
      0.95,
    ),
    firstStartMs,
    lastEndMs: entries.reduce((last, { startedAtMs, endMs }) => Math.max(last, startedAtMs + endMs), firstStartMs),
    leftEarly: entries.filter(({ whole }) => !whole).length,
  };
}

/** The exact nearest-rank quantile of unsorted values, or NaN without any. */
export function nearestRankQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

/** Starts a second, without the ramp and the tail. */
function requestRates(
  starts: readonly number[],
  firstStartMs: number,
  load: Load & { kind: 'requests' },
): Pick<ServerFigures, 'wantedRate' | 'achievedRate'> {
  const fromMs = firstStartMs + RAMP_SECONDS * 1_000;
  const toMs = firstStartMs + (load.seconds - TAIL_SECONDS) * 1_000;
  const counted = starts.filter((at) => at >= fromMs && at < toMs).length;
  return { wantedRate: load.rateRps, achievedRate: counted / ((toMs - fromMs) / 1_000) };
}

/** Closed model: the streams' length is the server's doing, so it is taken from its log and not from the plan. */
function streamRates(
  entries: readonly ServerEntry[],
  firstStartMs: number,
  load: Load & { kind: 'streams' },
): Pick<ServerFigures, 'wantedRate' | 'achievedRate'> {
  const whole = entries.filter((entry) => entry.whole);
  const meanMs = whole.reduce((sum, { endMs }) => sum + endMs, 0) / whole.length;
  const toMs = firstStartMs + load.seconds * 1_000;
  const counted = entries.filter(({ startedAtMs }) => startedAtMs < toMs).length;
  return { wantedRate: load.sessions / ((meanMs + THINK_MS) / 1_000), achievedRate: counted / load.seconds };
}
