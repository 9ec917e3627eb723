import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { HeadroomError } from '../../contract/errors.ts';
import { type Job, newJob } from './job.ts';
import { type NightSteps, performNight } from './perform-night.ts';
import { createMortalWorld, type MortalWorld, outcomeOf } from './support/mortal-world.ts';
import { NIGHT_STARTED_MS, sampleNight } from './support/sample-night.ts';

const worlds: MortalWorld[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.dispose();
});

function newWorld(): MortalWorld {
  const world = createMortalWorld();
  worlds.push(world);
  return world;
}

async function undisturbed() {
  const world = newWorld();
  expect(await world.start()).toBe('ended');
  return { points: world.points(), outcome: outcomeOf(world), world };
}

describe('a night that nobody kills', () => {
  it('runs, repeats what cannot be told, reruns what stands out, judges, tells and sends, each once', async () => {
    const { world, outcome } = await undisturbed();
    expect(outcome).toMatchObject({
      runs: [
        ['first', 'pass'],
        ['repeat', 'pass'],
        ['rerun', 'pass'],
      ],
      isFinished: true,
      deliveries: [
        ['chat', 'sent'],
        ['tickets', 'sent'],
      ],
      told: 'told',
    });
    expect([...world.received.values()].map((ids) => ids.length)).toEqual([1, 1]);
  });

  it('does nothing when it is started again after its end', async () => {
    const { world } = await undisturbed();
    const before = JSON.stringify(world.job());
    expect(await world.start()).toBe('ended');
    expect(world.points()).toBe(0);
    expect(JSON.stringify(world.job())).toBe(before);
  });
});

describe('a night that is killed', () => {
  it('at any single point and started again comes to the same, with one run more at most and no message lost', async () => {
    const { points, outcome } = await undisturbed();
    expect(points).toBeGreaterThan(40);
    let doubled = 0;
    for (let dieAt = 0; dieAt < points; dieAt += 1) {
      const world = newWorld();
      expect([dieAt, await world.start(dieAt)]).toEqual([dieAt, 'killed']);
      expect(await world.start()).toBe('ended');
      expect([dieAt, outcomeOf(world)]).toEqual([dieAt, outcome]);
      expect(world.records.size).toBeLessThanOrEqual(4);
      const job = world.job();
      const known = [...(job?.runs ?? []), ...(job?.abandoned ?? [])].map(({ id }) => id);
      const whole = [...world.records].flatMap(([id, state]) => (state === 'whole' ? [id] : []));
      expect(whole.filter((id) => !known.includes(id))).toEqual([]);
      const received = [...world.received.values()];
      expect(Math.max(...received.map((ids) => ids.length))).toBeLessThanOrEqual(2);
      doubled += received.filter((ids) => ids.length === 2).length;
    }
    // Each of the two messages: as it went out, as its answer came, and before that was kept. Never else.
    expect(doubled).toBeGreaterThan(0);
    expect(doubled).toBeLessThanOrEqual(2 * 2);
  }, 60_000);

  it('several times comes to the same', async () => {
    const { outcome } = await undisturbed();
    const moments = fc.array(fc.nat(60), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(moments, async (deaths) => {
        const world = newWorld();
        for (const dieAt of deaths) await world.start(dieAt);
        expect(await world.start()).toBe('ended');
        expect(outcomeOf(world)).toEqual(outcome);
        expect(world.records.size).toBeLessThanOrEqual(3 + deaths.length);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

const OPTIONS = { workload: 'baseline', measureMs: 180_000, baseline: null, isStrict: false, notifies: true };

/** Steps that do nothing; a test says what is otherwise. */
function stepsWith(more: Partial<NightSteps>): { steps: NightSteps; saved: Job[] } {
  const saved: Job[] = [];
  const { deliveries: _, ...judged } = sampleNight();
  const steps: NightSteps = {
    nowMs: () => NIGHT_STARTED_MS,
    save: async (job) => void saved.push(job),
    run: async () => Promise.reject(new Error('no run was expected')),
    takeUp: async () => null,
    next: async ({ runs, failures }) =>
      runs.length + failures.length === 0 ? { purpose: 'first' } : { purpose: null, warning: null },
    judge: async (_job, warnings) => ({ ...judged, warnings: [...warnings] }),
    tell: async () => undefined,
    write: async () => undefined,
    notify: async () => undefined,
    isInterrupted: () => false,
    ...more,
  };
  return { steps, saved };
}

const begun = () => newJob({ night: '2026-11-25', startedAtMs: NIGHT_STARTED_MS, build: 'b', options: OPTIONS });

describe('a run of a night', () => {
  it('that fails is noted with its record, and the night is judged all the same', async () => {
    const { steps } = stepsWith({
      run: async (_purpose, _job, onBegun) => {
        await onBegun('run-1');
        throw new HeadroomError('HR_K6_FAILED', 'k6 ended with 107');
      },
    });
    expect(await performNight(begun(), steps)).toMatchObject({
      failures: [{ purpose: 'first', code: 'HR_K6_FAILED', exitCode: 4 }],
      abandoned: [{ id: 'run-1', reason: 'it ended with HR_K6_FAILED' }],
      underway: null,
      finishedAtMs: NIGHT_STARTED_MS,
    });
  });

  it('that is refused ends the job, which can go on', async () => {
    const busy = new HeadroomError('HR_RUN_BUSY', 'somebody holds the machine');
    const { steps, saved } = stepsWith({ run: async () => Promise.reject(busy) });
    await expect(performNight(begun(), steps)).rejects.toBe(busy);
    expect(saved.at(-1)).toMatchObject({ judged: null, failures: [], underway: { purpose: 'first', id: null } });
  });

  it('that is interrupted is left for the next start, which makes it anew and names what is left', async () => {
    let isInterrupted = false;
    const { steps, saved } = stepsWith({
      isInterrupted: () => isInterrupted,
      run: async (_purpose, _job, onBegun) => {
        await onBegun('run-1');
        isInterrupted = true;
        return Promise.reject(new HeadroomError('HR_INTERRUPTED', 'ended'));
      },
    });
    await expect(performNight(begun(), steps)).rejects.toMatchObject({ code: 'HR_INTERRUPTED', exitCode: 130 });
    isInterrupted = false;
    const next = stepsWith({
      run: async () => ({
        ...{ id: 'run-2', purpose: 'first', verdict: 'pass', because: '' },
        ...{ startedAtMs: 1, tookMs: 1 },
      }),
    });
    const left = saved.at(-1);
    if (left === undefined) throw new Error('nothing was saved');
    expect(await performNight(left, next.steps)).toMatchObject({
      runs: [{ id: 'run-2' }],
      abandoned: [{ id: 'run-1', reason: 'its job ended while it ran' }],
    });
  });

  it('that was wished for and not made is a warning of the night', async () => {
    const { steps } = stepsWith({ next: async () => ({ purpose: null, warning: 'No repeat was run.' }) });
    const job = await performNight(begun(), steps);
    expect(job.judged?.warnings).toEqual(['No repeat was run.']);
  });
});
