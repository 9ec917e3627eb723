/**
 * After the load: compares what the target acknowledged with what its database holds, and keeps the result as evidence.
 *
 * Where it cannot be compared, the reason is kept instead; a comparison that throws is such a reason.
 */
import { join } from 'node:path';
import { unavailable } from '../../contract/measured.ts';
import { readLedger } from './ledger.ts';
import { writeEvidence } from './record-folder.ts';
import type { ReadyTarget } from './target-sources.ts';

/** Writes `evidence/reconciliation.json` of the run that began at `startedAtMs`, Unix milliseconds. */
export async function writeReconciliation(folder: string, target: ReadyTarget, startedAtMs: number): Promise<void> {
  const result = await reconcile(folder, target, startedAtMs);
  writeEvidence(folder, 'reconciliation.json', result);
}

async function reconcile(folder: string, target: ReadyTarget, startedAtMs: number): Promise<object> {
  if (target.reconcile === undefined) return unavailable('the suite does not know the database of this deployment');
  try {
    return await target.reconcile(await readLedger(join(folder, 'logs', 'k6.log')), startedAtMs);
  } catch (error) {
    return unavailable(`the database could not be compared: ${error instanceof Error ? error.message : String(error)}`);
  }
}
