/** Loads a page as a browser does: the page, its code on the first visit, then everything that its code asks for. */
import type { RequestSpec } from '../deployments/types.ts';
import { pathOf, slowestOf } from './critical-path.ts';
import { type RequestResult, send, sendTogether } from './requests.ts';
import type { PartTimes } from './split-times.ts';

/** What a page is made of. */
export interface PageParts {
  page: RequestSpec;
  /** Empty once the browser has them. */
  assets: readonly RequestSpec[];
  /** Fetched all at once. */
  calls: readonly RequestSpec[];
}

/** A page that was loaded with everything. */
export interface LoadedPage {
  /**
   * The page, then its code, then the slowest of the parallel calls, each from asking for a connection to the last
   * byte, milliseconds: what the user waits for without the generator's own scripting.
   */
  latencyMs: number;
  /** What that is made of. */
  path: PartTimes;
  /** In the order of the calls. */
  calls: RequestResult[];
}

/** The loaded page, or null when any part of it failed. */
export function loadPage({ page, assets, calls }: PageParts, timeoutMs: number): LoadedPage | null {
  const pageResult = send(page, timeoutMs);
  if (!pageResult.isGood) return null;
  const assetResults = sendTogether(assets, timeoutMs);
  const callResults = sendTogether(calls, timeoutMs);
  if (![...assetResults, ...callResults].every((result) => result.isGood)) return null;
  const critical = [pageResult, slowestOf(assetResults), slowestOf(callResults)];
  const latencyMs = critical.reduce((sum, result) => sum + (result?.totalMs ?? 0), 0);
  return { latencyMs, path: pathOf(critical), calls: callResults };
}
