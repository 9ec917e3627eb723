/** What became of one message: kept in the job's state, so that a job started again sends nothing twice. */
import { z } from 'zod';

/** A message to one destination. */
export const deliverySchema = z.object({
  /** The webhook's name in the configuration; its address is a secret and stands nowhere. */
  name: z.string(),
  /** The same for every attempt and for a job that is started again, so that receivers can drop doubles. */
  id: z.string(),
  /** `not wanted`: the configuration or the command line asks for no message in such a night. */
  status: z.enum(['sent', 'failed', 'not wanted']),
  attempts: z.number().int().min(0),
  atMs: z.number(),
  /** Why it was not sent. */
  reason: z.string().optional(),
});

/** A message to one destination. */
export type Delivery = z.infer<typeof deliverySchema>;
