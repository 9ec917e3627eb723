/**
 * Plans in PostgreSQL's text format, as auto_explain writes them: cut out of what stands around them, without literals,
 * and hashed by their shape.
 *
 * The shape is node types, relations, indexes, depth, join conditions and sort or group keys; no costs, rows, times,
 * filters or index conditions, so that a generic and a custom plan of one shape have one hash. Reads text only: the
 * hash says nothing about plans that were had as JSON.
 */
import { createHash } from 'node:crypto';
import { redactSqlLiterals } from '../redact.ts';

/** Longest plan that is kept, characters; the hash is of the whole one. */
const PLAN_CHARS_MAX = 4_000;

/** Characters of the hash: 48 bits, enough for the thousands of shapes that a product has. */
const HASH_CHARS = 12;

/** What ends every node's line. */
const ESTIMATE = / {2}\(cost=[\d.]+\.\.[\d.]+ rows=\d+ width=\d+\)/;

/** Lines whose numbers are counts, never values of a query. */
const FIGURES = [
  String.raw`Workers (?:Planned|Launched)|Rows Removed by [\w ]+|Subplans Removed|Heap (?:Fetches|Blocks)|Index Searches`,
  'Buffers|I/O Timings|Sort Method|Memory Usage|Storage|Buckets|Batches|Hits|Planning Time|Execution Time',
  String.raw`(?:Init|Sub)Plan \d+\b[^:]*$`,
];
const FIGURES_LINE = new RegExp(String.raw`^\s*(?:${FIGURES.join('|')})`);

/** Lines below a node that belong to its shape. */
const SHAPE_LINE =
  /^(\s*)(Sort Key|Presorted Key|Group Key|Hash Key|Cache Key|Hash Cond|Merge Cond|Join Filter): (.*)$/;

/** A plan of the record. */
export interface PlanText {
  hash: string;
  /** Without literals, at most 4,000 characters. */
  text: string;
}

/** Where the plan begins among the lines that auto_explain wrote, or -1: the statement's own text comes before it. */
export function findPlan(lines: readonly string[]): number {
  return lines.findIndex((line) => /^\S/.test(line) && ESTIMATE.test(line));
}

/** The plan that these lines are; the first one is its topmost node. */
export function readPlan(lines: readonly string[]): PlanText {
  const clean = lines.map(redactPlanLine);
  return { hash: hashShape(clean), text: clean.join('\n').slice(0, PLAN_CHARS_MAX) };
}

function redactPlanLine(line: string): string {
  if (FIGURES_LINE.test(line)) return line;
  const at = line.search(ESTIMATE);
  return at === -1 ? redactSqlLiterals(line) : redactSqlLiterals(line.slice(0, at)) + line.slice(at);
}

function hashShape(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) {
    const part = shapeOf(line);
    if (part !== undefined) hash.update(`${part}\n`);
  }
  return hash.digest('hex').slice(0, HASH_CHARS);
}

function shapeOf(line: string): string | undefined {
  const at = line.search(ESTIMATE);
  if (at !== -1) return line.slice(0, at).replace('->', '  ');
  const [, indent, label, keys] = SHAPE_LINE.exec(line) ?? [];
  if (keys === undefined) return undefined;
  // A parameter and the literal in its place, with or without a cast, are one key.
  return `${indent}${label}: ${keys.replace(/(?:\$\d+|\?)(?:::[\w "[\]]+)?/g, '?')}`;
}
