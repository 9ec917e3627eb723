/**
 * What every collector has to do, as tests that each of them runs (vitest).
 *
 * A collector is run by the real scheduler against a source that answers, hangs, goes away and comes back.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SampleLine } from '../contract/samples.ts';
import { systemClock } from './clock.ts';
import type { Collector } from './collector.ts';
import { type RunningCollector, runCollector } from './run.ts';

/** Milliseconds; long enough for a busy machine to answer, short enough to wait for a few of them. */
const INTERVAL_MS = 400;
const TIMEOUT_MS = 350;

/** Longest wait for a line, ms; only a broken collector reaches it. */
const WAIT_MS_MAX = 15_000;

/** A collector with a source that can be disturbed. */
export interface CollectorBench {
  create(): Collector;
  /** A name that stands in every good scrape. */
  everyScrapeHas: string;
  /** What must never be written; empty when the source needs no secret. */
  secrets: readonly string[];
  hang(): void | Promise<void>;
  goAway(): void | Promise<void>;
  comeBack(): void | Promise<void>;
  close(): Promise<void>;
}

/** Declares the suite for one collector; `open` is called for every test. */
export function describeCollectorContract(name: string, open: () => Promise<CollectorBench>): void {
  describe(`the ${name} collector`, () => {
    let bench: CollectorBench;
    let run: RunningCollector;
    let lines: SampleLine[];
    let wake = () => {};

    beforeEach(async () => {
      bench = await open();
      lines = [];
      run = runCollector({
        collector: bench.create(),
        intervalMs: INTERVAL_MS,
        timeoutMs: TIMEOUT_MS,
        clock: systemClock,
        write(line) {
          lines.push(line);
          wake();
        },
      });
    });

    afterEach(async () => {
      await run.stop();
      await bench.close();
      for (const secret of bench.secrets) expect(JSON.stringify(lines)).not.toContain(secret);
    });

    /** The first line from now on that fits. */
    async function next(fits: (line: SampleLine) => boolean): Promise<SampleLine> {
      const from = lines.length;
      const deadlineMs = systemClock.monotonicMs() + WAIT_MS_MAX;
      for (;;) {
        const found = lines.slice(from).find(fits);
        if (found !== undefined) return found;
        if (systemClock.monotonicMs() > deadlineMs) throw new Error(`no such line: ${JSON.stringify(lines.slice(-3))}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }

    it('writes values with its own success and duration', async () => {
      const line = await next((candidate) => candidate.ok);
      expect(line.collector).toBe(name);
      expect(line.tookMs).toBeGreaterThanOrEqual(0);
      expect(line.values?.map((value) => value.name)).toContain(bench.everyScrapeHas);
    });

    it('records a source that hangs as a failed scrape and works again afterwards', async () => {
      await next((line) => line.ok);
      await bench.hang();
      // A busy machine may hold the collectors up as well, which is a failure of another name.
      const failed = await next((line) => !line.ok && line.reason === `no answer within ${TIMEOUT_MS} ms`);
      expect(failed.values).toBeUndefined();
      await bench.comeBack();
      await next((line) => line.ok);
    });

    it('records a source that is away with the reason and works again afterwards', async () => {
      await next((line) => line.ok);
      await bench.goAway();
      const failed = await next((line) => !line.ok);
      expect(failed.reason).toMatch(/\w+/);
      expect(failed.values).toBeUndefined();
      await bench.comeBack();
      await next((line) => line.ok);
    });

    it('ends in a bounded time although its source hangs', async () => {
      await next((line) => line.ok);
      await bench.hang();
      await run.stop();
      const { scrapes, failures } = run.tally();
      expect(scrapes).toBe(lines.length);
      expect(failures).toBe(lines.filter((line) => !line.ok).length);
    });
  });
}
