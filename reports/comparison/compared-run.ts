/**
 * One record reduced to what a comparison needs of it: columns, levels, evidence, and what speaks against it.
 *
 * The record itself is let go afterwards: an hour of fifty series is 300 MB as it is read and 50 MB as columns.
 */
import { HeadroomError } from '../../contract/errors.ts';
import { reasonsButSteadiness } from '../analysis/comparability.ts';
import { findWindow, isMeasuredSecond, type Window } from '../analysis/phases.ts';
import { type RunRecord, readRecord } from '../analysis/read-record.ts';
import { evaluateSlo } from '../analysis/slo.ts';
import { countStarts } from '../analysis/starts.ts';
import { judgeValidity } from '../analysis/validity.ts';
import type { Reason, RunInput, RunLevel } from '../statistics/index.ts';
import { checkRun } from '../statistics/run-input.ts';
import { buildOf, type Environment, environmentOf, togglesOf } from './environment.ts';
import { EVIDENCE_FIGURES, evidenceOf, type RunEvidence } from './run-evidence.ts';
import { seriesOf, spanOf } from './run-series.ts';

/** Statements that have a row of their own, those with the most time; more would only blur the family. */
const STATEMENTS_MAX = 20;

/** What the report says of a run besides its figures. */
export interface RunFacts {
  id: string;
  folder: string;
  status: RunRecord['run']['status'];
  build: string;
  profile: string;
  toggles: string;
  workload: string;
  deployment: string;
  startedAtMs: number;
  environment: Environment;
  slos: RunRecord['plan']['slos'];
}

/** A reduced record. */
export interface ComparedRun {
  facts: RunFacts;
  input: RunInput;
  evidence: RunEvidence;
}

/**
 * Reads and reduces the record in `folder`, which names the run from here on. Throws HR_RECORD_NOT_FOUND or
 * HR_RECORD_UNREADABLE.
 */
export async function readComparedRun(folder: string): Promise<ComparedRun> {
  return reduceRecord(folder, await readRecord(folder));
}

/** The same, and HR_RECORD_UNREADABLE too for a record with a column that cannot be (a negative count). */
export async function readCheckedRun(folder: string): Promise<ComparedRun> {
  const run = await readComparedRun(folder);
  try {
    checkRun(run.input);
  } catch (error) {
    // The record is damaged, not the suite.
    if (error instanceof RangeError) throw new HeadroomError('HR_RECORD_UNREADABLE', error.message, { cause: error });
    throw error;
  }
  return run;
}

/** The reduced form of a record. */
export function reduceRecord(folder: string, record: RunRecord): ComparedRun {
  const { run, plan } = record;
  const window = findWindow(record);
  const evidence = evidenceOf(record, window);
  const environment = environmentOf(record);
  const facts: RunFacts = {
    id: run.id,
    folder,
    status: run.status,
    build: buildOf(run),
    profile: run.profile,
    toggles: togglesOf(run),
    workload: run.workload,
    deployment: run.deployment,
    startedAtMs: run.startedAtMs,
    environment,
    slos: plan.slos,
  };
  return {
    facts,
    evidence,
    input: {
      id: run.id,
      buildId: facts.build,
      environmentKey: environment.key,
      startedAtMs: run.startedAtMs,
      measuredSeconds: spanOf(window).seconds,
      missingSeconds: missingSeconds(record, window),
      reasons: reasonsAgainst(record, window),
      series: seriesOf(record, window),
      levels: levelsOf(evidence),
    },
  };
}

/** What the run's own analysis has against comparing it, an invalid one with the words of its reasons. */
function reasonsAgainst(record: RunRecord, window: Window): Reason[] {
  const starts = record.plan.journeys.map(({ name }) => countStarts(record, window, name));
  const contradictions = record.plan.slos.flatMap((slo) => evaluateSlo(record, window, slo).contradictions);
  const input = { record, window, starts, contradictions: [...new Set(contradictions)] };
  const validity = judgeValidity(input);
  const reasons = reasonsButSteadiness(input, validity);
  if (validity.status !== 'invalid') return reasons;
  const told = validity.reasons.filter(({ severity }) => severity === 'invalid');
  return [...told.map(({ code, message }) => ({ code, message })), ...reasons.filter(({ code }) => code !== 'invalid')];
}

/** Measured seconds in which not every generator reported. */
function missingSeconds({ load }: RunRecord, window: Window): number {
  const isMeasured = isMeasuredSecond(window);
  const { firstSecond, seconds } = spanOf(window);
  let missing = 0;
  for (let second = firstSecond; second < firstSecond + seconds; second += 1) {
    if (isMeasured(second) && !load.files.every(({ generatorSeconds }) => generatorSeconds.has(second))) missing += 1;
  }
  return missing;
}

function levelsOf({ figures, statements }: RunEvidence): RunLevel[] {
  const whole = EVIDENCE_FIGURES.flatMap(({ id, title, isLowerBetter }): RunLevel[] => {
    const value = figures.get(id);
    return typeof value === 'number' ? [{ endpoint: 'target', metric: title, value, isLowerBetter }] : [];
  });
  const most = statements.toSorted((a, b) => b.totalMs - a.totalMs).slice(0, STATEMENTS_MAX);
  return [
    ...whole,
    ...most.map(({ name, meanMs }) => ({
      endpoint: name,
      metric: 'Mean statement time, ms',
      value: meanMs,
      isLowerBetter: true,
    })),
  ];
}
