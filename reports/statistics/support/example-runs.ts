/** Small made-up runs for tests: independent latencies, no queue. Seeded by the run's id. */
import { bucketIndex } from '../../../contract/buckets.ts';
import { type LatencySeconds, LatencySecondsBuilder } from '../latency-seconds.ts';
import type { RunInput, RunSeries } from '../run-input.ts';
import { RandomStream } from './random.ts';

/** What an endpoint of an example run does. */
export interface ExampleEndpoint {
  /** Answers a second; 0 for none. */
  perSecond: number;
  /** A latency in ms, drawn for each answer. */
  latencyMs: (random: RandomStream) => number;
  /** Share of failed requests besides; default 0. */
  errorShare?: number;
}

/** Latencies around `medianMs` with lognormal σ. */
export function lognormal(medianMs: number, sigma = 0.5): ExampleEndpoint['latencyMs'] {
  return (random) => medianMs * Math.exp(sigma * random.normal());
}

/** A run of 120 s or what is given; endpoints by name, each a series of role `endpoint` and metric `latency`. */
export function exampleRun(
  id: string,
  endpoints: Record<string, ExampleEndpoint>,
  facts: Partial<Omit<RunInput, 'id' | 'series'>> = {},
): RunInput {
  const seconds = facts.measuredSeconds ?? 120;
  const random = new RandomStream(hashOf(id));
  const series = Object.entries(endpoints).map(([endpoint, { perSecond, latencyMs, errorShare = 0 }]): RunSeries => {
    const errors = new Uint32Array(seconds).map(() => random.binomial(perSecond, errorShare));
    return {
      endpoint,
      metric: 'latency',
      role: 'endpoint',
      isClosedModel: false,
      latencies: latenciesOf(
        Array.from(errors, (failed) => Array.from({ length: perSecond - failed }, () => latencyMs(random))),
      ),
      requests: new Uint32Array(seconds).fill(perSecond),
      errors,
    };
  });
  return {
    id,
    buildId: 'build',
    environmentKey: 'here',
    startedAtMs: hashOf(id),
    measuredSeconds: seconds,
    missingSeconds: 0,
    reasons: [],
    levels: [],
    ...facts,
    series,
  };
}

/** Latencies (ms) by second as a load file holds them. */
export function latenciesOf(seconds: readonly (readonly number[])[]): LatencySeconds {
  const builder = new LatencySecondsBuilder(seconds.length);
  seconds.forEach((values, second) => {
    builder.at(second);
    for (const value of values) {
      builder.addTotals(1, value, value, value, value <= 0 ? 1 : 0);
      if (value > 0) builder.addBucket(bucketIndex(value), 1);
    }
  });
  return builder.build();
}

function hashOf(text: string): number {
  return [...text].reduce((hash, letter) => (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
}
