import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type NightRecord, nightSchema } from '../../contract/night.ts';
import { examplePlan, MEASURE_SECOND } from '../analysis/support/example-run.ts';
import { MADE_SECONDS, type MadeRun, writeMadeRun } from '../comparison/support/made-runs.ts';
import { nightOfRuns, type RunOfNight } from './night-of-runs.ts';

/** Five records are written, and up to four read in a test, on a machine that may be busy. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const NIGHT = '2026-11-25';
let folder: string;
let folders: Record<'first' | 'repeat' | 'short' | 'torn' | 'lost', string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-night-'));
  const make = (id: string, minute: number, more: Partial<MadeRun> = {}) =>
    writeMadeRun(folder, { id, minute, ...more });
  folders = {
    first: await make('first', 0, { options: withControl() }),
    repeat: await make('repeat', 5, { options: withControl() }),
    short: await make('short', 9, { options: { measuredSeconds: 20 } }),
    torn: await make('torn', 12),
    lost: await make('lost', 15),
  };
  await writeFile(join(folders.torn, 'plan.json'), '{');
  await writeFile(join(folders.lost, 'run.json'), '{');
});
afterAll(() => rm(folder, { recursive: true }));

/** The example with a control probe of 4 ms, five times a second. */
function withControl(): NonNullable<MadeRun['options']> {
  const { journeys } = examplePlan();
  const probes = journeys
    .filter(({ name }) => name === 'health')
    .map((one) => ({ ...one, name: 'control', rateRps: 5 }));
  return {
    plan: { journeys: [...journeys, ...probes] },
    touch: (file) => {
      const tags = { journey: 'control', phase: 'measure' };
      for (let at = 0; at < MADE_SECONDS; at += 1) {
        const second = MEASURE_SECOND + at;
        file.scalar('journey_started', tags, second, 5);
        file.scalar('journey_finished', { ...tags, outcome: 'ok' }, second, 5);
        file.trend('control_probe', { ...tags, outcome: 'ok' }, second, [4, 4, 4, 4, 4]);
      }
    },
  };
}

function nightOf(...runs: [keyof typeof folders, RunOfNight['purpose']][]): Promise<NightRecord> {
  return nightOfRuns({ night: NIGHT, runs: runs.map(([name, purpose]) => ({ folder: folders[name], purpose })) });
}

function names({ figures }: NightRecord): string[] {
  return figures.map(({ endpoint, figure }) => `${endpoint} ${figure}`);
}

describe('the record of a night', () => {
  it('keeps journeys at p50 and p95 with their error share, and no route', async () => {
    const night = await nightOf(['first', 'first'], ['repeat', 'repeat']);
    expect(nightSchema.parse(night)).toEqual(night);
    for (const journey of ['copilot', 'dashboard', 'health', 'control']) {
      for (const figure of ['p50', 'p95', 'errors']) expect(names(night)).toContain(`${journey} ${figure}`);
    }
    expect(names(night).filter((name) => /GET|POST|p99|throughput|all endpoints/.test(name))).toEqual([]);
    const dashboard = night.figures.find(({ endpoint, figure }) => endpoint === 'dashboard' && figure === 'p50');
    expect(dashboard?.runs.map(({ id }) => id)).toEqual(['first', 'repeat']);
    for (const { value } of dashboard?.runs ?? []) expect(Math.abs(value / 300 - 1)).toBeLessThan(0.1);
    expect(night).toMatchObject({ night: NIGHT, workload: 'baseline', deployment: 'reference', toggles: 'after' });
  });

  it('marks the control probe, and only it', async () => {
    const { figures } = await nightOf(['first', 'first']);
    const control = figures.filter(({ isControl }) => isControl);
    expect(new Set(control.map(({ endpoint }) => endpoint))).toEqual(new Set(['control']));
    expect(control.find(({ figure }) => figure === 'p95')?.runs[0]?.value).toBeCloseTo(4, 1);
  });

  it('keeps each run with its purpose and its own verdict by the objectives', async () => {
    const { runs } = await nightOf(['repeat', 'rerun'], ['first', 'first']);
    expect(runs.map(({ id, purpose, verdict, reasons }) => [id, purpose, verdict, reasons])).toEqual([
      ['first', 'first', 'pass', []],
      ['repeat', 'rerun', 'pass', []],
    ]);
  });

  it('keeps a run that may not be compared with its reasons, and takes no figure of it', async () => {
    const night = await nightOf(['first', 'first'], ['short', 'repeat'], ['torn', 'repeat']);
    const [first, short, torn] = night.runs;
    expect(first?.reasons).toEqual([]);
    expect(short?.reasons.join(' ')).toContain('20 s');
    expect(torn).toMatchObject({ id: 'torn', verdict: 'invalid' });
    expect(torn?.reasons[0]).toContain('plan.json');
    expect(new Set(night.figures.flatMap(({ runs }) => runs.map(({ id }) => id)))).toEqual(new Set(['first']));
  });

  it('without a run that may be compared has reasons and no figures', async () => {
    const night = await nightOf(['short', 'first']);
    expect(night.figures).toEqual([]);
    expect(night.runs[0]?.reasons).not.toEqual([]);
  });

  it('is refused when no record can be read, when one is lost altogether, and without runs', async () => {
    await expect(nightOf(['torn', 'first'])).rejects.toMatchObject({ code: 'HR_RECORD_UNREADABLE', exitCode: 3 });
    await expect(nightOf(['first', 'first'], ['lost', 'repeat'])).rejects.toThrow('the run lost of the night is lost');
    await expect(nightOf()).rejects.toMatchObject({ code: 'HR_RECORD_UNREADABLE' });
    const nowhere = { night: NIGHT, runs: [{ folder: join(folder, 'nowhere'), purpose: 'first' as const }] };
    await expect(nightOfRuns(nowhere)).rejects.toMatchObject({ code: 'HR_RECORD_NOT_FOUND' });
  });
});
