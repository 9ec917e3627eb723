import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import { writeMadeRun } from '../../reports/comparison/support/made-runs.ts';
import type { PerformRun } from '../series/perform-series.ts';
import { createStandIn, outcomeOf, type StandIn } from '../series/support/stand-ins.ts';
import { type NoiseOptions, performNoiseVerb } from './noise.ts';

/** Up to eight records are written and read in a test, on a machine that may be busy. */
vi.setConfig({ testTimeout: 90_000 });

const baseUrl = 'http://127.0.0.1:8080';
let runsDir = '';
let standIn: StandIn;
beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'headroom-noise-'));
  standIn = createStandIn(runsDir);
});
afterEach(() => rmSync(runsDir, { recursive: true }));

const never: PerformRun = () => Promise.reject(new Error('no run was to be made'));

function noise(options: Partial<NoiseOptions>, performRun = never, target: { baseUrl?: string } = { baseUrl }) {
  const config = parseConfig({ runsDir, target }, 'test');
  const given = { options: { show: false, wait: false, ...options }, performRun };
  return performNoiseVerb(standIn.context, config, given).catch((error: unknown) => error);
}

/** Makes a real record in no time. */
function recording(onRun: (number: number) => void = () => undefined): PerformRun {
  return async () => {
    const made = readdirSync(runsDir).filter((name) => name.startsWith('run-')).length;
    onRun(made + 1);
    await writeMadeRun(runsDir, { id: `run-${made}`, minute: 3 * made });
    return outcomeOf(`run-${made}`);
  };
}

describe('what cannot work is refused before anything is made', () => {
  it.each<[string, Partial<NoiseOptions>, string]>([
    ['fewer runs than a floor needs', { runs: 5 }, 'HR_USAGE'],
    ['runs too short to be compared', { measureMs: 60_000 }, 'HR_USAGE'],
    ['a profile of a deployment elsewhere', { profile: 'before' }, 'HR_USAGE'],
    ['a workload that does not exist', { workload: 'basline' }, 'HR_WORKLOAD_UNKNOWN'],
    ['to go on with other options', { resume: 'latest', runs: 7 }, 'HR_USAGE'],
    ['to go on where nothing was begun', { resume: 'latest' }, 'HR_RECORD_NOT_FOUND'],
    ['to show and to run', { show: true, runs: 7 }, 'HR_USAGE'],
    ['to show what nobody knows', { show: true }, 'HR_RECORD_NOT_FOUND'],
  ])('%s', async (_what, options, code) => {
    expect(await noise(options)).toMatchObject({ code, exitCode: 2 });
    expect(readdirSync(runsDir)).toEqual([]);
  });

  it('a profile that does not exist', async () => {
    expect(await noise({ profile: 'afterr' }, never, {})).toMatchObject({ code: 'HR_PROFILE_UNKNOWN' });
  });
});

describe('headroom noise', () => {
  it('makes the runs, goes on after Ctrl-C, and writes and prints what it learned', async () => {
    const stop = recording((number) => {
      if (number === 3) standIn.signals.emit('SIGINT');
    });
    expect(await noise({ runs: 6 }, stop)).toMatchObject({
      code: 'HR_INTERRUPTED',
      message: 'ended after 2 of 6 runs; these are kept',
      hint: expect.stringContaining('npm run noise -- --resume '),
    });
    expect(await noise({ resume: 'latest' }, recording())).toBe(0);
    const [id = ''] = readdirSync(join(runsDir, 'noise'));
    const written = JSON.parse(readFileSync(join(runsDir, 'noise', id, 'noise.json'), 'utf8'));
    expect(written).toMatchObject({ schema: 'headroom.noise/1', excluded: [] });
    // run-2 is the partial one.
    expect(written.runs.map((run: { id: string }) => run.id)).toEqual([0, 1, 3, 4, 5, 6].map((n) => `run-${n}`));
    expect(standIn.json).toMatchObject([{ ...written, exitCode: 0, id }]);
    expect(standIn.shown.join('\n')).toMatch(/\| dashboard p95 \| \d+ ms \| ±[\d.]+ % \| 6 \|/);
  });

  it('exits 3 when a run failed and too few are left, and names it', async () => {
    let runs = 0;
    const failing: PerformRun = (context, config, options) => {
      runs += 1;
      if (runs === 2) return Promise.reject(new HeadroomError('HR_TARGET_UNREACHABLE', 'nobody there'));
      return recording()(context, config, options);
    };
    expect(await noise({ runs: 6 }, failing)).toBe(3);
    const said = standIn.shown.join('\n');
    expect(said).toContain('failed  run 2 of 6 (equal): nobody there (HR_TARGET_UNREACHABLE)');
    expect(said).toContain('5 comparable runs have it; 6 are needed');
  });

  it('with --show runs nothing and tells what the records of the latest setting know', async () => {
    for (let at = 0; at < 6; at += 1) await writeMadeRun(runsDir, { id: `past-${at}`, minute: 3 * at });
    await writeMadeRun(runsDir, { id: 'short', minute: 99, options: { measuredSeconds: 20 } });
    const { workload } = JSON.parse(readFileSync(join(runsDir, 'past-0', 'run.json'), 'utf8'));
    expect(await noise({ show: true, workload })).toBe(0);
    expect(standIn.json).toMatchObject([{ exitCode: 0, id: null, paths: {} }]);
    expect(readdirSync(runsDir)).toHaveLength(7);
    expect(await noise({ show: true, workload, measureMs: 180_000 })).toMatchObject({ code: 'HR_RECORD_NOT_FOUND' });
  });
});
