import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pastRunsLike } from './past-runs.ts';
import { writeMadeRun } from './support/made-runs.ts';

let runsDir: string;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'headroom-past-'));
  const make = (id: string, minute: number, revision: string) =>
    writeMadeRun(runsDir, { id, minute, revision, options: { measuredSeconds: 2 } });
  await make('a1', 0, 'aaaaaaa00001');
  await make('a2', 1, 'aaaaaaa00001');
  await make('alone', 2, 'bbbbbbb00001');
  await make('night', 3, 'ccccccc00001');
  await make('compared', 4, 'ddddddd00001');
  await make('twin', 5, 'ddddddd00001');
});
afterAll(() => rm(runsDir, { recursive: true }));

const past = async (known?: ReadonlyMap<string, string>) =>
  (await pastRunsLike([join(runsDir, 'compared')], runsDir, known)).map((folder) => basename(folder));

describe('past runs', () => {
  it('are those whose build ran more than once, the latest first, without the compared ones', async () => {
    expect(await past()).toEqual(['twin', 'a2', 'a1']);
  });

  it('are nights of a known level, too, whatever their builds', async () => {
    expect(await past(new Map([['night', 'since May']]))).toEqual(['twin', 'night', 'a2', 'a1']);
  });
});
