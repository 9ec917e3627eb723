/**
 * A step that may fail without ending the night: what went wrong becomes a problem that the night tells and exits with.
 *
 * A comparison that cannot be made must not keep a missed objective from being told.
 */
import { toHeadroomError } from '../../contract/errors.ts';
import type { NightlySummary } from './summary.ts';

/** A step that failed. */
export type Problem = NightlySummary['problems'][number];

/** What a step came to. */
export type Attempt<T> = { status: 'ok'; value: T } | { status: 'failed'; problem: Problem };

/** Does the step; never rejects. */
export async function attempt<T>(step: string, work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { status: 'ok', value: await work() };
  } catch (error) {
    const { code, message, problems, exitCode, hint } = toHeadroomError(error);
    const more = problems.length === 0 || message.includes(problems[0] ?? '') ? '' : ` (${problems.join('; ')})`;
    return { status: 'failed', problem: { step, code, message: `${message}${more}`, exitCode, hint } };
  }
}

/** The problems of some steps, in their order. */
export function problemsOf(attempts: readonly (Attempt<unknown> | null)[]): Problem[] {
  return attempts.flatMap((one) => (one?.status === 'failed' ? [one.problem] : []));
}
