/** Did statements take long, again and again? */
import { z } from 'zod';
import type { FindingEvidence } from '../../findings-model.ts';
import { numberText } from '../../html/numbers.ts';
import { compareText } from '../load-data.ts';
import { milliseconds } from '../round.ts';
import { found, notJudged, QUIET, type Rule, valueOr } from './rule.ts';
import { type RuleInput, shareOfAnswered } from './rule-input.ts';
import { STATEMENTS_LINK, statementText } from './statement-evidence.ts';

/** Executions of one statement over the limit; a single one may be a checkpoint's, or the machine's. */
const REPEATS_MIN = 3;
/** Statements that are shown. */
const SHOWN_MAX = 3;
/** What `evidence.slowStatementMs` is by default, milliseconds. */
const LIMIT_MS_DEFAULT = 250;

export const slowStatement: Rule = {
  id: 'slow-statement',
  kind: 'cause',
  title: 'Slow statements',
  looksFor: `One statement over evidence.slowStatementMs (${LIMIT_MS_DEFAULT} ms unless configured) at least ${REPEATS_MIN} times in the measured phase, or on average.`,
  needs: 'The slow-statement watch, or the statement counters of evidence/.',
  meaning: 'Users wait for the database, and the connections that it holds meanwhile are missing elsewhere.',
  action:
    'See its plan and what it waited for: a scan needs an index, a lock a shorter transaction, a spill more work_mem or fewer rows.',
  explains: ['pool-exhausted', 'latency-drift', 'bimodal-latency'],
  judge(input) {
    const { slow, statements } = input.evidence;
    if (slow.status === 'unavailable' && statements.status === 'unavailable') {
      return notJudged(`${slow.reason}; ${statements.reason}`);
    }
    const average = onAverage(input);
    const texts = new Set(average.map(({ text }) => text));
    const rows = [...average, ...watched(input).filter(({ text }) => !texts.has(text))].sort(
      (a, b) => b.typicalMs - a.typicalMs || compareText(a.text, b.text),
    );
    const worst = rows[0];
    if (worst === undefined) return QUIET;
    const spentMs = rows.reduce((sum, { totalMs }) => sum + totalMs, 0);
    const allMs = valueOr(statements)?.totalMs ?? 0;
    return found({
      severity: 'warning',
      title: `A statement took ${milliseconds(worst.typicalMs)} ${worst.how}: ${statementText(worst.text, 80)}`,
      score: shareOfAnswered(input, spentMs),
      ...(allMs === 0 ? {} : { weight: Math.min(1, spentMs / allMs) }),
      evidence: rows.slice(0, SHOWN_MAX).map(evidenceOf),
    });
  },
};

interface Slow {
  text: string;
  typicalMs: number;
  how: string;
  totalMs: number;
  waits: string;
}

/** Statements that were seen over the limit several times. */
function watched({ evidence }: RuleInput): Slow[] {
  return (valueOr(evidence.slow)?.groups ?? [])
    .filter(({ count }) => count >= REPEATS_MIN)
    .map(({ text, count, totalMs, waits }) => ({
      text,
      typicalMs: totalMs / count,
      how: `on average of the ${numberText(count)} times that it was slow`,
      totalMs,
      waits: waits.map(({ event }) => event).join(', '),
    }));
}

/** Statements whose mean lies over the limit. */
function onAverage(input: RuleInput): Slow[] {
  const limitMs = limitOf(input);
  return (valueOr(input.evidence.statements)?.rows ?? [])
    .filter(({ meanMs }) => meanMs >= limitMs)
    .map(({ text, calls, meanMs, totalMs }) => {
      return { text, typicalMs: meanMs, how: `on average of ${numberText(calls)} calls`, totalMs, waits: '' };
    });
}

function evidenceOf({ text, typicalMs, how, waits }: Slow): FindingEvidence {
  const value = `${statementText(text)}${waits === '' ? '' : ` (waited for ${waits})`}`;
  return { label: `${milliseconds(typicalMs)} ${how}`, value, link: STATEMENTS_LINK };
}

const configured = z.object({ evidence: z.object({ slowStatementMs: z.number().positive() }) });

/** The limit of the watch that was kept, else the configured one. */
function limitOf({ record, evidence }: RuleInput): number {
  const parsed = configured.safeParse(record.run.configuration);
  return valueOr(evidence.slow)?.limitMs ?? (parsed.success ? parsed.data.evidence.slowStatementMs : LIMIT_MS_DEFAULT);
}
