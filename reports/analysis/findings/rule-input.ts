/**
 * What every rule is given: the record, the evidence that the report shows anyway, and what several rules need of it.
 */
import type { Histogram } from '../../../contract/histogram.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { EvidenceModel } from '../../evidence-model.ts';
import { ENDPOINT_SERIES_MAX } from '../../model.ts';
import type { Endpoint } from '../endpoints.ts';
import { sumOf } from '../load-series.ts';
import type { Window } from '../phases.ts';
import type { RunRecord } from '../read-record.ts';
import { isSuccessful } from '../series.ts';
import { batchHistograms } from './latency-batches.ts';

/** An endpoint's successful latencies of the measured phase, in consecutive batches of equal length. */
export interface BatchedEndpoint {
  name: string;
  batches: Histogram[];
}

/** What a rule is given. */
export interface RuleInput {
  record: RunRecord;
  window: Window;
  summary: Pick<Summary, 'validity' | 'server' | 'slos' | 'error_share'>;
  /** As the report shows it, so that a figure is the same wherever it stands. */
  evidence: EvidenceModel;
  /** Requests and streams that carry the phase `measure`. */
  requests: number;
  /** What their successful answers took together (of streams: to the first token), milliseconds. */
  answeredMs: number;
  /** The busiest endpoints. */
  endpoints: BatchedEndpoint[];
  /** Unix milliseconds where the report's charts begin: moments in titles are counted from it. */
  originMs: number;
}

/** What was made of the record before the rules are asked. */
export interface MadeBefore {
  window: Window;
  summary: RuleInput['summary'];
  evidence: EvidenceModel;
  endpoints: readonly Endpoint[];
  originMs: number;
}

/** What the rules are given of a record. */
export function makeRuleInput(record: RunRecord, { endpoints, ...made }: MadeBefore): RuleInput {
  const { load } = record;
  const measure = { phase: 'measure' };
  const answered = [...load.select('http_req_duration', measure), ...load.select('sse_first_token', measure)];
  return {
    ...made,
    record,
    requests: sumOf(load.select('http_reqs', measure)) + sumOf(load.select('sse_reqs', measure)),
    answeredMs: sumOf(answered.filter(isSuccessful)),
    endpoints: endpoints.slice(0, ENDPOINT_SERIES_MAX).map(({ name, series }) => ({
      name,
      batches: batchHistograms(
        series.filter((one) => one.tags.phase === 'measure' && isSuccessful(one)),
        made.window,
      ),
    })),
  };
}

/** `partMs` of the answered time, 0 to 1; 0 when nothing was answered. */
export function shareOfAnswered({ answeredMs }: RuleInput, partMs: number): number {
  return answeredMs > 0 ? Math.min(1, Math.max(0, partMs / answeredMs)) : 0;
}

/** The sum of a Server-Timing part over all answers of the measured phase, milliseconds. */
export function serverTimeMs({ record }: RuleInput, part: string): number {
  return sumOf(record.load.select('server_timing', { phase: 'measure', part }));
}
