/**
 * What the starts of each journey waited for: a start near the median against the slowest ones, and over time.
 *
 * Means over groups of starts, because only means of parts add up to the mean of the whole. Times in milliseconds.
 */
import { z } from 'zod';
import { orUnavailable, unavailableSchema } from '../contract/measured.ts';
import { START_PARTS } from '../contract/metrics.ts';

const ms = z.number();
const share = z.number();

/** One part of a group's time; `share` is of that time. */
export const attributedPartSchema = z.object({ id: z.enum(START_PARTS), title: z.string(), ms, share });

/** Starts whose whole time lay in neighbouring bands; the means of their parts add up to `totalMs`. */
export const startGroupSchema = z.object({
  starts: z.number().int(),
  /** Of all the journey's answered starts. */
  share,
  /** Bounds of the bands, the lower one exclusive. */
  fromMs: ms,
  toMs: ms,
  totalMs: ms,
  /** Parts without weight left out, in the order of `START_PARTS`. */
  parts: z.array(attributedPartSchema),
});

/** One journey, or why nothing can be said of it. */
export const journeyAttributionSchema = z.discriminatedUnion('status', [
  z.object({
    journey: z.string(),
    title: z.string(),
    status: z.literal('ok'),
    /** Answered starts of the measured phase: those that were split. */
    starts: z.number().int(),
    /** Intended starts without an answer: failed, dropped, unfinished, given up. Nobody knows what they waited for. */
    notSplit: z.number().int(),
    /** Whether the answers carried Server-Timing. */
    serverTiming: z.discriminatedUnion('status', [z.object({ status: z.literal('ok') }), unavailableSchema]),
    /** The bands around the median. */
    middle: startGroupSchema,
    /** The slowest starts, about one in twenty, or why none stand out. */
    tail: orUnavailable(startGroupSchema),
    /** The part that makes the slowest slower than the middle, and its share of the difference; null without a tail. */
    cause: z.object({ id: z.enum(START_PARTS), excessMs: ms, excessShare: share }).nullable(),
    sentence: z.string(),
    /** What the parts over time show, in words. */
    overTimeSentence: z.string(),
    /** Mean milliseconds a start on the report's time axis, stacked they are the whole; `rest` is all other parts. */
    overTime: z.array(
      z.object({ id: z.enum([...START_PARTS, 'rest']), title: z.string(), values: z.array(ms.nullable()) }),
    ),
  }),
  z.object({ journey: z.string(), title: z.string(), status: z.literal('unavailable'), reason: z.string() }),
]);

/** All journeys of the plan, in its order. */
export const attributionSchema = z.array(journeyAttributionSchema);

/** One part of a group's time. */
export type AttributedPart = z.infer<typeof attributedPartSchema>;
/** Starts whose whole time lay in neighbouring bands. */
export type StartGroup = z.infer<typeof startGroupSchema>;
/** What the starts of one journey waited for. */
export type JourneyAttribution = z.infer<typeof journeyAttributionSchema>;
