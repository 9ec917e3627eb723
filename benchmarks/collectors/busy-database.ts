/**
 * A PostgreSQL as the collectors meet it under load: sessions, statements that run for long, tables, indexes and a
 * thousand statements in its statistics. Its own work costs next to no CPU, so that what the collectors cause can be
 * told from it.
 */
import pg from 'pg';

/** About what the reference deployment has, rounded up. */
const TABLES = 40;
const IDLE_SESSIONS = 60;
const SLOW_SESSIONS = 10;
const COLUMNS = ['a', 'b', 'c', 'd', 'e'];

/** How long each slow statement runs, seconds: four of them end every second. */
const SLOW_SECONDS = 2.5;

/** Sessions that are open. */
export interface BusyDatabase {
  stop(): Promise<void>;
}

/** Fills the database of `url`, whose user is a superuser, and keeps it busy; makes a `watcher` with pg_monitor. */
export async function keepBusy(url: string, watcherPassword: string): Promise<BusyDatabase> {
  const sessions = await Promise.all(Array.from({ length: 1 + IDLE_SESSIONS + SLOW_SESSIONS }, () => connect(url)));
  const [owner, ...others] = sessions;
  if (owner === undefined) throw new Error('no session could be opened');
  await owner.query(`CREATE EXTENSION pg_stat_statements;
    CREATE ROLE watcher LOGIN PASSWORD '${watcherPassword}'; GRANT pg_monitor TO watcher`);
  for (let k = 0; k < TABLES; k += 1) {
    const columns = COLUMNS.map((column) => `${column} int`).join(', ');
    await owner.query(`CREATE TABLE t${k} (id int PRIMARY KEY, ${columns})`);
    for (const column of COLUMNS.slice(0, 3)) await owner.query(`CREATE INDEX ON t${k} (${column}, id DESC)`);
    for (let mask = 1; mask < 2 ** COLUMNS.length; mask += 1) {
      const wanted = COLUMNS.filter((_column, at) => (mask >> at) % 2 === 1).map((column) => `${column} = ${mask}`);
      await owner.query(`SELECT id FROM t${k} WHERE ${wanted.join(' AND ')}`);
    }
  }
  let isStopped = false;
  const loops = others.slice(0, SLOW_SESSIONS).map(async (session) => {
    while (!isStopped) await session.query('SELECT pg_sleep($1)', [SLOW_SECONDS]);
  });
  return {
    async stop() {
      isStopped = true;
      await Promise.all(loops);
      await Promise.all(sessions.map((session) => session.end()));
    },
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
