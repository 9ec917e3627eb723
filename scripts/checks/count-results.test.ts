import { describe, expect, it } from 'vitest';
import { addCounts, countGo, countStep, countVitest } from './count-results.ts';

const file = (name: string, ...tests: [title: string, status: string][]) => ({
  name: `/here/${name}`,
  status: tests.every(([, status]) => status === 'passed') && tests.length > 0 ? 'passed' : 'failed',
  assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
});

describe('counting vitest', () => {
  it('takes the counts of the report, and names what failed by file and test', () => {
    const report = JSON.stringify({
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 0,
      testResults: [file('a.test.ts', ['adds', 'passed'], ['halves', 'failed']), file('b.test.ts', ['is', 'passed'])],
    });
    expect(countVitest(report, 1, '/here/')).toEqual({ passed: 5, skipped: 2, failures: ['a.test.ts > halves'] });
  });

  it('counts a file that cannot be loaded, also beside a test that failed', () => {
    const report = JSON.stringify({
      numPassedTests: 1,
      numFailedTests: 1,
      testResults: [file('a.test.ts', ['adds', 'passed'], ['halves', 'failed']), file('broken.test.ts')],
    });
    expect(countVitest(report, 1, '/here/').failures).toEqual([
      'a.test.ts > halves',
      'broken.test.ts (the file itself)',
    ]);
  });

  it('counts a run that failed without a failed test, or left no report, as one failure', () => {
    const report = JSON.stringify({ numPassedTests: 5, numFailedTests: 0, testResults: [file('a', ['b', 'passed'])] });
    expect(countVitest(report, 1)).toEqual({
      passed: 5,
      skipped: 0,
      failures: ['it ended with 1, although no test failed'],
    });
    expect(countVitest(null, 0)).toEqual({ passed: 0, skipped: 0, failures: ['it ran no test'] });
    expect(countVitest('{"testResults": 3}', 0).failures).toEqual(['it ran no test']);
  });
});

describe('counting go', () => {
  const events = (...lines: [action: string, test?: string][]) =>
    lines.map(([Action, Test]) => JSON.stringify({ Action, Package: 'headroom/x', Test })).join('\n');

  it('counts tests and not packages, and passes over lines that are no events', () => {
    const output = `${events(['pass', 'A'], ['pass'], ['skip', 'C'])}\nnoise\n${events(['fail', 'B'], ['fail'])}`;
    expect(countGo(output, 1)).toEqual({ passed: 1, skipped: 1, failures: ['headroom/x B'] });
  });

  it('counts a sub-test that fails once, and not its parents too', () => {
    const output = events(['pass', 'A/one'], ['fail', 'A/two/deep'], ['fail', 'A/two'], ['fail', 'A'], ['pass', 'AB']);
    expect(countGo(output, 1)).toEqual({ passed: 2, skipped: 0, failures: ['headroom/x A/two/deep'] });
  });

  it('counts a build that failed as one failure', () => {
    expect(countGo('', 2)).toEqual({
      passed: 0,
      skipped: 0,
      failures: ['it ended with 2, although no test failed'],
    });
  });
});

describe('a step without tests', () => {
  it('is one check or none, and a failure either way when it fails', () => {
    expect(countStep(0, { isCheck: true })).toEqual({ passed: 1, skipped: 0, failures: [] });
    expect(countStep(0, { isCheck: false })).toEqual({ passed: 0, skipped: 0, failures: [] });
    for (const isCheck of [true, false])
      expect(countStep(3, { isCheck })).toEqual({ passed: 0, skipped: 0, failures: ['it ended with 3'] });
  });
});

it('adds counts', () => {
  expect(addCounts({ passed: 1, skipped: 3, failures: ['a'] }, { passed: 1, skipped: 1, failures: ['b'] })).toEqual({
    passed: 2,
    skipped: 4,
    failures: ['a', 'b'],
  });
});
