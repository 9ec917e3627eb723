import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AblationRecord, readAblation } from '../../reports/ablation/index.ts';
import { remainingRuns, withMadeRun } from '../series/schedule.ts';
import { saveSeries } from '../series/series-folder.ts';
import { ABLATION, createAblation, findAblation } from './ablation-folder.ts';
import { ablationArms, scheduleArms } from './arms.ts';

let runsDir = '';
beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'headroom-ablation-'));
});
afterEach(() => rmSync(runsDir, { recursive: true }));

function recordOf(id: string): AblationRecord {
  const arms = ablationArms(20_000, true);
  return {
    headroom: 'ablation/1',
    id,
    kind: 'ablation',
    workload: 'smoke',
    measureMs: 3_000,
    isQuick: true,
    rounds: 1,
    seed: 1,
    startedAtMs: 1,
    arms,
    schedule: scheduleArms(arms, 1, 1),
    made: [],
  };
}

it('is found by its id, by its path and as the latest, closed to others', async () => {
  const older = createAblation(runsDir, recordOf('20261125-070000-ablation-0001'));
  const newer = createAblation(runsDir, recordOf('20261125-080000-ablation-0001'));
  expect(findAblation(runsDir, '20261125-070000-ablation-0001')).toBe(older);
  expect(findAblation('/nowhere', older)).toBe(older);
  expect(findAblation(runsDir, 'latest')).toBe(newer);
  expect(statSync(older).mode & 0o777).toBe(0o700);
  expect((await readAblation(newer)).id).toBe('20261125-080000-ablation-0001');
});

it('that does not exist is refused, with the nearest name', () => {
  expect(() => findAblation(runsDir, 'latest')).toThrow("no ablation 'latest'");
  createAblation(runsDir, recordOf('20261125-070000-ablation-0001'));
  expect(() => findAblation(runsDir, '20261125-070000-ablation-0002')).toThrow(
    expect.objectContaining({ code: 'HR_RECORD_NOT_FOUND', hint: expect.stringContaining('ablation-0001') }),
  );
});

it('knows after every save what is left, a failed run included', async () => {
  const record = recordOf('20261125-070000-ablation-0001');
  const folder = createAblation(runsDir, record);
  const [first, second] = record.schedule;
  if (first === undefined || second === undefined) throw new Error('two runs are scheduled');
  const failure = { code: 'HR_K6_FAILED', message: 'k6 ended with 107' };
  let current = withMadeRun(record, { ...first, runId: null, failure, tookMs: 5 });
  current = withMadeRun(current, { ...second, runId: 'run-2', tookMs: 5 });
  saveSeries(folder, ABLATION, current);
  const read = await readAblation(folder);
  expect(read).toEqual(current);
  expect(remainingRuns(read)).toEqual(record.schedule.filter((run) => run !== second));
  const mended = withMadeRun(read, { ...first, runId: 'run-1', tookMs: 5 });
  expect(mended.made.map(({ runId }) => runId)).toEqual(['run-2', 'run-1']);
  expect(remainingRuns(mended)).toHaveLength(record.schedule.length - 2);
});

it('that nobody can read is refused with its path, and left as it is', async () => {
  const folder = createAblation(runsDir, { ...recordOf('20261125-070000-ablation-0001'), rounds: 0 });
  await expect(readAblation(folder)).rejects.toMatchObject({ code: 'HR_RECORD_UNREADABLE' });
  expect(readFileSync(join(folder, 'ablation.json'), 'utf8')).toContain('"rounds": 0');
});
