/** How a statement stands in a finding: what it took, how often, and its text on one line. */
import type { StatementFigures } from '../../database-model.ts';
import type { FindingEvidence } from '../../findings-model.ts';
import { numberText } from '../../html/numbers.ts';
import { milliseconds } from '../round.ts';

/** Where the report shows statements. */
export const STATEMENTS_LINK = '#database';

/** A statement as evidence; `more` stands before its text. */
export function statementEvidence({ text, calls, meanMs }: StatementFigures, more = ''): FindingEvidence {
  const value = `${more}${numberText(calls)} calls of ${milliseconds(meanMs)}: ${statementText(text)}`;
  return { label: 'Statement', value, link: STATEMENTS_LINK };
}

/** A statement on one line, cut to what a sentence can hold. */
export function statementText(text: string, charsMax = 120): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= charsMax ? line : `${line.slice(0, charsMax - 1)}…`;
}
