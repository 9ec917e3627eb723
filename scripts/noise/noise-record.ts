/**
 * `noise/<id>/schedule.json`: which equal runs are to be made, and which have been. Facts only; `noise.json` beside it is
 * derived from the records that it names.
 */
import { z } from 'zod';
import { seriesShape } from '../../contract/series.ts';
import type { SeriesKind } from '../series/series-folder.ts';

/** `schedule.json`. */
export const noiseRecordSchema = z.object({
  ...seriesShape,
  headroom: z.literal('noise/1'),
  measureMs: z.number().positive(),
  /** A profile of the embedded deployment at a size of its database, or where another deployment answers. */
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('profile'), profile: z.string(), orders: z.number().int() }),
    z.object({ kind: z.literal('address'), baseUrl: z.url() }),
  ]),
});

/** `schedule.json`. */
export type NoiseRecord = z.infer<typeof noiseRecordSchema>;

/** Equal runs among the kinds of series. */
export const NOISE: SeriesKind = { folder: 'noise', file: 'schedule.json', noun: 'noise floor', script: 'noise' };
