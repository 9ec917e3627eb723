/** The made-up errors of the sample report: six failed steps within six seconds. */
import type { ReportModel } from '../../model.ts';
import { panel } from './sample-panel.ts';
import { BUCKETS, ORIGIN_MS } from './sample-time.ts';

/** The errors of a run in which the model failed for a moment. */
export function failingErrors(): ReportModel['errors'] {
  const burst = Array.from({ length: BUCKETS }, (_, bucket) => (bucket > 61 && bucket < 68 ? 1 : 0));
  return {
    rows: [
      {
        kind: 'timeout',
        count: 5,
        share: 0.0028,
        firstMs: ORIGIN_MS + 62_000,
        lastMs: ORIGIN_MS + 67_000,
        endpoints: ['POST /api/copilot'],
        sample: 'no first token within 10 s',
      },
      {
        kind: 'status 503',
        count: 1,
        share: 0.0005,
        firstMs: ORIGIN_MS + 66_000,
        lastMs: ORIGIN_MS + 66_000,
        endpoints: ['POST /api/copilot'],
        sample: '{"error":"model_overloaded","retryAfterMs":2000}',
      },
    ],
    timeline: panel(
      'errors',
      'Failed steps a second',
      'count',
      'journeys',
      [
        ['timeout', burst],
        ['status', burst.map((value, i) => (i === 66 ? value : 0))],
      ],
      'All errors fell into six seconds, from 1:02 on',
    ),
    note: 'Failed steps of the measured phase; a start can have several.',
  };
}
