import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConfigInput, parseConfig } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import { writeMadeRun } from '../../reports/comparison/support/made-runs.ts';
import { AB, abRecordSchema } from '../ab/ab-record.ts';
import type { PerformRun } from '../series/perform-series.ts';
import { readSeries } from '../series/series-folder.ts';
import { createStandIn, outcomeOf, type StandIn } from '../series/support/stand-ins.ts';
import { type AbOptions, performAbVerb } from './ab.ts';

/** Up to six records are written and read in a test, on a machine that may be busy. */
vi.setConfig({ testTimeout: 90_000 });

const address = 'http://127.0.0.1:8080';
const defaults: AbOptions = { wait: false, strict: false, acrossEnvironments: false };
const versions = { before: 'v1', after: 'v2', switch: 'echo {arm} >> "$SWITCHED"' };

let runsDir = '';
let standIn: StandIn;
beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'headroom-ab-'));
  standIn = createStandIn(runsDir);
  standIn.context.env.SWITCHED = join(runsDir, 'switched');
});
afterEach(() => rmSync(runsDir, { recursive: true }));

async function ab(options: Partial<AbOptions>, performRun: PerformRun = never, target: ConfigInput['target'] = {}) {
  const config = parseConfig({ runsDir, target: { baseUrl: address, ...target } }, 'test');
  const given = { options: { ...defaults, ...options }, performRun };
  return performAbVerb(standIn.context, config, given).catch((error: unknown) => error);
}

const never: PerformRun = () => Promise.reject(new Error('no run was to be made'));

/** Makes a real record in no time; the dashboard of v2 takes `change` times as long. */
function recording(change = 1, onRun: (number: number) => void = () => undefined): PerformRun {
  return async (_context, { target }) => {
    const made = existsSync(runsDir) ? readdirSync(runsDir).filter((name) => name.startsWith('run-')).length : 0;
    onRun(made + 1);
    const [id, revision] = [`run-${made}`, target.build ?? ''];
    await writeMadeRun(runsDir, { id, minute: made, revision, dashboard: revision === 'v2' ? change : 1 });
    return outcomeOf(id);
  };
}

function saved() {
  const [id = '', ...others] = readdirSync(join(runsDir, 'ab'));
  expect(others).toEqual([]);
  const folder = join(runsDir, 'ab', id);
  return { folder, record: readSeries(folder, AB, abRecordSchema) };
}

describe('what cannot work is refused before anything is made', () => {
  it.each<[string, Partial<AbOptions>, string]>([
    ['no sides', {}, 'HR_USAGE'],
    ['a run too short to be compared', { ...versions, measureMs: 119_000 }, 'HR_USAGE'],
    ['an address and a name', { before: address, after: 'after' }, 'HR_USAGE'],
    ['a workload that does not exist', { ...versions, workload: 'basline' }, 'HR_WORKLOAD_UNKNOWN'],
    ['a host outside the fence', { before: address, after: 'http://192.0.2.1' }, 'HR_TARGET_REFUSED'],
    ['to go on with other options', { resume: 'latest', repeats: 2 }, 'HR_USAGE'],
    ['to go on where nothing was begun', { resume: 'latest' }, 'HR_RECORD_NOT_FOUND'],
  ])('%s', async (_what, options, code) => {
    expect(await ab(options)).toMatchObject({ code, exitCode: 2 });
    expect(readdirSync(runsDir)).toEqual([]);
  });

  it('one address on this machine and one elsewhere, because their runs could not be compared', async () => {
    const allow = ['127.0.0.0/8', '192.0.2.0/24'];
    const sides = { before: address, after: 'http://192.0.2.1' };
    expect(await ab(sides, never, { allow })).toMatchObject({ code: 'HR_NOT_COMPARABLE', exitCode: 2 });
    expect(readdirSync(runsDir)).toEqual([]);
    const failing: PerformRun = () => Promise.reject(new HeadroomError('HR_TARGET_UNREACHABLE', 'nobody there'));
    // Asked for, it begins.
    expect(await ab({ ...sides, acrossEnvironments: true }, failing, { allow })).toMatchObject({ exitCode: 3 });
  });
});

