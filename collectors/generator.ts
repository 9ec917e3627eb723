/**
 * Watches the load generator through the load file that it writes, and keeps the live figures.
 *
 * Its values carry `headroom_live_` names and stand for what a progress display or a dashboard shows; the report reads
 * the load file itself. Never touches the generator's process.
 */

import type { Measured } from '../contract/measured.ts';
import type { SampleValue } from '../contract/samples.ts';
import type { Clock } from './clock.ts';
import { type Collector, pushValue } from './collector.ts';
import { type FileTail, followFile } from './file-tail.ts';
import { createLiveWindow, type LiveFigures } from './live-window.ts';

/**
 * How long a load file may take to begin, ms. k6 writes its first line when it starts, seconds after the collectors;
 * until then there is nothing to observe, and that is no failure.
 */
const BEGIN_MS_MAX = 60_000;

/**
 * How long a load file may stand still, ms. The generator writes its own health each second, so five seconds of
 * silence are a generator that hangs or is gone.
 */
const SILENCE_MS_MAX = 5000;

/** Where, and the clock. */
export interface GeneratorInput {
  /** `load/<instance>.ndjson`; may appear later. */
  loadFile: string;
  clock: Clock;
  /** How the file is followed; injected in tests. */
  follow?: (path: string) => FileTail;
}

/** A collector that also holds the live figures. */
export interface GeneratorCollector extends Collector {
  figures(): LiveFigures;
}

/** A collector of one load file. */
export function createGeneratorCollector(input: GeneratorInput): GeneratorCollector {
  const { clock } = input;
  const tail = (input.follow ?? followFile)(input.loadFile);
  const window = createLiveWindow();
  const createdMs = clock.monotonicMs();
  let grownMs: number | undefined;

  return {
    name: 'generator',
    secrets: [],
    figures: () => window.figures(),
    async scrape() {
      const read = await tail.read();
      const nowMs = clock.monotonicMs();
      if (read !== undefined && read.lines.length > 0) grownMs = nowMs;
      for (const line of read?.lines ?? []) window.add(line);
      const figures = window.figures();
      if (grownMs === undefined) {
        if (nowMs - createdMs > BEGIN_MS_MAX) throw new Error(`no load file after ${BEGIN_MS_MAX / 1000} s`);
        return { values: [], remark: 'the load has not begun' };
      }
      if (!figures.ended && nowMs - grownMs > SILENCE_MS_MAX) {
        throw new Error(`the load file has not grown for ${Math.round((nowMs - grownMs) / 1000)} s`);
      }
      const values = liveValues(figures);
      const remarks: string[] = [];
      if (window.broken() > 0) remarks.push(`lines of the load file that could not be read: ${window.broken()}`);
      if ((read?.behindBytes ?? 0) > 0) remarks.push(`${read?.behindBytes} bytes behind`);
      return remarks.length === 0 ? { values } : { values, remark: remarks.join('; ') };
    },
    close: () => tail.close(),
  };
}

/** The figures in Prometheus names and units; a figure that could not be had is absent. */
export function liveValues(figures: LiveFigures): SampleValue[] {
  const values: SampleValue[] = [];
  const push = (name: string, figure: Measured<number>, scale = 1) =>
    pushValue(values, name, figure.status === 'ok' ? figure.value * scale : undefined);
  push('headroom_live_requests_per_second', figures.requestRateRps);
  push('headroom_live_error_ratio', figures.errorShare);
  for (const [id, figure] of Object.entries(figures.latencyMsP95))
    push(`headroom_live_${id}_p95_seconds`, figure, 1e-3);
  push('headroom_live_dropped_iterations_total', figures.dropped);
  push('headroom_live_streams_in_flight', figures.streamsInFlight);
  push('headroom_live_generator_cpu_ratio', figures.generatorCpuShare);
  for (const [journey, open] of Object.entries(figures.sessionsOpen)) {
    pushValue(values, 'headroom_live_sessions', open, { journey });
  }
  return values;
}
