/**
 * A night as test cases: what a build server shows. One case for each objective, gate row and finding of the trend, and
 * one for each run, so that whatever failed the night is red somewhere.
 *
 * What could not be told is skipped and never passed; a night without a run that counts is an error. Pure.
 */
import { EXIT } from '../../contract/errors.ts';
import { isUnavailable } from '../../contract/measured.ts';
import { objectiveLimit, objectiveName, objectiveValue } from './night-lines.ts';
import type { NightlySummary } from './summary.ts';
import { failsTheNight } from './verdict.ts';

/** How a case ended; `text` says why for all but those that passed. */
export type CaseOutcome = { kind: 'passed' } | { kind: 'failed' | 'error' | 'skipped'; text: string };

/** One case. */
export interface TestCase {
  name: string;
  outcome: CaseOutcome;
}

/** Cases that belong together; may be empty. */
export interface TestSuite {
  name: string;
  cases: TestCase[];
}

/** The suites of a night, in the order in which they are read. */
export function testSuites(summary: NightlySummary, isStrict: boolean): TestSuite[] {
  return [
    { name: 'job', cases: jobCases(summary) },
    { name: 'runs', cases: runCases(summary) },
    { name: 'objectives', cases: objectiveCases(summary) },
    { name: 'gate', cases: gateCases(summary, isStrict) },
    { name: 'trend', cases: trendCases(summary) },
  ];
}

function jobCases({ verdict, exitCode, sentence, problems }: NightlySummary): TestCase[] {
  const isUnjudged = verdict === 'invalid' || (verdict === 'inconclusive' && exitCode !== EXIT.ok);
  const judged: CaseOutcome = isUnjudged ? { kind: 'error', text: sentence } : { kind: 'passed' };
  return [
    caseOf('the night can be judged', judged),
    ...problems.map(({ step, code, message }) => caseOf(step, { kind: 'error', text: `${code}: ${message}` })),
  ];
}

function runCases({ runs, failures }: NightlySummary): TestCase[] {
  return [
    ...runs.map(({ id, purpose, verdict, because }) => {
      const kind = verdict === 'fail' ? 'failed' : 'skipped';
      return caseOf(`${purpose} run ${id}`, verdict === 'pass' ? { kind: 'passed' } : { kind, text: because });
    }),
    ...failures.map(({ purpose, code, message }, at) =>
      caseOf(`${purpose} run without a record (${at + 1})`, { kind: 'error', text: `${code}: ${message}` }),
    ),
  ];
}

function objectiveCases({ objectives }: NightlySummary): TestCase[] {
  return objectives.map((one) => {
    const text = `${objectiveValue(one)}, limit ${objectiveLimit(one)}: ${one.reason}`;
    return caseOf(`${objectiveName(one)} ≤ ${objectiveLimit(one)}`, outcomeOf(one, text));
  });
}

function outcomeOf({ verdict, judged }: NightlySummary['objectives'][number], text: string): CaseOutcome {
  if (!judged) return { kind: 'skipped', text: `not judged by this workload; ${text}` };
  if (verdict === 'pass') return { kind: 'passed' };
  return { kind: verdict === 'fail' ? 'failed' : 'skipped', text };
}

function gateCases({ comparison }: NightlySummary, isStrict: boolean): TestCase[] {
  if (isUnavailable(comparison)) {
    return [caseOf('against the baseline', { kind: 'skipped', text: `not compared: ${comparison.reason}` })];
  }
  return comparison.gate.map(({ name, verdict, sentence }) => {
    const isRed = verdict === 'regressed' || (isStrict && verdict === 'inconclusive');
    if (isRed) return caseOf(name, { kind: 'failed', text: sentence });
    return caseOf(name, verdict === 'inconclusive' ? { kind: 'skipped', text: sentence } : { kind: 'passed' });
  });
}

function trendCases({ trend }: NightlySummary): TestCase[] {
  if (isUnavailable(trend)) return [caseOf('levels', { kind: 'skipped', text: trend.reason })];
  if (trend.findings.length === 0) return [caseOf('levels', { kind: 'passed' })];
  return trend.findings.map((finding) => {
    const { sentence, changes, direction } = finding;
    const text = [sentence, ...changes].join('\n');
    if (failsTheNight(finding)) return caseOf(sentence, { kind: 'failed', text });
    return caseOf(sentence, direction === 'improved' ? { kind: 'passed' } : { kind: 'skipped', text });
  });
}

function caseOf(name: string, outcome: CaseOutcome): TestCase {
  return { name, outcome };
}
