/** Clocks that jump while a run goes on: of the command, and of a collector. The machine's own is never set. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../collectors/clock.ts';
import { startCollectors } from '../collectors/index.ts';
import { buildModel } from '../reports/analysis/build-model.ts';
import { readRecord } from '../reports/analysis/read-record.ts';
import { withRecord } from '../reports/analysis/support/analyse-example.ts';
import { exampleRecord } from '../reports/analysis/support/example-run.ts';
import { createWorkshop, waitUntil } from './support/command.ts';
import type { MinimalTarget } from './support/minimal-target.ts';
import { recordSmallRun } from './support/recording.ts';
import { startShopTarget } from './support/shop-target.ts';

const HOUR_MS = 3_600_000;
const workshop = createWorkshop();
let target: MinimalTarget;

beforeAll(async () => {
  target = await startShopTarget(() => '');
});
afterAll(() => {
  target.close();
  workshop.dispose();
});

describe('a clock that is set back in mid-run', () => {
  it('an hour, of the command, makes the run invalid, and says so', async () => {
    let requests = 0;
    target.server.on('request', () => {
      requests += 1;
    });
    const { summary } = await recordSmallRun(workshop, {
      baseUrl: target.baseUrl,
      hasBrowser: false,
      allow: ['127.0.0.1'],
      phases: { rampMs: 0, warmupMs: 200, measureMs: 2_500 },
      nowMs: () => Date.now() - (requests > 1 ? HOUR_MS : 0),
    });
    expect(requests).toBeGreaterThan(1);
    expect(summary.verdict).toBe('invalid');
    expect(summary.validity.reasons).toContainEqual({
      code: 'clock',
      severity: 'invalid',
      message: 'The run ended before it began: the clock was set back.',
    });
  });

  it('a minute, of a collector, makes the run invalid, and names the collector', async () => {
    let backMs = 0;
    const clock = { ...systemClock, wallMs: () => systemClock.wallMs() - backMs };
    const { summary } = await withRecord(exampleRecord(), async (folder) => {
      const collectors = startCollectors({ runFolder: folder, intervalMs: 100, host: true }, { clock });
      const hasScraped = async () => collectors.states().every(({ status }) => status === 'ok');
      await waitUntil('a scrape', hasScraped, 10_000);
      backMs = 60_000;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const [tally] = await collectors.stop();
      expect(tally?.scrapes).toBeGreaterThan(1);
      return buildModel(await readRecord(folder));
    });
    expect(summary.verdict).toBe('invalid');
    expect(summary.validity.reasons.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^clock The collector host: the clock went back (59|60)(\.\d+)? s between two scrapes/),
    ]);
  });
});
