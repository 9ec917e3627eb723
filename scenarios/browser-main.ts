/**
 * What k6 is given for the real browsers, in a process of its own beside the load; the same plan, other options.
 *
 * One iteration for the whole of the load: k6 starts a Chromium with each iteration, which would load the machine more
 * than the visits do.
 */
import { visitPages } from './journeys/browser.ts';
import { loadDurationMs } from './lib/phases.ts';
import { plan } from './lib/run-plan.ts';

/** A visit that began at the last moment may still load its two pages and close, milliseconds. */
const LAST_VISIT_MS = 2 * (plan.browser?.requestTimeoutMs ?? 0) + 5_000;

export const options = {
  scenarios: {
    browser: {
      executor: 'per-vu-iterations',
      exec: 'browser',
      vus: plan.browser?.users ?? 1,
      iterations: 1,
      maxDuration: `${loadDurationMs(plan.phases) + LAST_VISIT_MS}ms`,
      gracefulStop: '5s',
      tags: { journey: 'browser' },
      options: { browser: { type: 'chromium' } },
    },
  },
  // Without `url`: a page's address would be a series each; the journey names the pages instead.
  systemTags: ['name', 'method', 'status', 'error_code', 'check', 'scenario', 'expected_response'],
};

export async function browser(): Promise<void> {
  if (plan.browser === null) throw new Error('the plan has no browser');
  await visitPages(plan.browser);
}
