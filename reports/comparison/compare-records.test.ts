import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HeadroomError } from '../../contract/errors.ts';
import { MEASURE_SECOND } from '../analysis/support/example-run.ts';
import { createLoadFile } from '../analysis/support/record-writer.ts';
import { compareRecords, exitCodeOfComparison } from './compare-records.ts';
import type { ComparisonModel, ModelRow } from './model.ts';
import { MADE_SECONDS, type MadeRun, madeDatabase, writeMadeRun, writeSets } from './support/made-runs.ts';

/** A test writes and reads up to a dozen records of 120 s, on a machine that may be busy. */
vi.setConfig({ testTimeout: 90_000 });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-compare-'));
});
afterAll(() => rm(folder, { recursive: true }));

function rowOf(model: ComparisonModel, endpoint: string, figure: string): ModelRow {
  const found = model.rows.find((row) => row.endpoint === endpoint && row.figure === figure && row.family === 'gate');
  if (found === undefined) throw new Error(`no gate row ${endpoint} ${figure}`);
  return found;
}

async function pair(before: Partial<MadeRun>, after: Partial<MadeRun>, name: string): Promise<ComparisonModel> {
  const a = await writeMadeRun(folder, { id: `${name}-a`, ...before });
  const b = await writeMadeRun(folder, { id: `${name}-b`, minute: 1, ...after });
  return await compareRecords({ before: [a], after: [b] });
}

async function refusal(act: Promise<unknown>): Promise<HeadroomError> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HeadroomError)) throw new Error(`expected a HeadroomError, got ${String(error)}`);
  return error;
}

describe('records that cannot be compared', () => {
  it('a folder that is none is an error of usage', async () => {
    const a = await writeMadeRun(folder, { id: 'there' });
    const { code, exitCode } = await refusal(compareRecords({ before: [a], after: [join(folder, 'nowhere')] }));
    expect([code, exitCode]).toEqual(['HR_RECORD_NOT_FOUND', 2]);
  });

  it('a run on both sides is refused by name', async () => {
    const a = await writeMadeRun(folder, { id: 'twice' });
    expect((await refusal(compareRecords({ before: [a], after: [a] }))).message).toContain(
      'the run twice stands on both',
    );
  });

  it('another machine, data size, load or script is refused, each by name, and the switches and the build are not', async () => {
    const a = await writeMadeRun(folder, { id: 'here', toggles: { pool: true } });
    const elsewhere = async (name: string, options: MadeRun['options']) => {
      const b = await writeMadeRun(folder, { id: name, minute: 1, ...(options === undefined ? {} : { options }) });
      return (await refusal(compareRecords({ before: [a], after: [b] }))).problems;
    };
    const machine = { cores: 8, memoryBytes: 8e9, kernel: '6.1.0', os: '', cgroupVersion: 2 };
    const limits = { cpuLimitCores: null, memoryLimitBytes: null, sharedWithTarget: true };
    expect(await elsewhere('cores', { run: { machine: { ...machine, ...limits } } })).toEqual(['cores 2 and 8']);
    expect(await elsewhere('longer', { measuredSeconds: 130 })).toContain('measured 120 s and 130 s');
    const other = await writeMadeRun(folder, {
      id: 'switched',
      minute: 2,
      toggles: { pool: false },
      profile: 'before',
      revision: 'cc',
    });
    expect((await compareRecords({ before: [a], after: [other] })).runs.after[0]?.toggles).toBe('pool=off');
  });

  it('is exit 2 with another environment, and compared and said when that is asked for', async () => {
    const a = await writeMadeRun(folder, { id: 'short-load' });
    const b = await writeMadeRun(folder, { id: 'long-load', minute: 1, options: { preallocatedVus: 200 } });
    const { code, exitCode } = await refusal(compareRecords({ before: [a], after: [b] }));
    expect([code, exitCode]).toEqual(['HR_NOT_COMPARABLE', 2]);
    const model = await compareRecords({ before: [a], after: [b], acrossEnvironments: true });
    expect(model.runs.after).toHaveLength(1);
    expect(model.environment.differences[0]).toMatch(/^load [0-9a-f]{12} and [0-9a-f]{12}$/);
    expect(model.warnings[0]).toContain('different environments');
  });

  it.each([
    ['a future version', 'load/local.ndjson', (text: string) => text.replace('load/1', 'load/9'), 'load/9'],
    ['a damaged line', 'load/local.ndjson', (text: string) => text.replace('"n":', '"n":7'), 'local.ndjson, line'],
    ['a plan that is none', 'plan.json', () => '{', 'plan.json'],
    ['a future run', 'run.json', (text: string) => text.replace('run/1', 'run/2'), 'run/2'],
  ])('%s is named and passed over, and is exit 3 when nothing is left', async (what, file, damage, named) => {
    const id = what.replaceAll(' ', '-');
    const a = await writeMadeRun(folder, { id: `${id}-a` });
    const [b, bad] = [
      await writeMadeRun(folder, { id: `${id}-b`, minute: 1 }),
      await writeMadeRun(folder, { id: `${id}-bad`, minute: 2 }),
    ];
    const path = join(bad, file);
    await writeFile(path, damage(await readFile(path, 'utf8')));
    const model = await compareRecords({ before: [a], after: [b, bad] });
    expect(model.runs.after.map((run) => run.id)).toEqual([`${id}-b`]);
    expect(model.unreadable).toMatchObject([{ side: 'after', folder: bad }]);
    expect(model.unreadable[0]?.reason).toContain(named);
    const { code, exitCode, message } = await refusal(compareRecords({ before: [a], after: [bad] }));
    expect([code, exitCode]).toEqual(['HR_RECORD_UNREADABLE', 3]);
    expect(message).toContain('side after has no readable record left');
  });

  it('a count below zero makes a record unreadable, not the suite wrong', async () => {
    const touch: NonNullable<MadeRun['options']>['touch'] = (file) =>
      file.scalar(
        'journey_finished',
        { journey: 'dashboard', phase: 'measure', outcome: 'failed' },
        MEASURE_SECOND,
        -9999,
      );
    const a = await writeMadeRun(folder, { id: 'positive' });
    const b = await writeMadeRun(folder, { id: 'negative', options: { touch: (file) => touch(file) } });
    expect((await refusal(compareRecords({ before: [a], after: [b] }))).message).toContain('-99');
  });

  it('too short, dropped and clock-jumped runs are excluded with their reasons; a side without runs is invalid', async () => {
    const short = await pair({ options: { measuredSeconds: 20 } }, { options: { measuredSeconds: 20 } }, 'short');
    expect(short.verdict).toBe('invalid');
    expect(exitCodeOfComparison(short, false)).toBe(3);
    expect(short.excluded.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      'too_short',
      'too_short',
    ]);
    const still = await pair({}, { options: { missingSeconds: [30, 31, 32, 33, 34, 35, 36] } }, 'still');
    expect(still.excluded[0]?.reasons.map(({ code }) => code)).toContain('clock');
    const dropped = await pair({}, { options: { droppedPerSecond: 5 } }, 'dropped');
    expect(dropped.excluded[0]?.reasons.map(({ code }) => code)).toContain('dropped');
  });
});

