import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { studentQuantile } from '../statistics/distributions/student-t.ts';
import { type NoiseModel, noiseOfRuns } from './noise-of-runs.ts';
import { writeNoiseTable } from './noise-text.ts';
import { writeMadeRun } from './support/made-runs.ts';

/** Ten records are written and read, on a machine that may be busy. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let folder: string;
let model: NoiseModel;
const equal: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-noise-'));
  for (let at = 0; at < 8; at += 1) equal.push(await writeMadeRun(folder, { id: `equal-${at}`, minute: 3 * at }));
  const short = await writeMadeRun(folder, { id: 'short', minute: 1, options: { measuredSeconds: 20 } });
  const other = await writeMadeRun(folder, { id: 'other', minute: 2, options: { preallocatedVus: 9 } });
  model = await noiseOfRuns([...equal, short, other, join(folder, 'nowhere')]);
});
afterAll(() => rm(folder, { recursive: true }));

const rowOf = ({ rows }: NoiseModel, endpoint: string, figure: string) => {
  const row = rows.find((one) => one.endpoint === endpoint && one.figure === figure);
  if (row === undefined) throw new Error(`no row ${endpoint} ${figure}`);
  return row;
};

describe('the noise of runs', () => {
  it('is not known from none, nor from five, and says why', async () => {
    expect((await noiseOfRuns([])).rows.every(({ noise }) => noise.status === 'unavailable')).toBe(true);
    const five = rowOf(await noiseOfRuns(equal.slice(0, 5)), 'dashboard', 'p95');
    expect(five.noise).toEqual({ status: 'unavailable', reason: '5 comparable runs have it; 6 are needed' });
  });

  it('names what is not comparable, of another environment, or no record, and learns nothing from it', () => {
    expect(model.runs.map(({ id }) => id)).toEqual(equal.map((_path, at) => `equal-${at}`));
    expect(model.excluded.map(({ runId, reasons }) => [runId, reasons.join(' ')])).toEqual([
      ['short', expect.stringContaining('20 s were measured')],
      ['other', expect.stringContaining('environment or switches')],
    ]);
    expect(model.unreadable).toMatchObject([{ folder: join(folder, 'nowhere') }]);
  });

  it('is the spread between runs, and what three and five a side could see is the formula of the comparison', () => {
    const { noise, runs } = rowOf(model, 'dashboard', 'p95');
    if (noise.status !== 'ok') throw new Error(noise.reason);
    const logs = runs.map(({ value }) => Math.log(value));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const sd = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logs.length - 1));
    expect(noise.value).toMatchObject({ scale: 'ratio', df: 7, isDrifting: false });
    expect(noise.value.sd).toBeCloseTo(sd, 4);
    for (const { repeats, change } of noise.value.seen) {
      const df = 4 + 2 * repeats - 2; // history counts four degrees at most
      const t = studentQuantile(0.975, df) + studentQuantile(0.8, df);
      // Never below: a run's own error may be larger than the spread.
      expect(change).toBeGreaterThanOrEqual(Math.expm1(t * sd * Math.sqrt(2 / repeats)) - 1e-4);
      expect(change).toBeLessThan(0.2);
    }
    const [three, five] = noise.value.seen;
    expect(three?.repeats).toBe(3);
    expect(three?.change).toBeGreaterThan(five?.change ?? 1);
  });

  it('of an error share without an error is not known, and is not zero', () => {
    expect(rowOf(model, 'dashboard', 'errors').noise).toEqual({
      status: 'unavailable',
      reason: 'no error in any run',
    });
  });

  it('takes runs of two builds as two groups, so that the difference of the builds is no noise', async () => {
    const builds = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        writeMadeRun(join(folder, 'builds'), {
          ...{ id: `build-${at}`, minute: at, dashboard: at % 2 === 0 ? 1 : 3 },
          revision: at % 2 === 0 ? 'aaaaaaaaaaaa' : 'bbbbbbbbbbbb',
        }),
      ),
    );
    const { noise } = rowOf(await noiseOfRuns(builds), 'dashboard', 'p95');
    expect(noise).toMatchObject({ status: 'ok', value: { df: 6 } });
    if (noise.status === 'ok') expect(noise.value.sd).toBeLessThan(0.1);
  });

  it('is a table with a row a figure and the reasons below it', () => {
    const table = writeNoiseTable(model);
    expect(table).toMatch(/\| dashboard p95 \| \d+ ms \| ±[\d.]+ % \| 8 \| [\d.]+ % \| [\d.]+ % \|/);
    expect(table).toContain('| no error in any run | 8 | – | – |');
    expect(table).toContain('- short: Only 20 s were measured');
  });
});
