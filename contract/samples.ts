/**
 * The lines of `samples/<collector>.ndjson`: one a scrape.
 *
 * A scrape either had values or says why it had none; single values that could not be had are absent, never zero.
 */
import { z } from 'zod';

/** One observed value: Prometheus-style name (base units: seconds, bytes), labels and value. */
export const sampleValueSchema = z.object({
  name: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
  value: z.number(),
});

/** One scrape. `tookMs` is the scrape's own duration; `reason` stands where there are no values. */
export const sampleLineSchema = z.object({
  atMs: z.number(),
  collector: z.string(),
  ok: z.boolean(),
  tookMs: z.number(),
  reason: z.string().optional(),
  values: z.array(sampleValueSchema).optional(),
});

/** One observed value. */
export type SampleValue = z.infer<typeof sampleValueSchema>;
/** One scrape. */
export type SampleLine = z.infer<typeof sampleLineSchema>;

/** Reads one line of a samples file, or undefined when it is no scrape (a torn last line, an unknown kind). */
export function parseSampleLine(text: string): SampleLine | undefined {
  try {
    const parsed = sampleLineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
