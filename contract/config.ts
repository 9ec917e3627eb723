/**
 * `headroom.config.ts`: what a user may configure, with units, ranges and defaults, and the one function that merges
 * defaults ← file ← environment ← flags into a deep-frozen value.
 *
 * All problems are reported together; unknown keys are refused with the nearest valid name.
 */
import { z } from 'zod';
import { HeadroomError } from './errors.ts';
import { nearestName } from './nearest-name.ts';
import { DEFAULT_SLOS, ERROR_SHARE_LIMIT, SLO_IDS } from './slos.ts';

const positiveMs = z.number().positive();

const defaultSloLimits = Object.fromEntries(DEFAULT_SLOS.map((slo) => [slo.id, slo.limitMs]));

/** The configuration's shape; every key has a default. */
export const configSchema = z.strictObject({
  /** The deployment under test. */
  target: z
    .strictObject({
      /** A name of scenarios/deployments. */
      deployment: z.string().default('reference'),
      /** Where it answers, without trailing slash. Absent: the embedded reference deployment, started by the suite. */
      baseUrl: z
        .url({ protocol: /^https?$/ })
        .refine(isPlainUrl, 'must be without user, password, query and fragment: secrets go into the environment')
        .optional(),
      /** Hosts that may be loaded: addresses, CIDR ranges or host names. Default: this machine only. */
      allow: z.array(z.string().min(1)).default(['127.0.0.0/8', '::1']),
      /** Orders in the reference database: 10,000 to 20,000,000. */
      orders: z.number().int().min(10_000).max(20_000_000).default(1_000_000),
      /** The build that answers there, as its users call it; absent: the revision of this work tree. */
      build: z
        .string()
        .regex(/^[\w.+/@:-]{1,100}$/, 'must be 1 to 100 letters, digits or . _ + / @ : -')
        .optional(),
      /** k6's --local-ips: addresses that virtual users speak from. Null: the machine's own. */
      localIps: z.string().nullable().default('127.1.0.0/16'),
    })
    .prefault({}),
  /** Limits of the SLOs in milliseconds, by id. */
  slos: z
    .partialRecord(z.enum(SLO_IDS), positiveMs)
    .default({})
    .transform((limits) => ({ ...defaultSloLimits, ...limits })),
  /** Largest share of failed starts, 0 to 1. */
  errorShareLimit: z.number().min(0).max(1).default(ERROR_SHARE_LIMIT),
  /** The rate limits of the deployment, which no planned user may trip; null where it has none. */
  limiter: z
    .strictObject({
      /** Requests an address may make on limited routes in the window. */
      requestsPerWindow: z.number().int().positive().default(10),
      windowMs: positiveMs.default(10_000),
      /** Copilot turns a user may take a minute. */
      copilotTurnsPerMinute: z.number().int().positive().default(20),
    })
    .nullable()
    .prefault({}),
  /** Where the figures of the server side come from. Absent sources of other deployments are reported as missing. */
  collectors: z
    .strictObject({
      intervalMs: z.number().min(200).max(60_000).default(1_000),
      timeoutMs: z.number().min(50).max(60_000).default(900),
      /** Prometheus text of the application; the reference deployment's own is known. */
      applicationMetricsUrl: z.url().optional(),
      /** Prometheus text of the model gateway. */
      modelMetricsUrl: z.url().optional(),
      /** Our metric name → the application's name for it. */
      names: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  /**
   * Kindness to a shared system: the run ends early when, within the last five seconds, at least `afterStarts` starts
   * ended and more than `errorShare` of them failed. Null: never.
   */
  stopEarly: z
    .strictObject({
      errorShare: z.number().gt(0).max(1).default(0.5),
      afterStarts: z.number().int().positive().default(50),
    })
    .nullable()
    .prefault({}),
  /** What a run may cost its target; reaching a limit ends the run. Absent limits do not hold. */
  budget: z
    .strictObject({
      /** Requests a second, all hosts together: planned rates above it are refused, measured ones end the run. */
      requestsPerSecondMax: z.number().positive().optional(),
      /** Requests of one run. */
      requestsMax: z.number().int().positive().optional(),
      /** What a real model costs, in any currency, estimated from turns and answer text (four characters a token). */
      model: z
        .strictObject({
          pricePer1000PromptTokens: z.number().min(0),
          pricePer1000AnswerTokens: z.number().min(0),
          /** Prompt tokens of one turn, history and system prompt included. */
          promptTokensPerTurn: z.number().positive().default(3_200),
          costMax: z.number().positive(),
        })
        .optional(),
    })
    .prefault({}),
  /** What tokens cost, for the report's cost per 1,000 turns; null: the report tells tokens only. */
  modelPrice: z
    .strictObject({
      per1000PromptTokens: z.number().min(0),
      per1000AnswerTokens: z.number().min(0),
      /** Printed behind the figure. */
      currency: z.string().min(1).max(8).default('USD'),
    })
    .nullable()
    .default(null),
  /** What is kept as evidence of why, beside the figures. */
  evidence: z
    .strictObject({
      /** Statements that took at least this long are kept one by one, milliseconds. */
      slowStatementMs: positiveMs.default(250),
      /** How often running statements are looked at, milliseconds. */
      activityIntervalMs: z.number().min(50).max(10_000).default(200),
    })
    .prefault({}),
  /** Findings of the report. */
  findings: z
    .strictObject({
      /** Ids of rules that are not to be reported; the report still says that they are silenced. */
      silence: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  /** How sets of runs are compared. */
  comparison: z
    .strictObject({
      /** The figures that may fail a build. Null: each SLO's own quantile, and each of their journeys' error share. */
      gate: z
        .array(
          z.strictObject({
            /** A journey or route, and its metric: `dashboard`, `page_load`. */
            endpoint: z.string().min(1),
            metric: z.string().min(1),
            figure: z.string().regex(/^(p\d{1,2}(\.\d{1,2})?|errors|throughput)$/, 'must be p95, errors or throughput'),
            /** Half-width of "unchanged": a share of the figure, of errors a difference of shares. */
            margin: z.number().gt(0).lt(1).optional(),
            /** Differences below it are unchanged however sure: ms, or a difference of shares. */
            minimumEffect: z.number().min(0).optional(),
          }),
        )
        .min(1)
        .max(12)
        .nullable()
        .default(null),
    })
    .prefault({}),
  /** The nightly job and its trend. */
  nightly: z
    .strictObject({
      workload: z.string().min(1).default('baseline'),
      /** Shorter runs can be compared with nothing. */
      measureMs: z.number().int().min(120_000).default(180_000),
      /** The pinned set that the night is compared with; null: none, and the night is only judged and kept. */
      baseline: z.string().nullable().default(null),
      /** Further runs of the night while its comparison cannot be told. */
      repeatsMax: z.number().int().min(0).max(10).default(2),
      /** No further run is begun that would end later than this after the job's start. */
      budgetMs: positiveMs.default(3_600_000),
      /** Nights whose records are kept whole; their figures are kept for ever. */
      keepNights: z.number().int().min(1).default(30),
      /** Smallest change of level worth a word, a share. */
      effectMin: z.number().gt(0).lt(1).default(0.02),
    })
    .prefault({}),
  /** Who is told of a night. */
  notify: z
    .strictObject({
      /** The egress list: hosts that messages may go to, by name. Nothing else is ever called. */
      allow: z.array(z.string().min(1)).default([]),
      webhooks: z
        .array(
          z.strictObject({
            /** What it is called in messages; its address is a secret. */
            name: z.string().min(1),
            format: z.enum(['slack', 'generic']),
            /** The environment variable that holds its address. */
            urlFrom: z.string().regex(/^HEADROOM_[A-Z0-9_]+$/, 'must be a name that begins with HEADROOM_'),
            /** The environment variable that holds the key of its signature; absent: unsigned. */
            secretFrom: z
              .string()
              .regex(/^HEADROOM_[A-Z0-9_]+$/, 'must be a name that begins with HEADROOM_')
              .optional(),
            when: z.enum(['always', 'problems']).default('problems'),
          }),
        )
        .default([]),
      attemptsMax: z.number().int().min(1).max(10).default(4),
      timeoutMs: positiveMs.default(10_000),
    })
    .prefault({}),
  /** Folder of the records, relative to the project. */
  runsDir: z.string().min(1).default('runs'),
  /** Seed of everything random in a run. */
  seed: z.number().int().default(20_261_123),
  /** Changes to workloads, by workload: phases in milliseconds, and loads by journey. */
  workloads: z
    .record(
      z.string(),
      z.strictObject({
        phases: z
          .strictObject({ rampMs: z.number().min(0), warmupMs: z.number().min(0), measureMs: positiveMs })
          .partial()
          .optional(),
        journeys: z
          .record(
            z.string(),
            z
              .strictObject({
                sessions: z.number().int().min(1),
                rateRps: positiveMs,
                preallocatedVus: z.number().int().min(1),
                thinkMs: z.strictObject({ min: z.number().min(0), max: z.number().min(0) }),
                requestTimeoutMs: positiveMs,
                gracefulStopMs: positiveMs,
              })
              .partial(),
          )
          .optional(),
      }),
    )
    .default({}),
});

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
}

/** What a configuration file may say; everything is optional. */
export type ConfigInput = z.input<typeof configSchema>;
/** The resolved configuration. */
export type Config = z.output<typeof configSchema>;

/** Types a configuration file; returns its argument unchanged. */
export function defineConfig(input: ConfigInput): ConfigInput {
  return input;
}

/** The deep-frozen configuration, or HR_CONFIG_INVALID with all problems at once. */
export function parseConfig(input: unknown, source: string): Config {
  const parsed = configSchema.safeParse(input);
  if (parsed.success) return deepFreeze(parsed.data);
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue));
  throw new HeadroomError('HR_CONFIG_INVALID', `${source} has ${problems.length} problem(s)`, { problems });
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  const at = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [`${at === '' ? 'configuration' : at}: ${issue.message}`];
  return issue.keys.map((key) => {
    const known = knownKeys(issue.path);
    const nearest = nearestName(key, known);
    const where = at === '' ? key : `${at}.${key}`;
    return `${where}: unknown key${nearest === undefined ? `; known are ${known.join(', ')}` : `; did you mean '${nearest}'?`}`;
  });
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = configSchema;
  for (const step of path) schema = childSchema(schema, step);
  const shape = shapeOf(schema);
  return shape === undefined ? [] : Object.keys(shape);
}

function childSchema(schema: unknown, step: PropertyKey): unknown {
  const shape = shapeOf(schema);
  if (shape !== undefined) return shape[String(step)];
  const inner = unwrap(schema);
  return inner instanceof z.ZodRecord ? inner.valueType : undefined;
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? (inner.shape as Record<string, unknown>) : undefined;
}

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodNullable
  ) {
    inner = inner.unwrap();
  }
  return inner;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
