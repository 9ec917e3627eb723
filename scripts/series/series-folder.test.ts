import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { seriesShape } from '../../contract/series.ts';
import { createSeries, findSeries, readSeries, type SeriesKind, saveSeries } from './series-folder.ts';

const KIND: SeriesKind = { folder: 'walks', file: 'walk.json', noun: 'walk', script: 'walk' };
const schema = z.object({ ...seriesShape, pace: z.number() });

let runsDir = '';
beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'headroom-series-'));
});
afterEach(() => rmSync(runsDir, { recursive: true }));

function recordOf(id: string, pace = 4) {
  return { id, workload: 'smoke', startedAtMs: 1, schedule: [{ round: 1, arm: 'a' }], made: [], pace };
}

it('cannot be read when it is torn, of another shape or gone, and says which file', () => {
  const folder = createSeries(runsDir, KIND, recordOf('one'));
  for (const text of ['', '{', '{"id":"one"}', '[]']) {
    writeFileSync(join(folder, 'walk.json'), text);
    expect(() => readSeries(folder, KIND, schema)).toThrow(
      expect.objectContaining({ code: 'HR_RECORD_UNREADABLE', message: expect.stringContaining('walk.json') }),
    );
  }
  expect(() => readSeries(join(runsDir, 'nowhere'), KIND, schema)).toThrow(
    expect.objectContaining({ code: 'HR_RECORD_UNREADABLE' }),
  );
});

it('is not found where there is none, and the hint says how to make one or which was meant', () => {
  expect(() => findSeries(runsDir, KIND, 'latest')).toThrow(
    expect.objectContaining({ code: 'HR_RECORD_NOT_FOUND', hint: 'Make one with `npm run walk`.' }),
  );
  createSeries(runsDir, KIND, recordOf('20261125-070000-walk-0001'));
  expect(() => findSeries(runsDir, KIND, '20261125-070000-walk-0002')).toThrow(
    expect.objectContaining({ hint: "Did you mean '20261125-070000-walk-0001'?" }),
  );
});

it('is replaced whole, and closed to others', () => {
  const folder = createSeries(runsDir, KIND, recordOf('one'));
  saveSeries(folder, KIND, recordOf('one', 5));
  expect(readSeries(folder, KIND, schema)).toEqual(recordOf('one', 5));
  expect([statSync(folder).mode & 0o777, statSync(join(folder, 'walk.json')).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(findSeries(runsDir, KIND, folder)).toBe(folder);
});

it('that cannot be written ends the command with its path', () => {
  writeFileSync(join(runsDir, 'walks'), '');
  expect(() => createSeries(runsDir, KIND, recordOf('one'))).toThrow(
    expect.objectContaining({ code: 'HR_RECORD_UNWRITABLE', message: expect.stringContaining('walks') }),
  );
});
