/**
 * How the evidence asks the database: one statement, rows as objects; and what a refusal means to a reader.
 */
import pg from 'pg';
import { decodeUrlPart, reasonOf } from '../redact.ts';

/** Runs one statement; rows as the database names them. Rejects when there is no answer. */
export type Ask = (text: string, values?: readonly unknown[]) => Promise<unknown[]>;

/** SQLSTATE of a missing right, and of a library that was not loaded at the server's start. */
const INSUFFICIENT_PRIVILEGE = '42501';
const NOT_IN_PREREQUISITE_STATE = '55000';

/** What a GRANT on each kind of object is called. */
const RIGHTS: Readonly<Record<string, string>> = {
  database: 'CONNECT ON DATABASE',
  schema: 'USAGE ON SCHEMA',
  view: 'SELECT ON',
  table: 'SELECT ON',
  function: 'EXECUTE ON FUNCTION',
};

/** Why a part could not be had, with the GRANT or the setting that would show it, where that is known. */
export function whyRefused(error: unknown, role: string, secrets: readonly string[]): string {
  const reason = reasonOf(error, secrets);
  if (!(error instanceof pg.DatabaseError)) return reason;
  if (error.code === NOT_IN_PREREQUISITE_STATE) {
    return `${reason}; set shared_preload_libraries = 'pg_stat_statements' and restart the server`;
  }
  if (error.code !== INSUFFICIENT_PRIVILEGE) return reason;
  const [, kind, name] = /permission denied for (\w+) (\S+)/.exec(error.message) ?? [];
  const right = kind === undefined ? undefined : RIGHTS[kind];
  return right === undefined
    ? `${reason}; ${grantMonitor(role)} may show it`
    : `${reason}; GRANT ${right} ${name} TO ${role}`;
}

/** The user of a URL as a GRANT names it; an empty text for a URL without one. */
export function roleOf(url: string): string {
  const name = URL.canParse(url) ? decodeUrlPart(new URL(url).username) : '';
  return /^[a-z_][a-z0-9_]*$/.test(name) || name === '' ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The grant that shows what other users' sessions do. */
export function grantMonitor(role: string): string {
  return `GRANT pg_monitor TO ${role}`;
}
