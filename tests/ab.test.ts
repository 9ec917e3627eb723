/**
 * A short comparison of two profiles on the embedded deployment: Ctrl-C in its second run, going on, the comparison. And
 * one of two versions that a command switches.
 *
 * 120 s a run would be needed to be compared, which the verb insists on when one is begun; here it is begun by its record,
 * and the comparison has to say that the runs are too short.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { comparisonModelSchema } from '../reports/comparison/index.ts';
import { AB, type AbArms, type AbRecord, abRecordSchema } from '../scripts/ab/ab-record.ts';
import { scheduleAb } from '../scripts/ab/order.ts';
import { createSeries, readSeries } from '../scripts/series/series-folder.ts';
import { createWorkshop, runCommand, startCommand, TEST_ORDERS, waitUntil, withConfig } from './support/command.ts';
import { configFor, startMinimalTarget } from './support/minimal-target.ts';

const PHASES = { rampMs: 200, warmupMs: 300, measureMs: 2_500 };
const workshop = createWorkshop();
afterAll(async () => {
  await runCommand(workshop, ['target', 'down']);
  workshop.dispose();
});

/** Begins a comparison whose runs are shorter than the verb allows. */
function begin(id: string, arms: AbArms): string {
  const record: AbRecord = {
    ...{ headroom: 'ab/1', id, workload: 'smoke', measureMs: PHASES.measureMs, startedAtMs: Date.now() },
    ...{ arms, repeats: 1, schedule: scheduleAb(1), made: [] },
  };
  return createSeries(workshop.runsDir, AB, record);
}

const madeIn = (folder: string) => readSeries(folder, AB, abRecordSchema).made;

describe('a comparison that is interrupted', () => {
  it('keeps its finished run, goes on with the other, and says that both are too short', async () => {
    const arms: AbArms = { kind: 'profiles', before: 'before', after: 'after', orders: TEST_ORDERS };
    const folder = begin('interrupted', arms);
    const args = [...withConfig(workshop, { workloads: { smoke: { phases: PHASES } } }), 'ab', '--resume'];

    const command = startCommand(workshop, [...args, 'interrupted']);
    await waitUntil('the second run', () => command.output().includes('2 of 2: B after'));
    command.child.kill('SIGINT');
    const interrupted = await command.ended;
    expect(interrupted.code, interrupted.stderr).toBe(130);
    expect(interrupted.stderr).toContain('ended after 1 of 2 runs; these are kept');
    expect(interrupted.stderr).toContain('npm run ab -- --resume interrupted');
    const [first, ...others] = madeIn(folder);
    expect([first?.arm, others]).toEqual(['before', []]);
    expect(existsSync(join(folder, 'comparison.json'))).toBe(false);

    const resumed = await runCommand(workshop, ['--json', ...args, 'latest']);
    // 3: there is no comparable run on either side.
    expect(resumed.code, resumed.stderr).toBe(3);
    expect(resumed.stderr).toContain('2 of 2: B after');
    expect(resumed.stderr).not.toContain('1 of 2');
    const made = madeIn(folder);
    expect(made.map(({ arm }) => arm)).toEqual(['before', 'after']);
    expect(made[0]).toEqual(first);
    const model = comparisonModelSchema.parse(JSON.parse(readFileSync(join(folder, 'comparison.json'), 'utf8')));
    expect(model.verdict).toBe('invalid');
    expect(model.excluded.map(({ runId }) => runId)).toEqual(made.map(({ runId }) => runId));
    for (const { reasons } of model.excluded) expect(reasons.map(({ code }) => code)).toContain('too_short');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ verdict: 'invalid', exitCode: 3, ab: { id: 'interrupted' } });
  });
});

describe('a comparison of two versions', () => {
  it('runs the command before each, and each run knows which version it loaded', async () => {
    const target = await startMinimalTarget();
    try {
      const folder = begin('versions', {
        ...{ kind: 'versions', before: 'v1.4', after: 'v1.5', baseUrl: target.baseUrl },
        ...{ command: 'echo "now {arm}" && echo {arm} >> switched', limitMs: 10_000 },
      });
      const args = withConfig(workshop, configFor(target.baseUrl, PHASES));
      const { code, stderr } = await runCommand(workshop, [...args, 'ab', '--resume', 'versions']);
      expect(code, stderr).toBe(3);
      expect(readFileSync(join(workshop.folder, 'switched'), 'utf8')).toBe('v1.4\nv1.5\n');
      expect(readFileSync(join(folder, 'switch.log'), 'utf8')).toMatch(
        /now v1\.4\n# ended with 0\n#[^\n]+\nnow v1\.5\n/,
      );
      const builds = madeIn(folder).map(
        ({ runId }) => JSON.parse(readFileSync(join(workshop.runsDir, runId ?? '', 'run.json'), 'utf8')).build,
      );
      expect(builds).toEqual(['v1.4', 'v1.5']);
      expect(readdirSync(folder)).toContain('comparison.html');
    } finally {
      target.close();
    }
  });
});
