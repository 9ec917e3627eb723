/**
 * A statement's text as the record keeps it: one line, no literals, no comments, bounded.
 */
import { STATEMENT_CHARS_MAX } from '../../contract/evidence.ts';
import { redactSqlLiterals } from '../redact.ts';

/** At most STATEMENT_CHARS_MAX characters; `?` stands for each literal. */
export function normaliseStatement(text: string): string {
  return redactSqlLiterals(text).replace(/\s+/g, ' ').trim().slice(0, STATEMENT_CHARS_MAX);
}
