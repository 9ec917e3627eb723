/**
 * Finds slow statements in the lines of PostgreSQL's log: what auto_explain (text format) and
 * `log_min_duration_statement` write.
 *
 * Entries have several lines; one is complete when the next begins. Bind parameters, which the server may log as well,
 * are never kept. Pure: reads no file.
 */
import { OWN_STATEMENT } from '../postgres-session.ts';
import type { ReadLogLine } from './log-prefix.ts';
import { findPlan, readPlan } from './plan-text.ts';
import type { SeenStatement } from './slow-merge.ts';
import { normaliseStatement } from './statement-text.ts';

/** Lines kept of one entry; the plan of a thousand partitions has more, and its first ones say enough. */
const ENTRY_LINES_MAX = 2_000;

/** `duration: 312.456 ms  ` and what it is of. The other kinds (`parse`, `bind`) take time like an execution. */
const DURATION = /^duration: (\d+(?:\.\d+)?) ms {2}(plan|statement|(?:parse|bind|execute)[^:]*): ?(.*)$/s;

/** What the parser has to know. */
export interface SlowLogInput {
  readLine: ReadLogLine;
  /** Shorter statements are passed over, milliseconds. */
  limitMs: number;
  /** How the collectors call themselves. */
  ownApplication: string;
  /** Statements of other databases are passed over, where the log tells them. */
  database?: string;
}

/** A parser of consecutive lines. */
export interface SlowLogParser {
  /** The statements that the line completed; mostly none. */
  push(line: string): SeenStatement[];
  /** Completes what is open: nothing more has come. */
  flush(): SeenStatement[];
}

interface Entry {
  atMs: number;
  pid: number;
  durationMs: number;
  kind: string;
  id: string | undefined;
  lines: string[];
}

/** A parser before its first line. */
export function createSlowLogParser(input: SlowLogInput): SlowLogParser {
  let entry: Entry | undefined;

  function flush(): SeenStatement[] {
    const complete = entry;
    entry = undefined;
    if (complete === undefined || complete.lines.some((line) => line.includes(OWN_STATEMENT))) return [];
    return [statementOf(complete)];
  }

  function open(line: string): Entry | undefined {
    const head = input.readLine(line);
    const [, duration, kind, rest] = DURATION.exec(head?.level === 'LOG' ? head.message : '') ?? [];
    if (head === undefined || kind === undefined || Number(duration) < input.limitMs) return undefined;
    if (head.application === input.ownApplication) return undefined;
    if (head.database !== undefined && input.database !== undefined && head.database !== input.database)
      return undefined;
    const { atMs, pid, id } = head;
    return { atMs, pid, id, durationMs: Number(duration), kind, lines: rest === '' ? [] : [rest ?? ''] };
  }

  return {
    push(raw) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (input.readLine(line) === undefined) {
        // The server begins every further line of an entry with a tab.
        if (entry !== undefined && entry.lines.length < ENTRY_LINES_MAX) entry.lines.push(line.replace(/^\t/, ''));
        return [];
      }
      const complete = flush();
      entry = open(line);
      return complete;
    },
    flush,
  };
}

function statementOf(entry: Entry): SeenStatement {
  const { lines } = entry;
  const planAt = entry.kind === 'plan' ? findPlan(lines) : -1;
  const head = planAt === -1 ? lines : lines.slice(0, planAt);
  const parametersAt = head.findIndex((line) => line.startsWith('Query Parameters: '));
  const text = (parametersAt === -1 ? head : head.slice(0, parametersAt)).join('\n').replace(/^Query Text: /, '');
  const tail = planAt === -1 ? [] : lines.slice(planAt);
  const told = tail.map((line) => /^Query Identifier: (-?\d+)$/.exec(line)?.[1]).find((id) => id !== undefined);
  const plan = planAt === -1 ? null : readPlan(tail.filter((line) => !line.startsWith('Query Identifier: ')));
  return {
    pid: entry.pid,
    atMs: entry.atMs - entry.durationMs,
    source: 'log',
    id: entry.id ?? told ?? null,
    text: normaliseStatement(text),
    durationMs: entry.durationMs,
    waits: [],
    planHash: plan?.hash ?? null,
    plan: plan?.text ?? null,
  };
}
