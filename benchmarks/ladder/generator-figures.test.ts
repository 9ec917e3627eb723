import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Histogram } from '../../contract/histogram.ts';
import { readGeneratorFigures } from './generator-figures.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-figures-'));
});
afterEach(() => rm(folder, { recursive: true }));

const END = { end: true, atMs: 1, started: 0, finished: 0, dropped: 7, seriesDropped: 0, writeErrors: 0 };
const LOAD = { fromMs: 1_500, toMs: 4_000 };

function trend(s: number, t: number, value: number): object {
  const histogram = new Histogram();
  histogram.add(value, 100);
  return { s, t, ...histogram.encode() };
}

async function write(lines: object[]): Promise<string> {
  const path = join(folder, 'local.ndjson');
  await writeFile(path, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  return path;
}

test('timer lag is read of whole seconds of load only, latency of the whole run', async () => {
  const path = await write([
    { series: 1, metric: 'generator_timer_lag', kind: 'trend', unit: 'ms', tags: {} },
    { series: 2, metric: 'http_req_duration', kind: 'trend', unit: 'ms', tags: {} },
    { series: 3, metric: 'http_req_failed', kind: 'rate', unit: 'share', tags: {} },
    trend(1, 1, 900),
    trend(1, 2, 5),
    trend(1, 3, 5),
    trend(1, 4, 900),
    trend(2, 1, 50),
    trend(2, 4, 50),
    { s: 3, t: 2, v: 2, n: 100 },
    END,
  ]);
  const figures = readGeneratorFigures(path, 'http_req_duration', LOAD);
  expect(figures).toEqual({ p95Ms: 50, count: 200, timerLagMsP50: 5, timerLagMsP99: 5, dropped: 7, failed: 2 });
});

test('a file without its last line gives no figure', async () => {
  const path = await write([trend(1, 1, 5)]);
  expect(() => readGeneratorFigures(path, 'http_req_duration', LOAD)).toThrow('no last line');
});

test('a metric that never came has no p95, and the lag of no second is no number', async () => {
  const figures = readGeneratorFigures(await write([END]), 'http_req_duration', LOAD);
  expect(figures.p95Ms).toBeNaN();
  expect(figures.timerLagMsP99).toBeNaN();
});
