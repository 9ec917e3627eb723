/**
 * `ab/<id>/ab.json`: which two things are compared, by which runs in which order, and what has been run.
 *
 * Facts only: the comparison is derived from the records that it names. It is replaced after every run, so that an
 * interruption loses nothing that had ended.
 */
import { z } from 'zod';
import { scheduledRunSchema, seriesShape } from '../../contract/series.ts';
import type { SeriesKind } from '../series/series-folder.ts';

/** The two sides. */
export const SIDES = ['before', 'after'] as const;

/** A version's name: a word that means only itself to a shell, and is no option of a command. */
export const VERSION_NAME = /^[\w.+@:/][\w.+@:/-]{0,99}$/;

const names = { before: z.string(), after: z.string() };

/** What the sides are, and what is needed to load them. */
export const abArmsSchema = z.discriminatedUnion('kind', [
  /** Profiles of the embedded deployment, at one size of its database. */
  z.object({ kind: z.literal('profiles'), ...names, orders: z.number().int() }),
  /** Two deployments that stand side by side. */
  z.object({ kind: z.literal('addresses'), before: z.url(), after: z.url() }),
  /** Versions of one deployment, which a command of the user's switches. */
  z.object({
    kind: z.literal('versions'),
    before: z.string().regex(VERSION_NAME),
    after: z.string().regex(VERSION_NAME),
    baseUrl: z.url(),
    /** For `sh -c`; `{arm}` stands for the version's name. */
    command: z.string(),
    /** How long the command may take, milliseconds. */
    limitMs: z.number().positive(),
  }),
]);

/** `ab.json`. */
export const abRecordSchema = z.object({
  ...seriesShape,
  headroom: z.literal('ab/1'),
  arms: abArmsSchema,
  /** Runs a side. */
  repeats: z.number().int().min(1),
  measureMs: z.number().positive(),
  schedule: z.array(scheduledRunSchema.extend({ arm: z.enum(SIDES) })).min(1),
});

/** `ab.json`. */
export type AbRecord = z.infer<typeof abRecordSchema>;
/** What the sides are. */
export type AbArms = z.infer<typeof abArmsSchema>;
/** A side. */
export type AbSide = (typeof SIDES)[number];

/** Comparisons by interleaved runs among the kinds of series. */
export const AB: SeriesKind = { folder: 'ab', file: 'ab.json', noun: 'comparison', script: 'ab' };
