import { describe, expect, it } from 'vitest';
import { type ConfigInput, configSchema, parseConfig } from '../../contract/config.ts';
import type { AbArms, AbRecord } from './ab-record.ts';
import { armConfig, armRun } from './arm-run.ts';
import { scheduleAb } from './order.ts';

const [here, there] = ['http://127.0.0.1:8080', 'http://[::1]:8081/shop'];

function recordOf(arms: AbArms): AbRecord {
  const schedule = scheduleAb(1);
  return {
    ...{ headroom: 'ab/1', id: 'ab', workload: 'baseline', measureMs: 120_000, startedAtMs: 1, made: [] },
    ...{ arms, repeats: 1, schedule },
  };
}

const profiles: AbArms = { kind: 'profiles', before: 'before', after: 'after', orders: 30_000 };
const addresses: AbArms = { kind: 'addresses', before: here, after: there };
const versions: AbArms = {
  ...{ kind: 'versions', before: 'v1', after: 'v2', baseUrl: here },
  ...{ command: './deploy.sh {arm}', limitMs: 1_000 },
};

describe('a side', () => {
  it('that is a profile runs on the embedded deployment at the size that was begun with', () => {
    const config = parseConfig({ target: { baseUrl: here, orders: 20_000 } }, 'changed since');
    const { config: own, options, command } = armRun(config, recordOf(profiles), 'before');
    expect(own.target).not.toHaveProperty('baseUrl');
    expect(own.target.orders).toBe(30_000);
    expect(options).toEqual({ workload: 'baseline', profile: 'before', measureMs: 120_000, browser: false });
    expect(command).toBe('npm run headroom -- --orders 30000 run baseline --profile before --measure 120 --no-browser');
  });

  it('that is an address is loaded there, and the build is called after it', () => {
    const run = armRun(parseConfig({}, 'test'), recordOf(addresses), 'after');
    expect(run.config.target).toMatchObject({ baseUrl: there, build: '::1:8081/shop' });
    expect(run.options.profile).toBeUndefined();
    expect(run.command).toContain(`--base-url ${there} --build ::1:8081/shop run baseline`);
    // What is given to a run must be what a configuration may say.
    expect(configSchema.shape.target.parse(run.config.target)).toMatchObject({ build: '::1:8081/shop' });
  });

  it('that is a version is loaded at the one address, and its name is the build', () => {
    const target = (side: 'before' | 'after') => armConfig(parseConfig({}, 'test'), versions, side).target;
    expect([target('before'), target('after')]).toMatchObject([
      { baseUrl: here, build: 'v1' },
      { baseUrl: here, build: 'v2' },
    ]);
  });
});

describe('the metrics of two addresses', () => {
  const urlOf = (collectors: ConfigInput['collectors'], side: 'before' | 'after') =>
    armConfig(parseConfig({ collectors }, 'test'), addresses, side).collectors.applicationMetricsUrl;

  it('are each side’s own when they are configured at one of the two', () => {
    const collectors = { applicationMetricsUrl: `${here}/metrics?all=1` };
    expect(urlOf(collectors, 'before')).toBe(`${here}/metrics?all=1`);
    expect(urlOf(collectors, 'after')).toBe('http://[::1]:8081/metrics?all=1');
  });

  it('are left out when they stand elsewhere, because nobody knows whose they are', () => {
    expect(urlOf({ applicationMetricsUrl: 'http://127.0.0.1:9090/metrics' }, 'before')).toBeUndefined();
    expect(urlOf({}, 'after')).toBeUndefined();
  });

  it('are one version’s after the other where a command switches', () => {
    const config = parseConfig({ collectors: { applicationMetricsUrl: 'http://127.0.0.1:9090/metrics' } }, 'test');
    expect(armConfig(config, versions, 'after').collectors).toEqual(config.collectors);
  });
});
