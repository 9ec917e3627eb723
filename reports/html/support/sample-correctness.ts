/** What the sample model says of correctness, outages, comparability, the limiter and the browser. */
import type { Summary, WebVital } from '../../../contract/summary.ts';
import type { ReportModel } from '../../model.ts';

/** 22 November 2026, 22:00 UTC: where the sample begins. */
const ORIGIN_MS = 1_795_384_800_000;

type Kind = 'pass' | 'fail' | 'invalid' | 'inconclusive';

/** The lists: clean in a passing run; a lost order, a doubled payment and lock waits in a failing one. */
export function sampleCorrectness(kind: Kind): ReportModel['correctness'] {
  if (kind !== 'fail') return { differences: [], lockWaits: [], failures: [] };
  return {
    differences: [
      { kind: 'payment applied twice', detail: 'order 7c1e…: event evt-118 was applied 2 times' },
      { kind: 'checkout lost', detail: 'order 03fa… was acknowledged and is not stored' },
    ],
    lockWaits: ['1,412 ms, update orders set status = ? where id = ?'],
    failures: ['1 payment was applied more than once', '1 acknowledged fact differs from the database (checkout lost)'],
  };
}

/** The parts of the summary that younger suites add. */
export function sampleSummaryParts(
  kind: Kind,
): Pick<Summary, 'comparability' | 'correctness' | 'outages' | 'limiter' | 'browser'> {
  const isBad = kind === 'fail';
  return {
    comparability: {
      status: 'not comparable',
      reasons: [{ code: 'too_short', message: 'Only 60 s were measured; a comparison needs 120 s.' }],
    },
    correctness: {
      reconciliation: {
        checked: { checkouts: 412, events: 430, turns: 690 },
        differences: isBad ? 2 : 0,
        lockWaitsOverOneSecond: isBad ? 1 : 0,
        connectionsAboveIdle: 0,
      },
      staleReads: 0,
      duplicatedPayments: isBad ? 1 : 0,
    },
    outages: isBad ? [{ journey: 'all', startMs: ORIGIN_MS + 62_000, endMs: ORIGIN_MS + 67_000, isOver: true }] : [],
    limiter: [
      { kind: 'normal', allowed: 2400, limited: 0, limitedShare: 0 },
      { kind: 'power', allowed: 880, limited: 12, limitedShare: 0.01345 },
      { kind: 'abuser', allowed: 410, limited: 1640, limitedShare: 0.8 },
    ],
    browser: [
      vital({ vital: 'lcp', page: 'dashboard', p75: 412, rating: 'good' }),
      vital({ vital: 'inp', page: 'dashboard', p75: 240, rating: 'needs improvement' }),
      { ...vital({ vital: 'cls', page: 'product', p75: 0.02, rating: 'good' }), unit: 'score' },
      vital({ vital: 'ttfb', page: 'product', p75: 38, rating: 'good' }),
    ],
  };
}

function vital({ vital, page, p75, rating }: Pick<WebVital, 'vital' | 'page' | 'rating'> & { p75: number }): WebVital {
  return { vital, page, unit: 'ms', count: 9, p50: p75 * 0.8, p75, max: p75 * 1.9, rating };
}
