import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import { EXIT, HeadroomError } from '../../contract/errors.ts';
import { type AblationRecord, readAblation } from '../../reports/ablation/index.ts';
import type { PerformRun } from '../series/perform-series.ts';
import { createStandIn, outcomeOf as recorded } from '../series/support/stand-ins.ts';
import type { RunOptions } from '../verbs/perform-run.ts';
import { createAblation } from './ablation-folder.ts';
import { ablationArms, scheduleArms } from './arms.ts';
import { performAblation } from './perform-ablation.ts';

const config = parseConfig({ target: { orders: 20_000 } }, 'test');
let runsDir = '';
let shown: string[] = [];
beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'headroom-ablation-'));
  shown = [];
});
afterEach(() => rmSync(runsDir, { recursive: true }));

function recordOf(): AblationRecord {
  const arms = ablationArms(30_000, true);
  return {
    headroom: 'ablation/1',
    id: '20261125-070000-ablation-0001',
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

const outcomeOf = ({ profile }: RunOptions) => recorded(`run-of-${profile}`);

async function perform(record: AblationRecord, performRun: PerformRun, signal = new AbortController().signal) {
  const folder = createAblation(runsDir, record);
  const work = { folder, loadMs: 20_000, wait: false, signal, performRun };
  const { context, shown: said } = createStandIn(runsDir);
  const result = await performAblation(context, config, { record, work }).catch((error: unknown) => error);
  shown = said;
  return { result, saved: await readAblation(folder) };
}

describe('an ablation', () => {
  it('makes every run of the schedule in its order, each an ordinary run of its profile', async () => {
    const record = recordOf();
    const asked: RunOptions[] = [];
    const { result, saved } = await perform(record, async (context, given, options) => {
      expect(context.command).toBe(
        `npm run headroom -- --orders 30000 run smoke --profile ${options.profile} --measure 3 --no-browser`,
      );
      expect(given.target.orders).toBe(30_000);
      expect(given.stopEarly).toBeNull();
      asked.push(options);
      return outcomeOf(options);
    });
    expect(asked.map(({ profile }) => profile)).toEqual(record.schedule.map(({ arm }) => arm));
    expect(asked[0]).toMatchObject({ workload: 'smoke', measureMs: 3_000, judge: false, browser: false });
    expect(saved.made.map(({ runId }) => runId)).toEqual(record.schedule.map(({ arm }) => `run-of-${arm}`));
    expect(result).toEqual(saved);
  });

  it('shows one view: which run of how many, what it does, and the time left', async () => {
    await perform(recordOf(), async (context, _config, options) => {
      await context.terminal.step('Resetting it', async (report) => report('half'));
      context.terminal.print('a verdict that nobody is to see');
      return outcomeOf(options);
    });
    expect(shown[0]).toMatch(/^1 of 7: /);
    expect(shown[1]).toMatch(/^ {2}about 5 min left · Resetting it$/);
    expect(shown[2]).toMatch(/· Resetting it: half$/);
    expect(shown.join('\n')).not.toContain('verdict');
  });

  it('notes a run that failed and makes the others; the next time it is made again', async () => {
    const record = recordOf();
    const failing: PerformRun = async (_context, _config, options) => {
      if (options.profile === 'before') throw new HeadroomError('HR_K6_FAILED', 'k6 ended with 107');
      return outcomeOf(options);
    };
    const { saved } = await perform(record, failing);
    expect(saved.made).toHaveLength(7);
    expect(saved.made.find(({ arm }) => arm === 'before')).toMatchObject({
      runId: null,
      failure: { code: 'HR_K6_FAILED', message: 'k6 ended with 107' },
    });
    const again: (string | undefined)[] = [];
    await perform(saved, async (_context, _config, options) => {
      again.push(options.profile);
      return outcomeOf(options);
    });
    expect(again).toEqual(['before']);
  });

  it('ends at a problem that every run has', async () => {
    let runs = 0;
    const { result, saved } = await perform(recordOf(), async () => {
      runs += 1;
      throw new HeadroomError('HR_RUN_BUSY', 'somebody holds the machine');
    });
    expect(result).toMatchObject({ code: 'HR_RUN_BUSY', exitCode: EXIT.usage });
    expect([runs, saved.made]).toEqual([1, []]);
  });

  it('loses nothing when it is interrupted: the run under way is made anew, those before are kept', async () => {
    const record = recordOf();
    const controller = new AbortController();
    let runs = 0;
    const { result, saved } = await perform(
      record,
      async (_context, _config, options) => {
        runs += 1;
        if (runs === 3) controller.abort(); // a run that is interrupted still gives its partial record
        return { ...outcomeOf(options), exitCode: controller.signal.aborted ? EXIT.interrupted : 0 };
      },
      controller.signal,
    );
    expect(result).toMatchObject({
      code: 'HR_INTERRUPTED',
      exitCode: EXIT.interrupted,
      hint: expect.stringContaining(`--resume ${record.id}`),
    });
    expect(saved.made.map(({ arm }) => arm)).toEqual(record.schedule.slice(0, 2).map(({ arm }) => arm));
    const rest: (string | undefined)[] = [];
    const resumed = await perform(saved, async (_context, _config, options) => {
      rest.push(options.profile);
      return outcomeOf(options);
    });
    expect(rest).toEqual(record.schedule.slice(2).map(({ arm }) => arm));
    expect(resumed.saved.made).toHaveLength(7);
  });

  it('that is interrupted before its first load says so, and keeps its folder', async () => {
    const controller = new AbortController();
    const { result, saved } = await perform(
      recordOf(),
      async () => {
        controller.abort();
        throw new HeadroomError('HR_INTERRUPTED', 'ended before the load began; nothing was recorded');
      },
      controller.signal,
    );
    expect(result).toMatchObject({ code: 'HR_INTERRUPTED', message: expect.stringContaining('0 of 7 runs') });
    expect(saved.made).toEqual([]);
  });
});
