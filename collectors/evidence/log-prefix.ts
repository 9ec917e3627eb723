/**
 * Reads the beginning of a line of PostgreSQL's log, which `log_line_prefix` shapes.
 *
 * Only the time and the process id are needed; what else the prefix holds is used where it helps and passed over
 * otherwise. Escapes and their meaning: PostgreSQL, "Error Reporting and Logging", log_line_prefix.
 */

/** What a new entry's first line says. */
export interface LogLine {
  /** Unix milliseconds, by the server's clock. */
  atMs: number;
  pid: number;
  /** LOG, ERROR, DETAIL, … */
  level: string;
  message: string;
  /** Where the prefix tells them. */
  application?: string;
  database?: string;
  id?: string;
}

/** Reads one line; undefined: it continues the entry before. */
export type ReadLogLine = (line: string) => LogLine | undefined;

/** The escapes with a meaning here; any other one is passed over. */
const ESCAPES: Readonly<Record<string, string>> = {
  m: String.raw`(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) \S+`,
  t: String.raw`(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \S+`,
  n: String.raw`(?<epoch>\d+\.\d+)`,
  p: String.raw`(?<pid>\d+)`,
  a: '(?<application>.*?)',
  d: '(?<database>.*?)',
  Q: String.raw`(?<id>-?\d+)`,
  '%': '%',
};

/**
 * A reader of lines that begin with `prefix`. `offsetSeconds`: how far the log's time zone is ahead of UTC. Throws what
 * is missing when the prefix names no process or no time.
 */
export function createLogLineReader(prefix: string, offsetSeconds: number): ReadLogLine {
  const pattern = patternOf(prefix);
  return (line) => {
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) return undefined;
    const { time, epoch, pid, level, message, application, database, id } = groups;
    const atMs =
      epoch === undefined ? Date.parse(`${time?.replace(' ', 'T')}Z`) - offsetSeconds * 1000 : Number(epoch) * 1000;
    if (Number.isNaN(atMs)) return undefined;
    return {
      atMs,
      pid: Number(pid),
      level: level ?? '',
      message: message ?? '',
      ...(application === undefined ? {} : { application }),
      ...(database === undefined ? {} : { database }),
      ...(id === undefined || id === '0' ? {} : { id }),
    };
  };
}

function patternOf(prefix: string): RegExp {
  const seen = new Set<string>();
  let optional = '';
  const body = prefix.replace(/%(-?\d*)(.)|[^%]+/g, (part, padding: string | undefined, letter: string | undefined) => {
    if (letter === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    if (letter === 'q') {
      // Background processes stop here.
      optional = ')?';
      return '(?:';
    }
    const name = letter === 't' || letter === 'n' ? 'm' : letter;
    const known = seen.has(name) ? undefined : ESCAPES[letter];
    seen.add(name);
    const blank = padding === '' ? '' : ' *';
    return `${blank}${known ?? '.*?'}${blank}`;
  });
  if (!seen.has('p') || !seen.has('m')) {
    const wanted = `log_line_prefix = '%m [%p] %q%a '`;
    throw new Error(`log_line_prefix '${prefix}' names no ${seen.has('p') ? 'time' : 'process'}: set ${wanted}`);
  }
  return new RegExp(`^${body}${optional}(?<level>[A-Z]+\\d?):  (?<message>.*)$`, 's');
}
