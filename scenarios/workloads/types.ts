/**
 * A load shape: which journeys, how many, for how long, and which SLOs it judges. Data only, read by the planner.
 */

interface LoadOfAnyModel {
  /** The journey that is performed where the load has a name of its own; absent: the one named like the load. */
  journey?: JourneyName;
  /** One request's time-out, milliseconds. */
  requestTimeoutMs: number;
  /** How many requests one start makes one after another, which bounds its length. */
  sequentialRequests: number;
  /** Waiting between them at most, milliseconds; it bounds a start's length too. Default 0. */
  waitMsMax?: number;
  /** The only test users, shared among the sessions; absent: one user a session from `firstUser`. */
  users?: { first: number; last: number };
  settings?: Readonly<Record<string, number>>;
  /** The limiter may refuse these users: that is what they are for. Default false. */
  mayBeLimited?: boolean;
}

/** Users who wait for the answer before they go on: a slow server lowers their load. */
export interface ClosedLoad extends LoadOfAnyModel {
  model: 'closed';
  /** Sessions open at once. */
  sessions: number;
  /** Think time before each start, uniform, milliseconds. */
  thinkMs: { min: number; max: number };
  /** Mean time that an answer goes on after its SLO's moment, milliseconds. */
  meanAnswerMs: number;
  /** The shortest such time, milliseconds: what a rate limiter sees at worst. */
  minAnswerMs: number;
  /** First test user. */
  firstUser: number;
}

/** Starts that come at their own rate, whatever the server does. */
export interface OpenLoad extends LoadOfAnyModel {
  model: 'open';
  /** Starts a second. */
  rateRps: number;
  /** Evenly spaced, or each delayed by a seeded exponential draw. Default even. */
  arrivals?: 'even' | 'poisson';
  /** Virtual users who take the starts in turn; default: as few as the SLO's limit allows. */
  preallocatedVus?: number;
  /** First test user, where the journey signs in. Default 1. */
  firstUser?: number;
}

/** The names of the functions that `scenarios/main.ts` exports. */
export type JourneyName =
  | 'admin'
  | 'checkout'
  | 'control'
  | 'copilot'
  | 'dashboard'
  | 'health'
  | 'limits'
  | 'product'
  | 'webhook';

/** A part of the measured phase with a part of the load. */
export interface Step {
  /** Of the measured phase, above 0; all steps together make 1. */
  durationShare: number;
  /** Of every journey's sessions and rate, 0 to 1. */
  loadShare: number;
}

/** A workload. */
export interface Workload {
  name: string;
  /** One sentence for `--help` and the report. */
  description: string;
  phases: { rampMs: number; warmupMs: number; measureMs: number };
  /** By name, which is the journey's where the load names none. */
  journeys: Readonly<Record<string, ClosedLoad | OpenLoad>>;
  /** Absent: all of the load throughout. */
  steps?: readonly Step[];
  /** Real browsers beside the load; advisory. Absent: none. */
  browser?: { users: number };
  /** Ids of the SLOs that move the verdict. */
  judges: readonly string[];
  /** What the model must be started with, where the suite starts it. */
  model?: Readonly<Record<string, number>>;
}
