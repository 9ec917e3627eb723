import { describe, expect, it } from 'vitest';
import type { LiveFigures } from '../../collectors/index.ts';
import { parseConfig } from '../../contract/config.ts';
import { measured, unavailable } from '../../contract/measured.ts';
import { estimateModelCost, findReasonToStop } from './reason-to-stop.ts';

const none = unavailable('nothing yet');
const live = (changes: Partial<LiveFigures>): LiveFigures => ({
  requestRateRps: none,
  errorShare: none,
  finishedInWindow: 0,
  latencyMsP95: {
    dashboard_load: none,
    copilot_first_token: none,
    product_load: none,
    checkout_e2e: none,
    health_check: none,
  },
  dropped: none,
  totals: { requests: 0, streams: 0, answerBytes: 0 },
  sessionsOpen: {},
  streamsInFlight: none,
  generatorCpuShare: none,
  testStartedAtMs: none,
  ended: false,
  ...changes,
});
const config = (input: object) => parseConfig(input, 'test');

describe('a run ends early', () => {
  it('when more than half of at least fifty starts failed, and not for fewer', () => {
    const failing = { errorShare: measured(0.6), finishedInWindow: 50 };
    expect(findReasonToStop(config({}), live(failing))?.reason).toMatch(/60 % of the last 50 starts failed/);
    expect(findReasonToStop(config({}), live({ ...failing, finishedInWindow: 49 }))).toBeNull();
    expect(findReasonToStop(config({}), live({ ...failing, errorShare: measured(0.5) }))).toBeNull();
    expect(findReasonToStop(config({ stopEarly: null }), live(failing))).toBeNull();
  });

  it('when it reaches its budget of requests, in all or a second', () => {
    const totals = { requests: 1_000, streams: 0, answerBytes: 0 };
    expect(findReasonToStop(config({ budget: { requestsMax: 1_000 } }), live({ totals }))?.reason).toMatch(
      /requestsMax 1000/,
    );
    expect(findReasonToStop(config({ budget: { requestsMax: 1_001 } }), live({ totals }))).toBeNull();
    const fast = live({ requestRateRps: measured(51) });
    expect(findReasonToStop(config({ budget: { requestsPerSecondMax: 50 } }), fast)?.reason).toMatch(
      /51\.0 requests a second/,
    );
    expect(findReasonToStop(config({}), fast)).toBeNull();
  });

  it('when the model has cost what it may', () => {
    const model = { pricePer1000PromptTokens: 2, pricePer1000AnswerTokens: 10, promptTokensPerTurn: 1_000, costMax: 5 };
    const totals = { requests: 0, streams: 2, answerBytes: 400 };
    const parsed = config({ budget: { model } });
    expect(parsed.budget.model === undefined ? 0 : estimateModelCost(parsed.budget.model, totals)).toBe(5);
    expect(findReasonToStop(parsed, live({ totals }))?.reason).toMatch(/cost of 5\.00 reached/);
    expect(findReasonToStop(parsed, live({ totals: { ...totals, streams: 1 } }))).toBeNull();
  });
});
