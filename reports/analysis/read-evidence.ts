/**
 * Reads `evidence/`: database counters, plans, slow statements and migrations.
 *
 * A file that is missing, torn or of another version is `unavailable` with its reason; it never spoils the others.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  databaseSnapshotSchema,
  type Evidence,
  migrationsSchema,
  plansSchema,
  type SlowStatement,
  slowStatementSchema,
  slowWatchSchema,
} from '../../contract/evidence.ts';
import { type Measured, measured, unavailable, unavailableSchema } from '../../contract/measured.ts';
import { redactDeep } from './redact.ts';

/** The evidence of the record in `runFolder`; never throws. */
export async function readEvidence(runFolder: string): Promise<Evidence> {
  const folder = join(runFolder, 'evidence');
  return {
    before: await readPart(folder, 'database-before.json', databaseSnapshotSchema),
    after: await readPart(folder, 'database-after.json', databaseSnapshotSchema),
    plans: await readPart(folder, 'plans.json', plansSchema),
    slowWatch: await readPart(folder, 'slow-watch.json', slowWatchSchema),
    slowStatements: await readSlowStatements(folder),
    migrations: await readPart(folder, 'migrations.json', migrationsSchema),
  };
}

async function readPart<S extends z.ZodType>(folder: string, name: string, schema: S): Promise<Measured<z.infer<S>>> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => null);
  if (text === null) return unavailable(`not collected: the record has no evidence/${name}`);
  let value: unknown;
  try {
    value = redactDeep(JSON.parse(text) as unknown);
  } catch {
    return unavailable(`evidence/${name} is no JSON`);
  }
  const missing = unavailableSchema.safeParse(value);
  if (missing.success) return unavailable(missing.data.reason);
  const parsed = schema.safeParse(value);
  if (parsed.success) return measured(parsed.data);
  const problem = parsed.error.issues[0];
  return unavailable(
    `evidence/${name} is not what it claims: ${problem?.path.join('.') ?? ''} ${problem?.message ?? ''}`,
  );
}

/** Lines that can be read; a torn last line and unknown kinds are passed over. */
async function readSlowStatements(folder: string): Promise<SlowStatement[]> {
  const text = await readFile(join(folder, 'slow-statements.ndjson'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = slowStatementSchema.safeParse(redactDeep(JSON.parse(line) as unknown));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}