describe('headroom ab', () => {
  it('switches before each run, compares as compare does, and exits 1 for a regressed row', async () => {
    expect(await ab({ ...versions, repeats: 2 }, recording(2))).toBe(1);
    expect(readFileSync(join(runsDir, 'switched'), 'utf8')).toBe('v1\nv2\nv2\nv1\n');
    const { folder, record } = saved();
    expect(record.made.map(({ runId, arm }) => [runId, arm])).toEqual([
      ['run-0', 'before'],
      ['run-1', 'after'],
      ['run-2', 'after'],
      ['run-3', 'before'],
    ]);
    expect(readdirSync(folder).sort()).toEqual([
      'ab.json',
      'comparison.csv',
      'comparison.html',
      'comparison.json',
      'switch.log',
    ]);
    const model = JSON.parse(readFileSync(join(folder, 'comparison.json'), 'utf8'));
    expect(model).toMatchObject({ verdict: 'regressed', order: { pattern: 'ABBA', isConfounded: false } });
    expect(standIn.json).toMatchObject([{ ...model, exitCode: 1, ab: { id: record.id, folder, failures: [] } }]);
    const said = standIn.shown.join('\n');
    expect(said).toContain('4 runs of baseline in the order A B B A (A v1, B v2), about 12 min left');
    expect(said).toContain('2 of 4: B v2');
    expect(said).toContain('Switching to v2');
    expect(said).toContain('**REGRESSED**');
  });

  it('exits 0 when nothing got worse, and with --strict 1 where a row cannot be told', async () => {
    expect(await ab({ ...versions, repeats: 1 }, recording())).toBe(0);
    expect(await ab({ resume: 'latest', strict: true })).toBe(1);
  });

  it('loses nothing to Ctrl-C: the run under way is made anew, those before are kept', async () => {
    const interrupted = await ab(
      { ...versions, repeats: 2 },
      recording(1, (number) => {
        if (number === 2) standIn.signals.emit('SIGINT');
      }),
    );
    const { folder, record } = saved();
    expect(interrupted).toMatchObject({
      code: 'HR_INTERRUPTED',
      exitCode: 130,
      message: 'ended after 1 of 4 runs; these are kept',
      hint: `Go on with \`npm run ab -- --resume ${record.id}\`.`,
    });
    expect(record.made.map(({ runId }) => runId)).toEqual(['run-0']);
    expect(existsSync(join(folder, 'comparison.json'))).toBe(false);
    expect(standIn.signals.listenerCount('SIGINT')).toBe(0);

    expect(await ab({ resume: record.id }, recording())).toBe(0);
    // run-1 is the partial one.
    expect(saved().record.made.map(({ runId }) => runId)).toEqual(['run-0', 'run-2', 'run-3', 'run-4']);
    expect(readFileSync(join(runsDir, 'switched'), 'utf8')).toBe('v1\nv2\nv2\nv2\nv1\n');
  });

  it('ends at once at the second Ctrl-C', async () => {
    await ab(
      versions,
      recording(1, () => {
        standIn.signals.emit('SIGINT');
        standIn.signals.emit('SIGINT');
      }),
    );
    expect(standIn.exits).toEqual([130]);
  });

  it('ends when a switch fails, and goes on from there once that is mended', async () => {
    const broken = { ...versions, switch: 'echo {arm}; test ! -e "$SWITCHED.{arm}"', repeats: 1 };
    writeFileSync(join(runsDir, 'switched.v2'), '');
    const failure = await ab(broken, recording());
    const { folder, record } = saved();
    expect(failure).toMatchObject({
      code: 'HR_SWITCH_FAILED',
      exitCode: 3,
      problems: ['v2'],
      hint: expect.stringContaining(`--resume ${record.id}`),
    });
    expect(record.made.map(({ runId }) => runId)).toEqual(['run-0']);
    expect(readFileSync(join(folder, 'switch.log'), 'utf8')).toContain('# ended with 1\n');
    rmSync(join(runsDir, 'switched.v2'));
    expect(await ab({ resume: record.id }, recording())).toBe(0);
  });

  it('notes a run that failed and makes the others; it is never 0 until that run is made', async () => {
    let runs = 0;
    const failing: PerformRun = (context, config, options) => {
      runs += 1;
      if (runs === 2) return Promise.reject(new HeadroomError('HR_TARGET_UNREACHABLE', 'nobody there'));
      return recording()(context, config, options);
    };
    expect(await ab({ ...versions, repeats: 2 }, failing)).toBe(3);
    expect(standIn.shown.join('\n')).toContain('failed  run 2 of 4 (after): nobody there (HR_TARGET_UNREACHABLE)');
    expect(standIn.json).toMatchObject([{ exitCode: 3, verdict: 'inconclusive' }]);
    expect(await ab({ resume: 'latest' }, recording())).toBe(0);
    expect(saved().record.made).toHaveLength(4);
  });

  it('says why when a side has no record at all', async () => {
    const failing: PerformRun = (context, config, options) =>
      config.target.build === 'v2'
        ? Promise.reject(new HeadroomError('HR_TARGET_UNREACHABLE', 'nobody there'))
        : recording()(context, config, options);
    expect(await ab({ ...versions, repeats: 1 }, failing)).toMatchObject({
      code: 'HR_RECORD_UNREADABLE',
      exitCode: 3,
      message: 'there is no record of side after',
      problems: ['run 2 of 2 (after): nobody there (HR_TARGET_UNREACHABLE)'],
    });
  });

  it('ends at a problem that every run has', async () => {
    const busy: PerformRun = () => Promise.reject(new HeadroomError('HR_RUN_BUSY', 'somebody holds the machine'));
    expect(await ab(versions, busy)).toMatchObject({ code: 'HR_RUN_BUSY', exitCode: 2 });
    expect(saved().record.made).toEqual([]);
  });
});
