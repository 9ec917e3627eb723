/**
 * `run.json`: what ran, against what, by which versions, on which machine. Facts only: validity and verdicts are
 * derived from the record and never stored as input.
 */
import { z } from 'zod';

/** A program and its version, or the reason why it is unknown. */
const version = z.string();

/** The machine that the generator ran on. */
export const machineSchema = z.object({
  cores: z.number().int(),
  memoryBytes: z.number(),
  kernel: z.string(),
  os: z.string(),
  /** 1 or 2, or 0 where no cgroup limits this process. */
  cgroupVersion: z.number().int(),
  /** Cores that the cgroup grants, or null without a limit. */
  cpuLimitCores: z.number().nullable(),
  memoryLimitBytes: z.number().nullable(),
  /** Whether the target runs on the same machine, so that they share its processors. */
  sharedWithTarget: z.boolean(),
});

/** `run.json`. */
export const runSchema = z.object({
  headroom: z.literal('run/1'),
  id: z.string(),
  workload: z.string(),
  profile: z.string(),
  deployment: z.string(),
  baseUrl: z.string(),
  status: z.enum(['running', 'complete', 'interrupted']),
  startedAtMs: z.number(),
  /** Absent while running, and for ever when the run was killed. */
  endedAtMs: z.number().optional(),
  /** How k6 ended: its exit code, or the signal that ended it. */
  k6Exit: z.object({ code: z.number().nullable(), signal: z.string().nullable() }).optional(),
  /** When and why the suite itself ended the load before its time (errors of the target, a budget). */
  stoppedEarly: z.object({ atMs: z.number(), cause: z.enum(['errors', 'budget']), reason: z.string() }).optional(),
  /** The load files that the plan expects. */
  instances: z.array(z.string()),
  collectors: z.array(z.string()),
  git: z.object({ revision: z.string(), dirty: z.boolean() }).nullable(),
  /** What the target's users call the build that was loaded; absent where nobody said. */
  build: z.string().optional(),
  versions: z.record(z.string(), version),
  machine: machineSchema,
  /** The resolved configuration without secrets. */
  configuration: z.record(z.string(), z.unknown()),
  /** What the reference deployment was started with; absent for others. */
  target: z.record(z.string(), z.unknown()).optional(),
  /** The command that repeats this run. */
  command: z.string(),
});

/** `run.json`. */
export type Run = z.infer<typeof runSchema>;
/** The machine that the generator ran on. */
export type Machine = z.infer<typeof machineSchema>;
