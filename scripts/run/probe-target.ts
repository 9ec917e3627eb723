/** Asks the target one question before the run: a run against nothing would only measure refused connections. */
import { HeadroomError } from '../../contract/errors.ts';
import type { Deployment } from '../../scenarios/deployments/types.ts';

/** How long the target may take to answer the probe, milliseconds. */
const PROBE_TIMEOUT_MS = 5_000;

/** Resolves when the target answers its health route rightly; otherwise HR_TARGET_UNREACHABLE that names it. */
export async function probeTarget(baseUrl: string, deployment: Deployment): Promise<void> {
  const spec = deployment.health?.();
  const url = baseUrl + (spec?.path ?? '/');
  let response: Response;
  try {
    response = await fetch(url, {
      method: spec?.method ?? 'GET',
      headers: { ...spec?.headers, 'x-headroom-source': 'probe' },
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new HeadroomError('HR_TARGET_UNREACHABLE', `${url} does not answer: ${cause}`, { cause: error });
  }
  const body = await response.text();
  const headers = Object.fromEntries(response.headers);
  const problem = spec?.verify({ status: response.status, headers, body }) ?? null;
  if (problem !== null) throw new HeadroomError('HR_TARGET_UNREACHABLE', `${url} answered wrongly: ${problem}`);
}
