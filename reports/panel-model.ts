/**
 * The shapes that several parts of the report model share: a figure with its reason, and a small chart over time.
 *
 * A file of its own, so that each part of the model can be written down beside the others without a circle.
 */
import { z } from 'zod';
import { orUnavailable } from '../contract/measured.ts';

/** A number, or the reason why there is none. */
export const figureSchema = orUnavailable(z.number());

/** One entry a bucket of the report's time axis; null where the bucket has no data. */
export const perBucketSchema = z.array(z.number().nullable());

/** One line of a panel; `role: 'limit'` marks a bound rather than something measured. */
export const panelLineSchema = z.object({
  label: z.string(),
  values: perBucketSchema,
  role: z.literal('limit').optional(),
});

/** A small chart on the report's time axis, or the reason why there is none. `finding` says in words what it shows. */
export const panelSchema = z.discriminatedUnion('status', [
  z.object({
    id: z.string(),
    title: z.string(),
    status: z.literal('ok'),
    unit: z.string(),
    source: z.string(),
    lines: z.array(panelLineSchema),
    finding: z.string(),
  }),
  z.object({ id: z.string(), title: z.string(), status: z.literal('unavailable'), reason: z.string() }),
]);

/** A number, or the reason why there is none. */
export type Figure = z.infer<typeof figureSchema>;
/** A small chart, or the reason why there is none. */
export type Panel = z.infer<typeof panelSchema>;
/** One line of a panel. */
export type PanelLine = z.infer<typeof panelLineSchema>;
