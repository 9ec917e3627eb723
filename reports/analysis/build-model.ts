/**
 * Makes the report model of a record. A pure function: same record, same model.
 */

import { measured, unavailable } from '../../contract/measured.ts';
import type { Summary } from '../../contract/summary.ts';
import { BUCKETS_MAX, ENDPOINT_SERIES_MAX, ENDPOINTS_MAX, type ReportModel } from '../model.ts';
import { attributeStarts } from './attribution/attribute-starts.ts';
import { describeBrowser } from './browser.ts';
import { LISTED_MAX, listCorrectness } from './correctness.ts';
import { buildEndpointRows, endpointLatencies, findEndpoints } from './endpoints.ts';
import { buildErrors } from './errors.ts';
import { buildEvidence, listEvidenceCuts } from './evidence/build-evidence.ts';
import { buildFindings, summariseFindings } from './findings/build-findings.ts';
import { makeRuleInput } from './findings/rule-input.ts';
import { buildGenerator } from './generator.ts';
import { buildLatency, buildSloDetail, sloLatencies } from './latency.ts';
import { listHeaderChecks } from './limiter.ts';
import { sumOf } from './load-series.ts';
import { describeMethod } from './method.ts';
import { buildTimeline, findWindow, measuredSeconds, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { roundFigure } from './round.ts';
import { buildServerPanels } from './server-panels.ts';
import { buildStreams } from './streams.ts';
import { summarise } from './summarise.ts';
import { explainTime } from './where-time-went.ts';

/** The report model of a record. */
export function buildModel(record: RunRecord): ReportModel {
  const window = findWindow(record);
  const timeline = buildTimeline(record, window);
  const { summary: figures, starts, wrongs } = summarise(record, window, timeline.originMs);
  const endpoints = findEndpoints(record);
  const slos = sloLatencies(record);
  const evidence = buildEvidence(record, { window, timeline, server: figures.server });
  const findings = buildFindings(
    makeRuleInput(record, { window, summary: figures, evidence, endpoints, originMs: timeline.originMs }),
  );
  const summary: Summary = { ...figures, findings: summariseFindings(findings) };
  return {
    schema: 'headroom.report/1',
    summary,
    run: record.run,
    plan: record.plan,
    facts: facts(record, window, timeline.bucketMs * timeline.count),
    timeline,
    latency: [...slos, ...endpointLatencies(endpoints)].map((input) => buildLatency(timeline, input)),
    whereTimeWent: explainTime(record),
    attribution: attributeStarts(record, timeline, window),
    streams: buildStreams(record, timeline, window),
    errors: buildErrors(record, timeline, window, starts),
    correctness: listCorrectness(record, wrongs),
    limiter: { headerChecks: listHeaderChecks(record) },
    browser: describeBrowser(record),
    server: buildServerPanels(record, timeline, summary.server),
    evidence,
    findings,
    generator: buildGenerator(record, timeline, summary),
    endpoints: buildEndpointRows(endpoints, timeline, window),
    sloDetail: slos.flatMap(({ id, series }) => {
      const slo = record.plan.slos.find((one) => one.id === id);
      return slo === undefined ? [] : [buildSloDetail(timeline, id, slo, series)];
    }),
    method: describeMethod(record, window),
    cuts: [...cutsOf(record, endpoints.length, timeline.bucketMs), ...listEvidenceCuts(evidence)],
  };
}

function facts({ load, run }: RunRecord, window: Window, spanMs: number): ReportModel['facts'] {
  const requests = sumOf(load.select('http_reqs', { phase: 'measure' }));
  const streams = sumOf(load.select('sse_reqs', { phase: 'measure' }));
  const seconds = measuredSeconds(window);
  return {
    durationMs: run.endedAtMs === undefined ? spanMs : run.endedAtMs - run.startedAtMs,
    measureStartMs: window.measureStartMs,
    measureEndMs: window.measureEndMs,
    requestsTotal: requests + streams,
    requestRateRps:
      requests + streams > 0 && seconds > 0
        ? measured(roundFigure((requests + streams) / seconds))
        : unavailable('no request in the measured phase'),
    streamsTotal: streams,
  };
}

function cutsOf({ load, reconciliation }: RunRecord, endpoints: number, bucketMs: number): string[] {
  const cuts: string[] = [];
  if (endpoints > ENDPOINTS_MAX)
    cuts.push(`${endpoints - ENDPOINTS_MAX} of ${endpoints} endpoints stand together as one row.`);
  if (endpoints > ENDPOINT_SERIES_MAX)
    cuts.push(`Latency over time is drawn for the ${ENDPOINT_SERIES_MAX} busiest of ${endpoints} endpoints.`);
  if (bucketMs > 1000)
    cuts.push(`A point in time stands for ${bucketMs / 1000} s, so that a chart has at most ${BUCKETS_MAX}.`);
  const notMade = load.files.reduce((total, file) => total + (file.end?.seriesDropped ?? 0), 0);
  if (notMade > 0) cuts.push(`${notMade} series were not recorded: the generator's cap was reached.`);
  const differences = reconciliation.status === 'ok' ? reconciliation.value.differences.length : 0;
  if (differences > LISTED_MAX) cuts.push(`${LISTED_MAX} of ${differences} differences are listed.`);
  return cuts;
}
