/**
 * One snapshot of the database's counters: `evidence/database-before.json` or `-after.json`.
 *
 * A part that cannot be had is `unavailable` and spoils no other. Runs no statement of the application's, and never
 * EXPLAIN.
 */
import type { DatabaseSnapshot } from '../../contract/evidence.ts';
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import type { Clock } from '../clock.ts';
import { OWN_STATEMENT } from '../postgres-session.ts';
import { type Ask, whyRefused } from './ask.ts';
import { readIndexes, readTables } from './relations.ts';
import { readSettings } from './settings.ts';
import { readStatements } from './statements.ts';

/** When, and whom to ask. */
export interface SnapshotInput {
  moment: DatabaseSnapshot['moment'];
  wantedAtMs: number;
  ask: Ask;
  /** Who asks, as a GRANT names it. */
  role: string;
  clock: Clock;
  secrets: readonly string[];
}

/** Reads everything once; unavailable as a whole when not even the connection could be had. Never rejects. */
export async function takeSnapshot(input: SnapshotInput): Promise<Measured<DatabaseSnapshot>> {
  const { ask, clock, role, secrets } = input;
  const atMs = clock.wallMs();
  const startedMs = clock.monotonicMs();
  try {
    await ask(`SELECT ${OWN_STATEMENT} 1`);
  } catch (error) {
    return unavailable(whyRefused(error, role, secrets));
  }
  const part = <T>(read: Promise<Measured<T>>) =>
    read.catch((error: unknown) => unavailable(whyRefused(error, role, secrets)));
  // Statements first: their counters grow fastest, and `atMs` is to be theirs.
  const statements = await part(readStatements(ask, role));
  const tables = await part(readTables(ask));
  const indexes = await part(readIndexes(ask));
  const settings = await part(readSettings(ask, role));
  const { moment, wantedAtMs } = input;
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  return measured({
    headroom: 'database/1',
    moment,
    wantedAtMs,
    atMs,
    tookMs,
    statements,
    tables,
    indexes,
    settings,
  });
}
