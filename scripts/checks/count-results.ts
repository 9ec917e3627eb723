/** Counts tests from what the runners report. Pure. */

/** How a step went, in tests. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The sum of two counts. */
export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * The counts of vitest's JSON report. A run that ended badly without a failed test (a file that cannot be loaded, a
 * report that is missing) counts as one failure: nothing that did not run is counted as passed.
 */
export function countVitest(report: string | null, exitCode: number): Counts {
  const parsed = parse(report);
  const counts = {
    passed: numberOf(parsed.numPassedTests),
    failed: numberOf(parsed.numFailedTests),
    skipped: numberOf(parsed.numPendingTests) + numberOf(parsed.numTodoTests),
  };
  return withExit(counts, exitCode);
}

/** The counts of `go test -json`: every test and sub-test with its own result. */
export function countGo(output: string, exitCode: number): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const line of output.split('\n')) {
    const event = parse(line);
    if (typeof event.Test !== 'string') continue;
    if (event.Action === 'pass') counts.passed += 1;
    if (event.Action === 'fail') counts.failed += 1;
    if (event.Action === 'skip') counts.skipped += 1;
  }
  return withExit(counts, exitCode);
}

function withExit(counts: Counts, exitCode: number): Counts {
  const ranNothing = counts.passed + counts.failed === 0;
  return (exitCode !== 0 && counts.failed === 0) || ranNothing ? { ...counts, failed: counts.failed + 1 } : counts;
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
