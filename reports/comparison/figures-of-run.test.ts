import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MEASURE_SECOND } from '../analysis/support/example-run.ts';
import { compareRecords } from './compare-records.ts';
import { examineRuns } from './examine-runs.ts';
import { type FigureRow, figuresOfRun, figureTableHead, figureTableLine } from './figures-of-run.ts';
import { figuresOfSet, setFigureText } from './set-figures.ts';
import { MADE_SECONDS, madeDatabase, writeMadeRun } from './support/made-runs.ts';

vi.setConfig({ testTimeout: 90_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-figures-'));
});
afterAll(() => rm(folder, { recursive: true }));

function figure(rows: readonly FigureRow[], endpoint: string, name: string): FigureRow {
  const found = rows.find((row) => row.endpoint === endpoint && row.figure === name);
  if (found === undefined) throw new Error(`no figure ${endpoint} ${name}`);
  return found;
}

describe('the figures of a run', () => {
  it('are those that a comparison shows, each with its unit', async () => {
    const a = await writeMadeRun(folder, { id: 'a', evidence: madeDatabase(5) });
    const b = await writeMadeRun(folder, { id: 'b', minute: 1, evidence: madeDatabase(5) });
    const rows = await figuresOfRun(a);
    const compared = await compareRecords({ before: [a], after: [b] });
    const shown = compared.rows.find((row) => row.endpoint === 'dashboard' && row.figure === 'p95');
    expect(figure(rows, 'dashboard', 'p95')).toMatchObject({
      ...{ id: 'a', value: shown?.before.value, unit: 'ms', comparable: true, reason: '' },
      ...{ environmentKey: compared.environment.key, started: '2025-11-23T03:59:59.000Z' },
    });
    expect(figure(rows, 'dashboard', 'errors')).toMatchObject({ value: 0, unit: 'share' });
    const statement = rows.find(({ endpoint }) => endpoint.startsWith('SELECT * FROM orders'));
    expect(statement).toMatchObject({ value: 5, unit: 'ms', figure: 'level' });
  });

  it('that are missing say why, and are no zero', async () => {
    const path = await writeMadeRun(folder, { id: 'failing', options: { outage: [0, MADE_SECONDS] } });
    const p95 = figure(await figuresOfRun(path), 'dashboard', 'p95');
    expect(p95.value).toBeNull();
    expect(p95.reason).toContain('no successful request');
    expect(figureTableLine(p95)).toMatch(/,p95,,ms,/);
  });

  it('of a run that is not comparable are there, with what speaks against it', async () => {
    const path = await writeMadeRun(folder, { id: 'short', options: { measuredSeconds: 30 } });
    expect(figure(await figuresOfRun(path), 'dashboard', 'p50')).toMatchObject({
      comparable: false,
      reason: expect.stringContaining('30 s were measured'),
    });
  });

  it('are refused of a damaged record, by name', async () => {
    const path = await writeMadeRun(folder, {
      id: 'negative',
      options: {
        touch: (file) =>
          file.scalar(
            'journey_finished',
            { journey: 'dashboard', phase: 'measure', outcome: 'failed' },
            MEASURE_SECOND,
            -9999,
          ),
      },
    });
    await expect(figuresOfRun(path)).rejects.toMatchObject({ code: 'HR_RECORD_UNREADABLE', exitCode: 3 });
  });

  it('make a table in which no cell is a formula, and no name breaks a line', () => {
    const row: FigureRow = {
      ...{ id: '=cmd()', started: '2026-11-25T00:00:00.000Z', build: '@v1', environmentKey: 'k', toggles: '-a' },
      ...{ workload: 'w', endpoint: 'GET /"a",\r\nb', metric: '+1+2', figure: 'p95', value: -1.5, unit: 'ms' },
      ...{ comparable: false, reason: '' },
    };
    expect(figureTableLine(row)).toBe(
      `'=cmd(),2026-11-25T00:00:00.000Z,'@v1,k,'-a,w,"GET /""a"",\r\nb",'+1+2,p95,-1.5,ms,no,`,
    );
    expect(figureTableHead().split(',')).toHaveLength(13);
  });
});

describe('a set of runs', () => {
  it('is judged together: what cannot be read is named, what does not count has its reasons, twice counts once', async () => {
    const good = await writeMadeRun(folder, { id: 'good' });
    const short = await writeMadeRun(folder, { id: 'too-short', options: { measuredSeconds: 30 } });
    const torn = await writeMadeRun(folder, { id: 'torn' });
    await writeFile(join(torn, 'plan.json'), '{');
    const examined = await examineRuns([good, short, torn, good, join(folder, 'gone')]);
    expect(examined.runs.map(({ facts, reasons }) => [facts.id, reasons.map(({ code }) => code)])).toEqual([
      ['good', []],
      ['too-short', ['too_short']],
    ]);
    expect(examined.unreadable.map((one) => one.folder)).toEqual([torn, join(folder, 'gone')]);
    const figures = await figuresOfSet(examined);
    const p95 = figures.find((one) => one.endpoint === 'dashboard' && one.figure === 'p95');
    expect(p95?.runs).toEqual([{ runId: 'good', value: p95?.value, reason: '' }]);
    if (p95 === undefined) throw new Error('the dashboard has an objective');
    expect(setFigureText(p95)).toMatch(/^dashboard p95 +\d+ ms {2}\(\d+ ms\)$/);
  });

  it('of nothing is nothing', async () => {
    expect(await examineRuns([])).toEqual({ runs: [], unreadable: [], cutSeconds: 0 });
  });
});
