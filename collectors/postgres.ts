/**
 * Watches one PostgreSQL database over one read-only connection.
 *
 * Needs no right beyond connecting (with `pg_monitor` it sees the other users' sessions too). Reconnects by itself.
 */
import type { Collector } from './collector.ts';
import { type StatementRow, scrapeStatement, valuesOfRows } from './postgres-query.ts';
import { createPostgresSession, type PostgresInput } from './postgres-session.ts';
import { secretsOfUrl } from './redact.ts';

/** A collector of one database. */
export function createPostgresCollector(input: PostgresInput): Collector {
  const session = createPostgresSession(input);
  return {
    name: 'postgres',
    secrets: secretsOfUrl(input.url),
    async scrape(signal) {
      const rows = await session.use(signal, async ({ client, versionNum }) => {
        const text = scrapeStatement(versionNum);
        const result = await client.query<StatementRow[]>({ name: 'headroom_scrape', text, rowMode: 'array' });
        return result.rows;
      });
      return valuesOfRows(rows.map(parseRow));
    },
    close: session.close,
  };
}

function parseRow(row: readonly unknown[]): StatementRow {
  const [name, label, value] = row;
  return [String(name), typeof label === 'string' ? label : null, typeof value === 'number' ? value : null];
}
