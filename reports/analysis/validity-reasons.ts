/** What every validity rule is given, and the two kinds of reasons it may give back. */
import type { ValidityReason } from '../../contract/summary.ts';
import type { Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import type { Starts } from './starts.ts';

/** What the rules look at. */
export interface ValidityInput {
  record: RunRecord;
  window: Window;
  starts: readonly Starts[];
  /** What the SLOs found that does not add up. */
  contradictions: readonly string[];
}

/** A reason that makes the run invalid. */
export function invalid(code: string, message: string): ValidityReason {
  return { code, severity: 'invalid', message };
}

/** A reason that leaves the verdict standing. */
export function degraded(code: string, message: string): ValidityReason {
  return { code, severity: 'degraded', message };
}
