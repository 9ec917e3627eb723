/** The sections in the order in which the report shows them. Adding one is: a file, and a line here. */
import { attribution } from './attribution.ts';
import { browser } from './browser.ts';
import { cache } from './cache.ts';
import { copilot } from './copilot.ts';
import { correctness } from './correctness.ts';
import { cost } from './cost.ts';
import { criteria } from './criteria.ts';
import { data } from './data.ts';
import { database } from './database.ts';
import { endpoints } from './endpoints.ts';
import { errors } from './errors.ts';
import { findings } from './findings.ts';
import { indexes } from './indexes.ts';
import { latencyCurve, latencyTime } from './latency.ts';
import { limiter } from './limiter.ts';
import { method } from './method.ts';
import { generator, server } from './panels.ts';
import { pool } from './pool.ts';
import type { Section } from './section.ts';
import { streams } from './streams.ts';
import { validity } from './validity.ts';
import { verdict } from './verdict.ts';
import { whereTimeWent } from './where-time-went.ts';

/** All sections. The validity banner stands first: a result that must not be used is not read any further. */
export const SECTIONS: readonly Section[] = [
  validity,
  verdict,
  criteria,
  findings,
  correctness,
  limiter,
  attribution,
  whereTimeWent,
  latencyCurve,
  latencyTime,
  errors,
  server,
  cost,
  database,
  indexes,
  pool,
  cache,
  copilot,
  streams,
  browser,
  generator,
  endpoints,
  method,
  data,
];
