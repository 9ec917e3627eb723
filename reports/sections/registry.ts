/** The sections in the order in which the report shows them. Adding one is: a file, and a line here. */
import { attribution } from './attribution.ts';
import { browser } from './browser.ts';
import { correctness } from './correctness.ts';
import { criteria } from './criteria.ts';
import { data } from './data.ts';
import { endpoints } from './endpoints.ts';
import { errors } from './errors.ts';
import { latencyCurve, latencyTime } from './latency.ts';
import { limiter } from './limiter.ts';
import { method } from './method.ts';
import { generator, server } from './panels.ts';
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
  correctness,
  limiter,
  attribution,
  whereTimeWent,
  latencyCurve,
  latencyTime,
  errors,
  server,
  streams,
  browser,
  generator,
  endpoints,
  method,
  data,
];
