/**
 * A load shape: which journeys, how many, for how long, and which SLOs it judges. Data only, read by the planner.
 */

/** Users who wait for the answer before they go on: a slow server lowers their load. */
export interface ClosedLoad {
  model: 'closed';
  /** Sessions open at once. */
  sessions: number;
  /** Think time before each start, uniform, milliseconds. */
  thinkMs: { min: number; max: number };
  /** One request's time-out, milliseconds. */
  requestTimeoutMs: number;
  /** How many requests one start makes one after another, which bounds its length. */
  sequentialRequests: number;
  /** Mean time that an answer goes on after its SLO's moment, milliseconds. */
  meanAnswerMs: number;
  /** The shortest such time, milliseconds: what a rate limiter sees at worst. */
  minAnswerMs: number;
  /** First test user. */
  firstUser: number;
  settings?: Readonly<Record<string, number>>;
}

/** Starts that come at their own rate, whatever the server does. */
export interface OpenLoad {
  model: 'open';
  /** Starts a second, evenly spaced. */
  rateRps: number;
  requestTimeoutMs: number;
  sequentialRequests: number;
}

/** A workload. */
export interface Workload {
  name: string;
  /** One sentence for `--help` and the report. */
  description: string;
  phases: { rampMs: number; warmupMs: number; measureMs: number };
  journeys: Readonly<Record<string, ClosedLoad | OpenLoad>>;
  /** Ids of the SLOs that move the verdict. */
  judges: readonly string[];
  /** What the model must be started with, where the suite starts it. */
  model?: Readonly<Record<string, number>>;
}
