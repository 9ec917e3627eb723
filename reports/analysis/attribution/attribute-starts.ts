/**
 * What the starts of each journey waited for, at the median and among the slowest, and over time.
 *
 * Of answered starts: what a start without an answer waited for nobody knows, and their number is said beside.
 */
import { type Measured, measured, toSummaryFigure, unavailable } from '../../../contract/measured.ts';
import { START_PARTS, type StartPart } from '../../../contract/metrics.ts';
import type { JourneyAttribution, StartGroup } from '../../attribution-model.ts';
import type { Timeline } from '../../model.ts';
import type { Window } from '../phases.ts';
import type { RunRecord } from '../read-record.ts';
import { roundFigure, roundMs } from '../round.ts';
import { countStarts } from '../starts.ts';
import { type Band, isWhole, readBands } from './bands.ts';
import { chooseGroups, startsOf } from './groups.ts';
import { partsOverTime } from './over-time.ts';
import { type Cause, findCause, overTimeSentence, PART_TITLES, sentenceOf } from './words.ts';

/** Parts that only the application itself can tell. */
const TOLD_PARTS: readonly StartPart[] = ['pool', 'db', 'cache', 'model_queue', 'model', 'app'];

/** One entry a journey of the plan. */
export function attributeStarts(record: RunRecord, timeline: Timeline, window: Window): JourneyAttribution[] {
  return record.plan.journeys.map(({ name }) => attributeJourney(record, timeline, { window, journey: name }));
}

function attributeJourney(
  record: RunRecord,
  timeline: Timeline,
  { window, journey }: { window: Window; journey: string },
): JourneyAttribution {
  const title = titleOf(record, journey);
  const bands = readBands(record.load, journey);
  const answered = startsOf(bands);
  if (answered === 0) return { journey, title, status: 'unavailable', reason: whyNone(record) };
  if (!bands.every(isWhole)) {
    const reason = 'the parts of some starts were not recorded, so that they do not add up';
    return { journey, title, status: 'unavailable', reason };
  }
  const groups = chooseGroups(bands);
  const middle = describeGroup(groups.middle, answered);
  const tail: Measured<StartGroup> =
    groups.tail.status === 'ok' ? measured(describeGroup(groups.tail.value, answered)) : groups.tail;
  const cause = tail.status === 'ok' ? findCause(middle, tail.value) : null;
  return {
    journey,
    title,
    status: 'ok',
    starts: answered,
    notSplit: Math.max(0, countStarts(record, window, journey).intended - answered),
    serverTiming: whatWasTold(bands),
    middle: roundGroup(middle),
    tail: toSummaryFigure(tail.status === 'ok' ? measured(roundGroup(tail.value)) : tail),
    cause: cause === null ? null : roundCause(cause),
    sentence: sentenceOf(middle, tail, cause),
    overTimeSentence: overTimeSentence(title, describeGroup(bands, answered)),
    overTime: partsOverTime(record.load, timeline, journey),
  };
}

/** Mean parts a start of some bands (not empty), unrounded; they add up to the mean time. */
function describeGroup(bands: readonly Band[], answered: number): StartGroup {
  const starts = startsOf(bands);
  const sums = START_PARTS.map((id) => ({
    id,
    sumMs: bands.reduce((sum, band) => sum + (band.parts.get(id) ?? 0), 0),
  }));
  const wholeMs = sums.reduce((sum, part) => sum + part.sumMs, 0);
  return {
    starts,
    share: starts / answered,
    fromMs: bands[0]?.fromMs ?? 0,
    toMs: bands.at(-1)?.toMs ?? 0,
    totalMs: wholeMs / starts,
    parts: sums
      .filter(({ sumMs }) => sumMs > 0)
      .map(({ id, sumMs }) => ({ id, title: PART_TITLES[id], ms: sumMs / starts, share: sumMs / wholeMs })),
  };
}

/** `server` is what the client waited without being told; a run may have both, from different endpoints. */
function whatWasTold(bands: readonly Band[]): (JourneyAttribution & { status: 'ok' })['serverTiming'] {
  const hasAny = (parts: readonly StartPart[]): boolean =>
    bands.some((band) => parts.some((part) => band.parts.has(part)));
  if (hasAny(TOLD_PARTS) || !hasAny(['server'])) return { status: 'ok' };
  return unavailable('not collected: the answers carry no Server-Timing that is understood');
}

function titleOf({ plan }: RunRecord, journey: string): string {
  const slo = plan.slos.find((one) => one.journey === journey);
  return slo?.title ?? `${journey.charAt(0).toUpperCase()}${journey.slice(1)}`;
}

function whyNone({ load }: RunRecord): string {
  return load.select('start_band').length === 0
    ? 'not collected: this record has no split of starts'
    : 'no start of the measured phase was answered';
}

function roundGroup(group: StartGroup): StartGroup {
  return {
    ...group,
    share: roundFigure(group.share),
    totalMs: roundMs(group.totalMs),
    parts: group.parts.map((part) => ({ ...part, ms: roundMs(part.ms), share: roundFigure(part.share) })),
  };
}

function roundCause({ id, excessMs, excessShare }: Cause): Cause {
  return { id, excessMs: roundMs(excessMs), excessShare: roundFigure(excessShare) };
}
