/** What was applied to the database that the run used, with what it held up; in the order of the file. */
import { type Evidence, STATEMENT_CHARS_MAX } from '../../../contract/evidence.ts';
import { type Measured, measured } from '../../../contract/measured.ts';
import type { MigrationFigures } from '../../database-model.ts';
import { roundMs } from '../round.ts';

/** Most statements of one migration that are listed. */
const STATEMENTS_MAX = 40;
/** Most locks that are named for one statement. */
const LOCKS_MAX = 8;

/** The applied migrations. */
export function listMigrations({ migrations }: Evidence): Measured<MigrationFigures[]> {
  if (migrations.status === 'unavailable') return migrations;
  return measured(
    migrations.value.applied.map((one) => ({
      name: one.name,
      direction: one.direction,
      inTransaction: one.inTransaction,
      durationMs: roundMs(one.durationMs),
      statements: one.statements.slice(0, STATEMENTS_MAX).map((statement) => ({
        text: statement.text.slice(0, STATEMENT_CHARS_MAX),
        durationMs: roundMs(statement.durationMs),
        locks: describeLocks(statement.locks),
        longestBlockMs: statement.longestBlockMs === null ? null : roundMs(statement.longestBlockMs),
      })),
      further: Math.max(0, one.statements.length - STATEMENTS_MAX),
    })),
  );
}

function describeLocks(locks: readonly { relation: string; mode: string }[]): string {
  const named = locks.slice(0, LOCKS_MAX).map(({ relation, mode }) => `${relation}: ${mode}`);
  const more = locks.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
