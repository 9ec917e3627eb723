/**
 * How a load broke a journey, in words.
 *
 * It exists because a latency of an overloaded system says nothing: what was never answered has none, and the rest are
 * those that got through. It never says "breaks" of a journey that is only slow, nor of what the generator did.
 */

import { isUnavailable } from '../../contract/measured.ts';
import type { SloResult } from '../../contract/summary.ts';
import { percent } from '../analysis/round.ts';
import type { AblatedRun } from './figures.ts';

/** A journey is broken when more of its starts than this were never answered: then it has no p95. */
export const BREAK_SHARE = 0.05;

/** Why a journey has no latency. `invalid`: the run says nothing of the system, whatever else is told. */
export interface Broken {
  kind: 'breaks' | 'invalid';
  words: string;
}

/** Such as `38 % of starts unanswered, pool exhausted 412 times`; null when the journey's latencies mean something. */
export function describeBreaks(run: AblatedRun, slo: SloResult): Broken | null {
  const { validity, run: about } = run.summary;
  const due = slo.intended - slo.aborted;
  if (due <= 0) return { kind: 'invalid', words: 'no start in the measured phase' };
  const unanswered = (slo.dropped + slo.unfinished) / due;
  const failed = slo.failed / due;
  const isBroken = unanswered + failed > BREAK_SHARE;
  if (!isBroken && validity.status !== 'invalid') return null;
  const { exhausted } = run.evidence.pool;
  const most = run.errors.rows[0];
  const words = [
    ...(unanswered > 0 ? [`${percent(unanswered)} of starts unanswered`] : []),
    ...(failed > 0 ? [`${percent(failed)} failed`] : []),
    ...(isBroken && !isUnavailable(exhausted) && exhausted > 0 ? [`pool exhausted ${exhausted} times`] : []),
    ...(isBroken && failed > 0 && most !== undefined ? [`most errors: ${most.kind}`] : []),
    ...(about.stoppedEarly === undefined ? [] : [`ended early: ${about.stoppedEarly.reason}`]),
    ...(validity.status === 'invalid' ? [firstInvalid(validity.reasons)] : []),
  ];
  return { kind: validity.status === 'invalid' ? 'invalid' : 'breaks', words: words.join(', ') };
}

function firstInvalid(reasons: AblatedRun['summary']['validity']['reasons']): string {
  return reasons.find(({ severity }) => severity === 'invalid')?.message ?? 'no reason given';
}
