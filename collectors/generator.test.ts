import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { describeCollectorContract } from './contract-suite.ts';
import { followFile } from './file-tail.ts';
import { createGeneratorCollector } from './generator.ts';
import { createFakeClock } from './support/fake-clock.ts';
import { createGate } from './support/gate.ts';
import { endLine, headerLine, scalarLine, seriesLine, trendLine } from './support/load-lines.ts';

const T = 1_763_870_400;
const signal = new AbortController().signal;
const text = [
  headerLine,
  seriesLine(1, 'http_reqs', 'counter'),
  seriesLine(2, 'health_check', 'trend'),
  seriesLine(3, 'session_opened', 'counter', { journey: 'copilot' }),
  scalarLine(1, T, 12),
  trendLine(2, T, [50]),
  scalarLine(3, T, 100),
  scalarLine(1, T + 1, 1),
  '',
].join('\n');

let folder: string;
let loadFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-generator-'));
  loadFile = join(folder, 'local.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

describeCollectorContract('generator', async () => {
  const gate = createGate();
  await writeFile(loadFile, text);
  return {
    create: () =>
      createGeneratorCollector({
        loadFile,
        clock: systemClock,
        follow: (path) => {
          const tail = followFile(path);
          return { read: () => gate.through(() => tail.read()), close: () => tail.close() };
        },
      }),
    everyScrapeHas: 'headroom_live_requests_per_second',
    secrets: [],
    hang: gate.hang,
    goAway: gate.goAway,
    comeBack: gate.comeBack,
    close: async () => gate.comeBack(),
  };
});

describe('watching a load file', () => {
  const start = () => {
    const clock = createFakeClock(T * 1000);
    return { clock, collector: createGeneratorCollector({ loadFile, clock }) };
  };

  it('writes the live figures in seconds and shares, and leaves out those that there are not', async () => {
    const { collector } = start();
    await writeFile(loadFile, text);
    const { values } = await collector.scrape(signal);
    await collector.close();
    expect(values).toEqual([
      { name: 'headroom_live_requests_per_second', value: 12 },
      { name: 'headroom_live_health_check_p95_seconds', value: 0.05 },
      { name: 'headroom_live_dropped_iterations_total', value: 0 },
      { name: 'headroom_live_sessions', labels: { journey: 'copilot' }, value: 100 },
    ]);
  });

  it('finds no fault while the load has not begun, but does after a minute', async () => {
    const { clock, collector } = start();
    expect(await collector.scrape(signal)).toEqual({ values: [], remark: 'the load has not begun' });
    await clock.advance(60_001);
    await expect(collector.scrape(signal)).rejects.toThrow('no load file after 60 s');
  });

  it('fails once the file stands still without its last line, and not after its last line', async () => {
    const { clock, collector } = start();
    await writeFile(loadFile, text);
    await collector.scrape(signal);
    await clock.advance(6000);
    await expect(collector.scrape(signal)).rejects.toThrow('the load file has not grown for 6 s');
    await appendFile(loadFile, `${endLine}\n`);
    await clock.advance(6000);
    await collector.scrape(signal);
    await clock.advance(60_000);
    expect((await collector.scrape(signal)).remark).toBeUndefined();
    expect(collector.figures().ended).toBe(true);
    await collector.close();
  });

  it('says when lines could not be read', async () => {
    const { collector } = start();
    await writeFile(loadFile, `${text}{"torn":\n`);
    expect((await collector.scrape(signal)).remark).toBe('lines of the load file that could not be read: 1');
    await collector.close();
  });
});
