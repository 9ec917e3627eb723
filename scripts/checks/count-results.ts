/**
 * Counts tests from what the runners report, and names those that failed. Pure.
 *
 * Each failure is counted once, under one name, so that the last line of a long log can be held against the names above
 * it. Nothing that did not run is counted as passed.
 */

/** How a step went, in tests. */
export interface Counts {
  passed: number;
  skipped: number;
  /** What failed, by name, each once; a step that failed without a failed test is one, and says so. */
  failures: readonly string[];
}

/** The sum of two counts. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}

/** The count of a step that is one check, or (`isCheck` false) none when it succeeds. */
export function countStep(exitCode: number, { isCheck }: { isCheck: boolean }): Counts {
  return {
    passed: exitCode === 0 && isCheck ? 1 : 0,
    skipped: 0,
    failures: exitCode === 0 ? [] : [`it ended with ${exitCode}`],
  };
}

/**
 * The counts of vitest's JSON report: every test, and every file that could not be run. `root`: what names of files are
 * shown relative to, ending in a slash.
 */
export function countVitest(report: string | null, exitCode: number, root = ''): Counts {
  const parsed = parse(report);
  const failures = listOf(parsed.testResults).flatMap((file) => failuresOfFile(file, root));
  const counts = {
    passed: numberOf(parsed.numPassedTests),
    skipped: numberOf(parsed.numPendingTests) + numberOf(parsed.numTodoTests),
    failures,
  };
  return withExit(counts, exitCode);
}

/**
 * The counts of `go test -json`. A test with sub-tests is none itself: it fails with each of them, and would count twice.
 */
export function countGo(output: string, exitCode: number): Counts {
  const ends = new Map<string, string>();
  const parents = new Set<string>();
  for (const line of output.split('\n')) {
    const { Action: action, Package: name = '', Test: test } = parse(line);
    if (typeof action !== 'string' || typeof test !== 'string') continue;
    const path = `${String(name)} ${test}`;
    if (['pass', 'fail', 'skip'].includes(action)) ends.set(path, action);
    if (test.includes('/')) parents.add(path.slice(0, path.lastIndexOf('/')));
  }
  const ended = (how: string) => [...ends].flatMap(([path, end]) => (end === how && !parents.has(path) ? [path] : []));
  return withExit({ passed: ended('pass').length, skipped: ended('skip').length, failures: ended('fail') }, exitCode);
}

/** The failed tests of a file; the file itself when it failed without one, which is one that cannot be loaded. */
function failuresOfFile(file: Record<string, unknown>, root: string): string[] {
  if (file.status !== 'failed') return [];
  const path = String(file.name);
  const name = path.startsWith(root) ? path.slice(root.length) : path;
  const failed = listOf(file.assertionResults).filter(({ status }) => status === 'failed');
  if (failed.length === 0) return [`${name} (the file itself)`];
  return failed.map(({ fullName }) => `${name} > ${String(fullName)}`);
}

function withExit(counts: Counts, exitCode: number): Counts {
  if (counts.failures.length > 0) return counts;
  if (exitCode !== 0) return { ...counts, failures: [`it ended with ${exitCode}, although no test failed`] };
  return counts.passed === 0 ? { ...counts, failures: ['it ran no test'] } : counts;
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
