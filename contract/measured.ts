/**
 * A figure, or the reason why there is none.
 *
 * Why it exists: a missing figure written as 0 is the commonest lie of a load-test report. Every figure that may be
 * missing travels as `Measured<T>`, and whoever shows it prints the reason where the figure would stand.
 */
import { z } from 'zod';

/** A value that was had (`ok`) or the reason, in plain words, why it was not (`unavailable`). */
export type Measured<T> = { status: 'ok'; value: T } | { status: 'unavailable'; reason: string };

/** Wraps a value that was had. */
export function measured<T>(value: T): Measured<T> {
  return { status: 'ok', value };
}

/** Says why there is no value; `reason` is shown to the reader as it is. */
export function unavailable(reason: string): { status: 'unavailable'; reason: string } {
  return { status: 'unavailable', reason };
}

/** The zod schema of `{status: 'unavailable', reason}`. */
export const unavailableSchema = z.object({ status: z.literal('unavailable'), reason: z.string().min(1) });

/** The zod schema of a `Measured` value. */
export function measuredSchema<S extends z.ZodType>(schema: S) {
  return z.discriminatedUnion('status', [z.object({ status: z.literal('ok'), value: schema }), unavailableSchema]);
}

/** The zod schema of a figure as `summary.json` shows it: the bare value, or `{status: 'unavailable', reason}`. */
export function orUnavailable<S extends z.ZodType>(schema: S) {
  return z.union([schema, unavailableSchema]);
}

/** A figure as `summary.json` shows it: the bare value, or `{status: 'unavailable', reason}`. */
export type OrUnavailable<T> = T | { status: 'unavailable'; reason: string };

/** Turns a `Measured<T>` into the form of `summary.json`. */
export function toSummaryFigure<T>(figure: Measured<T>): OrUnavailable<T> {
  return figure.status === 'ok' ? figure.value : figure;
}

/** Whether a figure of `summary.json` is missing. */
export function isUnavailable(figure: unknown): figure is { status: 'unavailable'; reason: string } {
  return typeof figure === 'object' && figure !== null && 'status' in figure && figure.status === 'unavailable';
}
