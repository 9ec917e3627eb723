import { describe, expect, it } from 'vitest';
import { addCounts, countGo, countVitest } from './count-results.ts';

describe('counting vitest', () => {
  it('takes the counts of the report', () => {
    const report = JSON.stringify({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 });
    expect(countVitest(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 2 });
  });

  it('counts a run that failed without a failed test, or left no report, as a failure', () => {
    expect(countVitest(JSON.stringify({ numPassedTests: 5, numFailedTests: 0 }), 1)).toMatchObject({
      passed: 5,
      failed: 1,
    });
    expect(countVitest(null, 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe('counting go', () => {
  it('counts tests and not packages, and passes over lines that are no events', () => {
    const output = ['{"Action":"pass","Test":"A"}', '{"Action":"pass"}', 'noise', '{"Action":"fail","Test":"B"}'].join(
      '\n',
    );
    expect(countGo(output, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('counts a build that failed as a failure', () => {
    expect(countGo('', 2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

it('adds counts', () => {
  expect(addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 1, failed: 1, skipped: 1 })).toEqual({
    passed: 2,
    failed: 3,
    skipped: 4,
  });
});
