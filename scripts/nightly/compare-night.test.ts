import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMadeRun } from '../../reports/comparison/support/made-runs.ts';
import { savePinnedSet } from '../records/pinned-sets.ts';
import { attempt } from './attempt.ts';
import { compareNight } from './compare-night.ts';
import { warningLines } from './night-lines.ts';
import { sampleNight } from './support/sample-night.ts';

let runsDir: string;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'headroom-compare-night-'));
  await writeMadeRun(runsDir, { id: 'kept', minute: 0, options: { measuredSeconds: 2 } });
});
afterAll(() => rm(runsDir, { recursive: true }));

describe('a baseline that lost a record', () => {
  it('is a problem of the night that says how to pin what is left', async () => {
    const set = { environmentKey: 'k', toggles: 'after', builds: [], workload: 'baseline', deployment: 'reference' };
    savePinnedSet(runsDir, { ...set, headroom: 'set/1', name: 'main', runs: ['kept', 'lost'], pinnedAtMs: 0 });
    const compared = await attempt('comparison', () =>
      compareNight({ runsDir, folder: join(runsDir, 'night'), baseline: 'main', runs: ['kept'], gate: null }),
    );
    expect(compared).toMatchObject({ problem: { code: 'HR_RECORD_NOT_FOUND', exitCode: 2 } });
    if (compared.status !== 'failed') return;
    const lines = warningLines({ ...sampleNight(), problems: [compared.problem] });
    expect(lines.join('\n')).toContain(
      'the set main names runs that are gone: lost. Pin what is left with `npm run pin -- set main kept`.',
    );
  });
});
