/**
 * Makes the summary of a record: criteria, validity, verdict and the main figures.
 *
 * Validity is judged first and beats every verdict; nothing here reads files or the clock.
 */
import { measured, toSummaryFigure, unavailable } from '../../contract/measured.ts';
import { DEFAULT_SLOS } from '../../contract/slos.ts';
import type { SloResult, Summary } from '../../contract/summary.ts';
import { summariseBrowser } from './browser.ts';
import { judgeComparability } from './comparability.ts';
import { correctnessFailures, summariseCorrectness } from './correctness.ts';
import { evaluateErrorShare, failedChecks } from './error-share.ts';
import { summariseGenerator } from './generator.ts';
import { limiterFailures, summariseLimiter } from './limiter.ts';
import { describeOutage, findOutages } from './outages.ts';
import type { Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { summariseSeries } from './series.ts';
import { summariseServer } from './server.ts';
import { summariseSessions } from './sessions.ts';
import { evaluateSlo, unavailableSlo } from './slo.ts';
import { countStarts, type Starts } from './starts.ts';
import { isStoppedByErrors, judgeValidity } from './validity.ts';
import { decideVerdict, inReportOrder, withoutVerdicts } from './verdict.ts';

/** Outages that the verdict's sentence names; the section on errors lists all. */
const OUTAGES_SAID_MAX = 2;

/** The summary, and the starts it was made from. */
export interface Summarised {
  summary: Summary;
  starts: Starts[];
  /** What was acknowledged and is not as it should be, in words. */
  wrongs: string[];
}

/** The summary of a record; moments in its sentences are counted from `originMs`, where the charts begin. */
export function summarise(record: RunRecord, window: Window, originMs: number): Summarised {
  const { run, plan } = record;
  const starts = plan.journeys.map((journey) => countStarts(record, window, journey.name));
  const evaluated = plan.slos.map((slo) => evaluateSlo(record, window, slo));
  const slos = inReportOrder([...evaluated.map(({ result }) => result), ...unplannedSlos(record)]);
  const input = {
    record,
    window,
    starts,
    contradictions: [...new Set(evaluated.flatMap(({ contradictions }) => contradictions))],
  };
  const validity = judgeValidity(input);
  const correctness = summariseCorrectness(record);
  const limiter = summariseLimiter(record);
  const wrongs = correctnessFailures(record, correctness);
  const outages = findOutages(record, window);
  const errorShare = evaluateErrorShare(starts, plan.errorShareLimit);
  const isInvalid = validity.status === 'invalid';
  const decided = decideVerdict({
    validity,
    slos,
    titles: new Map(plan.slos.map((slo) => [slo.id, slo.title])),
    errorShare,
    failedChecks: failedChecks(record, plan.errorShareLimit),
    wrongs: [...wrongs, ...limiterFailures(limiter)],
    stopped: isStoppedByErrors(run) ? (run.stoppedEarly?.reason ?? null) : null,
    outages: outages.slice(0, OUTAGES_SAID_MAX).map((outage) => describeOutage(outage, originMs)),
  });
  const summary: Summary = {
    schema: 'headroom.summary/1',
    run: {
      id: run.id,
      workload: run.workload,
      profile: run.profile,
      startedAtMs: run.startedAtMs,
      endedAtMs: toSummaryFigure(
        run.endedAtMs === undefined ? unavailable('the record was never finished') : measured(run.endedAtMs),
      ),
      status: statusOf(record),
      ...(run.stoppedEarly === undefined ? {} : { stoppedEarly: run.stoppedEarly }),
    },
    ...decided,
    validity,
    comparability: judgeComparability(input, validity),
    correctness,
    outages,
    limiter,
    browser: summariseBrowser(record, window),
    slos: isInvalid ? withoutVerdicts(slos) : slos,
    error_share: isInvalid ? { ...errorShare.row, verdict: 'unavailable' } : errorShare.row,
    series: summariseSeries(record, starts),
    sessions: summariseSessions(record, window),
    server: summariseServer(record, window),
    generator: summariseGenerator(record, window, starts),
    collectors: record.collectors.map(({ name, scrapes, failures }) => ({ name, scrapes, failures })),
  };
  return { summary, starts, wrongs };
}

/** The SLOs of the requirement that the plan does not name. */
function unplannedSlos({ plan }: RunRecord): SloResult[] {
  const planned = new Set(plan.slos.map((slo) => slo.id));
  return DEFAULT_SLOS.filter((slo) => !planned.has(slo.id)).map((slo) =>
    unavailableSlo(slo, `the journey ${slo.journey} was not part of this run`),
  );
}

/** A record whose files are not whole is partial, whatever its status says. */
function statusOf({ run, load }: RunRecord): Summary['run']['status'] {
  if (run.status === 'interrupted') return 'interrupted';
  const isWhole = load.files.length > 0 && load.files.every((file) => file.end !== null);
  return run.status === 'complete' && isWhole ? 'complete' : 'partial';
}
