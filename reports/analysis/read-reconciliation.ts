/**
 * Reads `evidence/reconciliation.json`: what the load was told against what the database held after it.
 *
 * A file that is missing or that nobody understands is `unavailable` with its reason, never a clean reconciliation.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import { redactDeep } from './redact.ts';

const count = z.number().int().min(0);

const reconciliationSchema = z.object({
  checked: z.object({ checkouts: count, events: count, turns: count }),
  differences: z.array(z.object({ kind: z.string(), detail: z.string() })),
  /** One object a wait; what it tells is the deployment's own matter. */
  lockWaitsOverOneSecond: z.array(z.union([z.record(z.string(), z.unknown()), z.string()])).default([]),
  /** Connections over the idle level 10 s after the run; null when nobody could look. */
  connectionsAboveIdle: z.number().nullable().default(null),
  /** What could not be looked at, each with its reason. */
  unavailable: z.array(z.string()).default([]),
});

const unavailableSchema = z.object({ status: z.literal('unavailable'), reason: z.string() });

/** What the database held after the run. */
export type Reconciliation = z.infer<typeof reconciliationSchema>;

/** The reconciliation of the record in `runFolder`, or why there is none. */
export async function readReconciliation(runFolder: string): Promise<Measured<Reconciliation>> {
  const text = await readFile(join(runFolder, 'evidence', 'reconciliation.json'), 'utf8').catch(() => null);
  if (text === null) return unavailable('nothing was reconciled after the run');
  let value: unknown;
  try {
    value = redactDeep(JSON.parse(text) as unknown);
  } catch {
    return unavailable('evidence/reconciliation.json is no JSON');
  }
  const missing = unavailableSchema.safeParse(value);
  if (missing.success) return unavailable(missing.data.reason === '' ? 'no reason given' : missing.data.reason);
  const parsed = reconciliationSchema.safeParse(value);
  if (parsed.success) return measured(parsed.data);
  const problem = parsed.error.issues[0];
  return unavailable(
    `evidence/reconciliation.json is not what it claims: ${problem?.path.join('.') ?? ''} ${problem?.message ?? ''}`,
  );
}
