import { describe, expect, it } from 'vitest';
import { modelOf } from './support/analyse-example.ts';
import { type ExampleOptions, MEASURE_SECOND } from './support/example-run.ts';

/** Answers by kind: allowed and limited. */
function answers(counts: Record<string, [number, number]>): ExampleOptions {
  return {
    touch: (file) => {
      for (const [kind, [allowed, limited]] of Object.entries(counts)) {
        const tags = { journey: 'limits', phase: 'measure', kind };
        file.scalar('limiter_answer', { ...tags, result: 'allowed' }, MEASURE_SECOND + 10, allowed);
        if (limited > 0) file.scalar('limiter_answer', { ...tags, result: 'limited' }, MEASURE_SECOND + 10, limited);
      }
      const check = { journey: 'limits', phase: 'measure', check: 'GET /api/dashboard/stats' };
      file.rate('checks', check, MEASURE_SECOND + 10, 40, 39);
    },
  };
}

describe('the rate limiter', () => {
  it('shows the share rejected of each kind of user, and its header checks', async () => {
    const { summary, limiter } = await modelOf(answers({ abuser: [20, 80], normal: [200, 0], power: [90, 10] }));
    expect(summary.limiter).toEqual([
      { kind: 'normal', allowed: 200, limited: 0, limitedShare: 0 },
      { kind: 'power', allowed: 90, limited: 10, limitedShare: 0.1 },
      { kind: 'abuser', allowed: 20, limited: 80, limitedShare: 0.8 },
    ]);
    expect(limiter.headerChecks).toEqual([{ name: 'GET /api/dashboard/stats', made: 40, failed: 1 }]);
    expect(summary.verdict).toBe('pass');
  });

  it('fails the run when it rejects a single request of a normal user', async () => {
    const { summary } = await modelOf(answers({ normal: [199, 1], abuser: [20, 80] }));
    expect(`${summary.verdict}: ${summary.because}`).toBe('fail: 1 of 200 requests of normal users were rejected.');
  });

  it('is unavailable where no journey tried it', async () => {
    expect((await modelOf()).summary.limiter).toMatchObject({ status: 'unavailable' });
  });
});
