import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { HeadroomError } from './errors.ts';

function problemsOf(input: unknown): readonly string[] {
  try {
    parseConfig(input, 'test');
  } catch (error) {
    if (error instanceof HeadroomError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('has a default for everything: the reference deployment on a million orders', () => {
    const config = parseConfig({}, 'test');
    expect(config.target.deployment).toBe('reference');
    expect(config.target.orders).toBe(1_000_000);
    expect(config.slos.copilot_first_token).toBe(1000);
    expect(config.limiter?.requestsPerWindow).toBe(10);
  });

  it('keeps the other limits when one is changed', () => {
    const config = parseConfig({ slos: { dashboard_load: 500 } }, 'test');
    expect(config.slos.dashboard_load).toBe(500);
    expect(config.slos.health_check).toBe(100);
  });

  it('reports all problems at once, each with its place', () => {
    const problems = problemsOf({ target: { orders: 5, baseUrl: 'ftp://x' }, errorShareLimit: 7, seed: 'x' });
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(/target\.orders/);
    expect(problems.join('\n')).toMatch(/errorShareLimit/);
  });

  it('refuses an unknown key and names the nearest valid one', () => {
    expect(problemsOf({ target: { baseURL: 'http://127.0.0.1' } })).toEqual([
      "target.baseURL: unknown key; did you mean 'baseUrl'?",
    ]);
    expect(problemsOf({ colectors: {} })[0]).toMatch(/did you mean 'collectors'/);
  });

  it('is frozen to the bottom', () => {
    const config = parseConfig({}, 'test');
    expect(Object.isFrozen(config.target.allow)).toBe(true);
  });

  it('refuses a target address that carries a secret', () => {
    for (const baseUrl of ['http://user:pw@127.0.0.1', 'http://127.0.0.1/?token=x', 'http://127.0.0.1/#x']) {
      expect(problemsOf({ target: { baseUrl } })).toEqual([
        expect.stringMatching(/^target\.baseUrl: must be without user/),
      ]);
    }
  });

  it('takes null as "there is no limiter"', () => {
    expect(parseConfig({ limiter: null }, 'test').limiter).toBeNull();
  });
});
