import { expect, it } from 'vitest';
import { createLiveWindow } from './live-window.ts';
import { endLine, headerLine, scalarLine, seriesLine, trendLine } from './support/load-lines.ts';

const T = 1_763_870_400;

function windowOf(lines: readonly string[]) {
  const window = createLiveWindow();
  for (const line of lines) window.add(line);
  return window;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, k) => from + k);

it('has no figure before the first line, and says why', () => {
  const figures = createLiveWindow().figures();
  for (const figure of [
    figures.requestRateRps,
    figures.errorShare,
    figures.dropped,
    figures.streamsInFlight,
    figures.generatorCpuShare,
    figures.testStartedAtMs,
    ...Object.values(figures.latencyMsP95),
  ]) {
    expect(figure).toMatchObject({ status: 'unavailable', reason: expect.stringMatching(/\w/) });
  }
  expect(figures.sessionsOpen).toEqual({});
});

it('adds requests and streams of the last five whole seconds, and leaves out the second that still grows', () => {
  const figures = windowOf([
    headerLine,
    seriesLine(1, 'http_reqs', 'counter', { name: 'a' }),
    seriesLine(2, 'http_reqs', 'counter', { name: 'b' }),
    seriesLine(3, 'sse_reqs', 'counter'),
    ...range(0, 9).flatMap((k) => [
      scalarLine(1, T + k, k < 4 ? 1000 : 10),
      scalarLine(2, T + k, 5),
      scalarLine(3, T + k, 1),
    ]),
    scalarLine(1, T + 10, 1),
  ]).figures();
  // Seconds 5 to 9: (10 + 5 + 1) × 5 ÷ 5.
  expect(figures.requestRateRps).toEqual({ status: 'ok', value: 16 });
});

it('counts a silent second as a second without requests', () => {
  const figures = windowOf([
    seriesLine(1, 'http_reqs', 'counter'),
    seriesLine(2, 'generator_cpu_share', 'gauge'),
    scalarLine(1, T, 40),
    ...range(0, 4).map((k) => scalarLine(2, T + k, 0.25)),
  ]).figures();
  expect(figures.requestRateRps).toEqual({ status: 'ok', value: 10 });
});

it('merges the histograms of the window instead of averaging percentiles', () => {
  const lines = [
    seriesLine(1, 'dashboard_load', 'trend', { outcome: 'ok' }),
    seriesLine(2, 'health_check', 'trend'),
    ...range(0, 3).map((k) =>
      trendLine(
        1,
        T + k,
        Array.from({ length: 24 }, () => 100),
      ),
    ),
    trendLine(
      1,
      T + 4,
      Array.from({ length: 4 }, () => 1000),
    ),
    trendLine(2, T + 5, [7]),
  ];
  const { latencyMsP95 } = windowOf([...lines, endLine]).figures();
  // 96 answers of 100 ms and 4 of 1,000 ms: the 95th of 100 is 100 ms, the mean of the seconds' p95 would be 280 ms.
  expect(latencyMsP95.dashboard_load).toEqual({ status: 'ok', value: expect.closeTo(100, 0) });
  expect(latencyMsP95.health_check).toEqual({ status: 'ok', value: 7 });
  expect(latencyMsP95.copilot_first_token).toEqual({ status: 'unavailable', reason: 'no answer in the last 5 s' });
});

it('adds lines of one series and second that come in parts and late', () => {
  const figures = windowOf([
    seriesLine(1, 'http_reqs', 'counter'),
    ...range(0, 6).map((k) => scalarLine(1, T + k, 1)),
    scalarLine(1, T + 4, 4),
  ]).figures();
  expect(figures.requestRateRps).toEqual({ status: 'ok', value: (5 + 4) / 5 });
});

it('gives the share of failed journeys among those finished within the window', () => {
  const figures = windowOf([
    seriesLine(1, 'journey_finished', 'counter', { outcome: 'ok' }),
    seriesLine(2, 'journey_finished', 'counter', { outcome: 'failed' }),
    seriesLine(3, 'journey_finished', 'counter', { outcome: 'abort_in_time' }),
    scalarLine(2, T - 20, 500),
    ...range(0, 5).flatMap((k) => [scalarLine(1, T + k, 17), scalarLine(2, T + k, 2), scalarLine(3, T + k, 1)]),
  ]).figures();
  expect(figures.errorShare).toEqual({ status: 'ok', value: 0.1 });
});

it('keeps totals and the newest gauges however old the window is', () => {
  const figures = windowOf([
    seriesLine(1, 'session_opened', 'counter', { journey: 'copilot' }),
    seriesLine(2, 'session_closed', 'counter', { journey: 'copilot' }),
    seriesLine(3, 'dropped_iterations', 'counter', { scenario: 'health' }),
    seriesLine(4, 'streams_in_flight', 'gauge'),
    scalarLine(1, T, 100),
    scalarLine(3, T + 1, 4),
    scalarLine(4, T + 60, 31),
    scalarLine(2, T + 60, 3),
    scalarLine(3, T + 2, 1),
    scalarLine(4, T + 59, 7),
  ]).figures();
  expect(figures.sessionsOpen).toEqual({ copilot: 97 });
  expect(figures.dropped).toEqual({ status: 'ok', value: 5 });
  expect(figures.streamsInFlight).toEqual({ status: 'ok', value: 31 });
});

it('says when the scenarios began: the earliest that a journey named, also in a late line', () => {
  const lines = [
    seriesLine(1, 'test_started_at', 'gauge', { journey: 'copilot' }),
    seriesLine(2, 'test_started_at', 'gauge', { journey: 'health' }),
    scalarLine(1, T + 60, T * 1000 + 250),
  ];
  expect(windowOf(lines).figures().testStartedAtMs).toEqual({ status: 'ok', value: T * 1000 + 250 });
  lines.push(scalarLine(2, T + 1, T * 1000 + 20), scalarLine(1, T + 61, T * 1000 + 300));
  expect(windowOf(lines).figures().testStartedAtMs).toEqual({ status: 'ok', value: T * 1000 + 20 });
});

it('passes over unknown lines and counts those that are broken', () => {
  const window = windowOf(['', '{"future":1}', '{"s":99,"t":1,"v":1}', '{"s":', 'no json', '{"headroom":"load/9"}']);
  expect(window.broken()).toBe(3);
  expect(window.figures().ended).toBe(false);
});

it('does not grow with the length of a run', () => {
  const window = windowOf([seriesLine(1, 'health_check', 'trend')]);
  for (let k = 0; k < 5000; k += 1) window.add(trendLine(1, T + k, [1 + k / 5000]));
  // Five seconds of one answer each are left: the slowest is the newest whole second.
  expect(window.figures().latencyMsP95.health_check).toEqual({
    status: 'ok',
    value: expect.closeTo(1 + 4998 / 5000, 2),
  });
});