describe('the comparison of records', () => {
  it('calls a dashboard that is a third slower regressed, leaves the others alone and names the statement', async () => {
    const evidence = (side: 'before' | 'after') => ({ evidence: madeDatabase(side === 'after' ? 14 : 5) });
    const sets = await writeSets(join(folder, 'slower'), 1.33, evidence);
    const model = await compareRecords(sets);
    expect(model.verdict).toBe('regressed');
    expect(exitCodeOfComparison(model, false)).toBe(1);
    expect(model.order).toEqual({ pattern: 'ABBAAB', isConfounded: false });
    const gate = model.rows.filter(({ family }) => family === 'gate');
    expect(gate.filter(({ verdict }) => verdict === 'regressed').map(({ endpoint }) => endpoint)).toEqual([
      'dashboard',
    ]);
    expect(rowOf(model, 'dashboard', 'p95').before.value).toBeCloseTo(300 * Math.exp(0.3 * 1.645), -2);
    expect(model.why[0]).toMatchObject({ kind: 'part', journey: 'dashboard' });
    expect(model.why[0]?.share).toBeGreaterThan(0.9);
    expect(model.why[1]).toMatchObject({ kind: 'statement', title: 'SELECT * FROM orders WHERE user_id = $1' });
    expect(model.why[1]?.sentence).toMatch(/ran 5 ms a call \(.*\) → 14 ms a call \(/);
  });

  it('calls a faster one improved, and equal ones unchanged within their margins once the noise is known', async () => {
    const faster = await compareRecords(await writeSets(join(folder, 'faster'), 0.7));
    expect([faster.verdict, exitCodeOfComparison(faster, true)]).toEqual(['improved', 0]);
    const equal = await writeSets(join(folder, 'equal'), 1);
    const history: string[] = [];
    for (let past = 0; past < 8; past += 1) {
      history.push(await writeMadeRun(join(folder, 'equal'), { id: `past-${past}`, minute: -60 + past }));
    }
    const model = await compareRecords({ ...equal, history });
    expect(model.verdict).toBe('unchanged');
    expect(model.history).toHaveLength(8);
    expect(rowOf(model, 'dashboard', 'p95').evidence).toMatchObject({
      value: { floor: { source: 'history', runs: 8 } },
    });
    expect(model.why).toEqual([]);
    expect(model.whyNote).not.toBe('');
  });

  it('learns the noise from nights of one level whatever their builds, and knows none of single builds', async () => {
    const at = join(folder, 'levels');
    const [a, b] = [await writeMadeRun(at, { id: 'a' }), await writeMadeRun(at, { id: 'b', minute: 1 })];
    const history: string[] = [];
    for (let night = 0; night < 7; night += 1) {
      const revision = `${night}`.repeat(40);
      history.push(await writeMadeRun(at, { id: `night-${night}`, minute: -60 + night, revision }));
    }
    const floorWith = async (levels: ReadonlyMap<string, string>) => {
      const { evidence } = rowOf(
        await compareRecords({ before: [a], after: [b], history, levels }),
        'dashboard',
        'p95',
      );
      return evidence.status === 'ok' ? evidence.value.floor : null;
    };
    expect(await floorWith(new Map())).toMatchObject({ source: 'default' });
    const oneLevel = new Map(history.map((_, night) => [`night-${night}`, 'since the first night']));
    expect(await floorWith(oneLevel)).toMatchObject({ source: expect.stringMatching(/history/), runs: 7 });
    // A change in the middle: four and three runs know their own spread with 3 and 2 degrees of freedom.
    const twoLevels = new Map(history.map((_, night) => [`night-${night}`, night < 4 ? 'first' : 'second']));
    expect(await floorWith(twoLevels)).toMatchObject({ source: expect.stringMatching(/history/), d0: 5 });
  });

  it('learns no noise from runs of other switches, of another environment, or from the compared ones', async () => {
    const at = join(folder, 'others');
    const a = await writeMadeRun(at, { id: 'a', toggles: { pool: true } });
    const b = await writeMadeRun(at, { id: 'b', minute: 1, toggles: { pool: true } });
    const other = await writeMadeRun(at, { id: 'c', minute: -1, toggles: { pool: false } });
    const far = await writeMadeRun(at, {
      id: 'd',
      minute: -2,
      toggles: { pool: true },
      options: { preallocatedVus: 9 },
    });
    const like = await writeMadeRun(at, { id: 'e', minute: -3, toggles: { pool: true } });
    const model = await compareRecords({ before: [a], after: [b], history: [other, far, a, b, like] });
    expect(model.history.map(({ id }) => id)).toEqual(['e']);
  });

  it('of one run each says that it cannot tell, and with strict fails', async () => {
    const model = await pair({}, {}, 'single');
    expect(model.verdict).toBe('inconclusive');
    expect([exitCodeOfComparison(model, false), exitCodeOfComparison(model, true)]).toEqual([0, 1]);
  });

  it('takes unequal numbers of runs, in any order, for the same comparison', async () => {
    const { before, after } = await writeSets(join(folder, 'unequal'), 1);
    const some = before.slice(0, 1);
    const model = await compareRecords({ before: some, after });
    expect([model.runs.before.length, model.runs.after.length]).toEqual([1, 3]);
    expect(await compareRecords({ before: some, after: after.toReversed() })).toEqual(model);
  });

  it('holds constant and two-valued latencies', async () => {
    const constant = { dashboardMsAt: (_: number, count: number) => Array.from({ length: count }, () => 100) };
    const two = {
      dashboardMsAt: (_: number, count: number) => Array.from({ length: count }, (_one, k) => (k % 2 === 0 ? 10 : 400)),
    };
    const same = await pair({ options: constant }, { options: constant }, 'constant');
    expect(rowOf(same, 'dashboard', 'p95').evidence).toMatchObject({ status: 'ok', value: { change: 0 } });
    const model = await pair({ options: two }, { options: two }, 'two-valued');
    expect(rowOf(model, 'dashboard', 'p95').before.value).toBeCloseTo(400, -1);
    expect(model.verdict).not.toBe('regressed');
  });

  it('says of an endpoint in only one set, and of a journey without a success, why there is no figure', async () => {
    const request = {
      journey: 'health',
      phase: 'measure',
      name: 'GET /api/new',
      method: 'GET',
      status: '200',
      expected_response: 'true',
    };
    const touch: NonNullable<MadeRun['options']>['touch'] = (file) => {
      for (let at = 0; at < MADE_SECONDS; at += 1)
        file.trend('http_req_duration', request, MEASURE_SECOND + at, [5, 6, 7, 8]);
    };
    const model = await pair({}, { options: { touch: (file) => touch(file), failedPerSecond: 45 } }, 'one-sided');
    const added = model.rows.find(({ endpoint, figure }) => endpoint === 'GET /api/new' && figure === 'p50');
    expect(added?.evidence).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('not measured before'),
    });
    expect(rowOf(model, 'dashboard', 'p95').evidence.status).toBe('unavailable');
    expect(rowOf(model, 'dashboard', 'errors')).toMatchObject({ verdict: 'regressed', after: { value: 1 } });
  });

  it('lets the configured gate decide in place of the objectives, with its limits, and names a row that no run has', async () => {
    const sets = await writeSets(join(folder, 'gated'), 1.33);
    const row = { endpoint: 'GET /api/health', metric: 'http_req_duration', figure: 'p50' };
    const gate = [row, { ...row, endpoint: 'GET /api/helth' }];
    const model = await compareRecords({ ...sets, gate });
    expect(model.gate).toBe('configured');
    expect(model.rows.filter(({ family }) => family === 'gate').map(({ endpoint }) => endpoint)).toEqual([
      'GET /api/health',
      'GET /api/helth',
    ]);
    expect(model.verdict).not.toBe('regressed');
    expect(model.warnings.join(' ')).toContain('Did you mean GET /api/health http_req_duration p50?');
    const slower = model.rows.find(({ endpoint, figure }) => endpoint === 'dashboard' && figure === 'p95');
    const limits = { margin: 0.2, minimumEffect: 500 };
    const lenient = await compareRecords({
      ...sets,
      gate: [{ endpoint: 'dashboard', metric: slower?.metric ?? '', figure: 'p95', ...limits }],
    });
    expect(lenient.rows[0]).toMatchObject({ margin: 0.2, minimumEffect: 500, ground: 'too small to matter' });
    expect(lenient.verdict).toBe('unchanged');
  });

  it('keeps the surest rows of a family with more endpoints than anybody reads, and says how many it left out', async () => {
    const touch: NonNullable<MadeRun['options']>['touch'] = (file) => {
      for (let at = 0; at < 450; at += 1) {
        const request = {
          journey: 'health',
          phase: 'measure',
          method: 'GET',
          status: '200',
          expected_response: 'true',
        };
        file.trend('http_req_duration', { ...request, name: `GET /api/${at}` }, MEASURE_SECOND + (at % 100), [5, 6, 7]);
      }
    };
    const model = await pair({ options: { touch } }, { options: { touch } }, 'many');
    expect(model.rows.filter(({ family }) => family === 'p50')).toHaveLength(400);
    expect(model.cuts).toContainEqual(expect.stringMatching(/^\d+ of \d+ rows of the family p50 were left out/));
    expect(model.rows.some(({ family }) => family === 'gate')).toBe(true);
  });

  it('merges several generators into one run', async () => {
    const second = createLoadFile('other', 1000 * (MEASURE_SECOND - 5));
    for (let second_ = -5; second_ <= MADE_SECONDS; second_ += 1) {
      second.scalar('generator_cpu_share', {}, MEASURE_SECOND + second_, 0.1);
      second.trend('generator_timer_lag', {}, MEASURE_SECOND + second_, [0.3]);
    }
    const request = {
      journey: 'health',
      phase: 'measure',
      name: 'GET /api/health',
      method: 'GET',
      status: '200',
      expected_response: 'true',
    };
    for (let at = 0; at < MADE_SECONDS; at += 1)
      second.trend('http_req_duration', request, MEASURE_SECOND + at, [4, 4.1]);
    const options = { furtherLoad: { 'other.ndjson': second.text() }, run: { instances: ['local', 'other'] } };
    const model = await pair({ options }, { options }, 'instances');
    const row = model.rows.find(({ endpoint, figure }) => endpoint === 'GET /api/health' && figure === 'p50');
    expect(row?.before.requests).toBe(MADE_SECONDS * (45 + 2));
  });

  it('with no request at all names the run, and says nothing of latency', async () => {
    const outage = { outage: [0, MADE_SECONDS] as const };
    const model = await pair({ options: outage }, { options: outage }, 'all-failed');
    expect(rowOf(model, 'dashboard', 'p95').verdict).toBe('inconclusive');
    expect(rowOf(model, 'dashboard', 'errors').before.value).toBe(1);
  });
});
