import { describe, expect, it } from 'vitest';
import { LoadData } from '../analysis/load-data.ts';
import { examplePlan, exampleRun } from '../analysis/support/example-run.ts';
import { buildOf, differencesOf, environmentOf, togglesOf } from './environment.ts';

const run = exampleRun();
const plan = examplePlan();
const here = environmentOf({ run, plan, load: new LoadData() });

function with_(change: { run?: Partial<typeof run>; plan?: Partial<typeof plan> }) {
  return environmentOf({ run: { ...run, ...change.run }, plan: { ...plan, ...change.plan }, load: new LoadData() });
}

describe('the key of an environment', () => {
  it('does not hold what is compared, nor addresses, seeds, limits or a few megabytes', () => {
    const same = [
      with_({
        run: { git: { revision: 'f00', dirty: true }, profile: 'before', target: { toggles: { pool: false } } },
      }),
      with_({ run: { baseUrl: 'http://10.0.0.1' }, plan: { baseUrl: 'http://10.0.0.1', seed: 7, profile: 'before' } }),
      with_({
        plan: { slos: [], errorShareLimit: 0.5, executor: { ...plan.executor, niceness: 5, localIps: '127.1.0.0/16' } },
      }),
      with_({ run: { machine: { ...run.machine, memoryBytes: run.machine.memoryBytes + 40e6, kernel: '6.18.1-x' } } }),
    ];
    expect(same.map(({ key }) => key)).toEqual(same.map(() => here.key));
  });

  it.each([
    ['cores', { run: { machine: { ...run.machine, cores: 4 } } }],
    ['memory limit', { run: { machine: { ...run.machine, memoryLimitBytes: 2 ** 30 } } }],
    ['kernel', { run: { machine: { ...run.machine, kernel: '5.10.0' } } }],
    ['data', { run: { target: { orders: 100_000 } } }],
    ['model', { plan: { model: { slots: 8 } } }],
    ['measured', { plan: { phases: { ...plan.phases, measureMs: 60_000 } } }],
    ['load', { plan: { journeys: plan.journeys.slice(1) } }],
  ])('differs with the %s, and says so in words', (name, change) => {
    const other = with_(change);
    expect(other.key).not.toBe(here.key);
    expect(differencesOf(here, other).join()).toContain(name);
  });
});

describe('what is compared', () => {
  it('is the revision with its mark for uncommitted changes, and the switches or the profile', () => {
    expect(buildOf({ ...run, git: { revision: 'abc', dirty: true } })).toBe('abc-dirty');
    expect(buildOf({ ...run, git: null })).toBe('unknown');
    // What was said of the target wins over what the suite knows of itself.
    expect(buildOf({ ...run, git: { revision: 'abc', dirty: true }, build: 'v1.4' })).toBe('v1.4');
    expect(togglesOf({ ...run, target: { toggles: { pool: true, indexes: false } } })).toBe('indexes=off pool=on');
    expect(togglesOf(run)).toBe(run.profile);
  });
});
