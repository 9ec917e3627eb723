/** The message for receivers of one's own: the whole summary of the night, in a versioned envelope with an id. Pure. */
import { z } from 'zod';
import { nightlySummarySchema } from '../nightly/summary.ts';

/** The body of a generic message. */
export const genericPayloadSchema = z.object({
  schema: z.literal('headroom.notification/1'),
  /** That of the header `webhook-id`; a message seen before may be dropped. */
  id: z.string(),
  type: z.literal('headroom.night'),
  /** When it was first sent, ISO 8601. */
  timestamp: z.iso.datetime(),
  /** Without deliveries: a message cannot know its own fate. */
  data: nightlySummarySchema.omit({ deliveries: true }),
});

/** The body of a generic message. */
export type GenericPayload = z.infer<typeof genericPayloadSchema>;

/** The message of a night. */
export function genericPayload(
  summary: z.infer<typeof nightlySummarySchema>,
  { id, nowMs }: { id: string; nowMs: number },
): GenericPayload {
  const { deliveries: _, ...data } = summary;
  return {
    schema: 'headroom.notification/1',
    id,
    type: 'headroom.night',
    timestamp: new Date(nowMs).toISOString(),
    data,
  };
}
