/**
 * Reads the Prometheus text format, limited to the names that are wanted.
 *
 * A hand-written line scanner: most lines of a metrics page are not wanted and are passed over after their name, so
 * that a page of thousands of lines costs little each second. Pure; never throws on any text; accepts CRLF, escapes,
 * time stamps and OpenMetrics' exemplars. NaN and infinities are no values (they mean "none yet") and are left out.
 */
import type { SampleValue } from '../contract/samples.ts';

/** What a metrics page held. */
export interface PrometheusPage {
  /** The wanted values under their canonical names, in the order of the page; at most `limit`. */
  values: SampleValue[];
  /** Wanted values beyond `limit`. */
  overLimit: number;
  /** Wanted lines that could not be read. */
  malformed: number;
  /** Lines that are neither empty nor comments, wanted or not. */
  lines: number;
}

/** Reads `text`. `names` maps a name on the page (`…_bucket`, `…_sum`, `…_count` spelt out) to its canonical name. */
export function parsePrometheusText(text: string, names: ReadonlyMap<string, string>, limit: number): PrometheusPage {
  const page: PrometheusPage = { values: [], overLimit: 0, malformed: 0, lines: 0 };
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    scanLine(text.slice(start, end), names, limit, page);
    start = end + 1;
  }
  return page;
}

function scanLine(line: string, names: ReadonlyMap<string, string>, limit: number, page: PrometheusPage): void {
  const nameEnd = endOfName(line);
  // A comment begins with #; a line without a name is empty or no sample.
  if (nameEnd === 0) {
    if (line.trim() !== '' && !line.startsWith('#')) page.lines += 1;
    return;
  }
  page.lines += 1;
  const name = names.get(line.slice(0, nameEnd));
  if (name === undefined) return;
  const rest = skipBlanks(line, nameEnd);
  const parsed = line[rest] === '{' ? parseLabels(line, rest + 1) : { labels: undefined, end: rest };
  const value = parsed === undefined ? undefined : parseValue(line, parsed.end);
  if (parsed === undefined || value === undefined) page.malformed += 1;
  else if (!Number.isFinite(value)) return;
  else if (page.values.length >= limit) page.overLimit += 1;
  else page.values.push(parsed.labels === undefined ? { name, value } : { name, labels: parsed.labels, value });
}

/** The index after the metric name that begins at 0: `[a-zA-Z_:][a-zA-Z0-9_:]*`. */
function endOfName(line: string): number {
  let at = 0;
  for (; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58;
    if (!letter && !(at > 0 && code >= 48 && code <= 57)) break;
  }
  return at;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at += 1;
  return at;
}

/** Labels from just after `{`; `end` is the index after `}`. Undefined when they cannot be read. */
function parseLabels(
  line: string,
  from: number,
): { labels: Record<string, string> | undefined; end: number } | undefined {
  const labels: Record<string, string> = {};
  let any = false;
  let at = skipBlanks(line, from);
  while (line[at] !== '}') {
    const equals = line.indexOf('=', at);
    if (equals === -1) return undefined;
    const key = line.slice(at, equals).trim();
    const open = skipBlanks(line, equals + 1);
    if (key === '' || line[open] !== '"') return undefined;
    const quoted = parseQuoted(line, open + 1);
    if (quoted === undefined) return undefined;
    // Not an assignment: a label named __proto__ must become a label, not a prototype.
    Object.defineProperty(labels, key, { value: quoted.text, enumerable: true, configurable: true, writable: true });
    any = true;
    at = skipBlanks(line, quoted.end);
    if (line[at] === ',') at = skipBlanks(line, at + 1);
    else if (line[at] !== '}') return undefined;
  }
  return { labels: any ? labels : undefined, end: at + 1 };
}

/** A label value from just after its opening quote; `end` is the index after the closing one. */
function parseQuoted(line: string, from: number): { text: string; end: number } | undefined {
  const close = line.indexOf('"', from);
  if (close === -1) return undefined;
  const simple = line.slice(from, close);
  if (!simple.includes('\\')) return { text: simple, end: close + 1 };
  let text = '';
  for (let at = from; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '"') return { text, end: at + 1 };
    if (character !== '\\') text += character;
    else {
      at += 1;
      const escaped = line[at];
      if (escaped === 'n') text += '\n';
      else if (escaped === '"' || escaped === '\\') text += escaped;
      else text += `\\${escaped ?? ''}`;
    }
  }
  return undefined;
}

/** The value after the labels: a number, possibly infinite or NaN; undefined when it is none. */
function parseValue(line: string, from: number): number | undefined {
  const start = skipBlanks(line, from);
  let end = start;
  while (end < line.length && line.charCodeAt(end) > 32) end += 1;
  const text = line.slice(start, end);
  if (text === '') return undefined;
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  const word = text.toLowerCase();
  if (word === 'nan') return Number.NaN;
  return /^[+-]?inf(inity)?$/.test(word) ? Number.POSITIVE_INFINITY : undefined;
}
