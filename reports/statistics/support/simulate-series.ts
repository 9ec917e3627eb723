/**
 * One series of one simulated run: Poisson arrivals with bursts before a shared FIFO queue, as STATISTICS.md's "The
 * simulator must not be mild" asks for. Returns what a load file would hold, and nothing milder.
 *
 * The queue is shared: the measured endpoint brings a part of its load and others the rest, so that a burst of three
 * times the endpoint's arrivals strains the queue for some seconds without holding minutes of work back. That part and
 * the size of the per-second scale are tuned to two anchors (`anchors.test.ts`). Seeded; times inside are seconds.
 */
import { bucketIndex } from '../../../contract/buckets.ts';
import { type LatencySeconds, LatencySecondsBuilder } from '../latency-seconds.ts';
import type { RandomStream } from './random.ts';

/** How the simulated endpoint and its server behave. */
export interface Profile {
  /** Arrivals a second at the measured endpoint, outside bursts. */
  ratePerSecond: number;
  /** Share of the server's time that the queue uses outside bursts. */
  load: number;
  /** Everything else that the queue serves: its arrivals a second, and its share of the load. */
  others: { perSecond: number; loadShare: number };
  burst: { factor: number; secondsMin: number; secondsMax: number; everySeconds: number };
  /** σ of the lognormal service time. */
  serviceSigma: number;
  /** The service time's scale follows an AR(1) a second, in logarithms. */
  scale: { phi: number; sigma: number };
  garbageCollection: { everySecondsMin: number; everySecondsMax: number; pauseMsMin: number; pauseMsMax: number };
  /** Service is slower by `factor` for the first `seconds` of every period. */
  checkpoint: { everySeconds: number; seconds: number; factor: number };
  /** The network's own, independent part: lognormal. */
  network: { medianMs: number; sigma: number };
}

/** The *busy* profile. Queue, bursts, service, pauses and checkpoints as STATISTICS.md has them; the rest is tuned. */
export const BUSY: Profile = {
  ratePerSecond: 100,
  load: 0.7,
  others: { perSecond: 220, loadShare: 0.98 },
  burst: { factor: 3, secondsMin: 2, secondsMax: 5, everySeconds: 60 },
  serviceSigma: 0.6,
  scale: { phi: 0.9, sigma: 0.02 },
  garbageCollection: { everySecondsMin: 5, everySecondsMax: 15, pauseMsMin: 20, pauseMsMax: 80 },
  checkpoint: { everySeconds: 60, seconds: 5, factor: 1.03 },
  network: { medianMs: 4, sigma: 0.5 },
};

/** Seconds simulated before the measured phase, so that it begins in the middle of things. */
const LEAD_SECONDS = 30;

/** The latencies of `seconds` of one run under `profile`; a request belongs to the second of its end. */
export function simulateSeries(profile: Profile, seconds: number, random: RandomStream): LatencySeconds {
  const weather = new Weather(profile, random);
  const builder = new LatencySecondsBuilder(seconds);
  const medianMs = (perSecond: number, loadShare: number): number =>
    ((1000 * profile.load * loadShare) / perSecond) * Math.exp(-0.5 * profile.serviceSigma ** 2);
  const ownMs = medianMs(profile.ratePerSecond, 1 - profile.others.loadShare);
  const othersMs = medianMs(profile.others.perSecond, profile.others.loadShare);
  const ofNetwork = Math.log(profile.network.medianMs);
  let freeAtMs = 0;
  for (let second = 0; second < LEAD_SECONDS + seconds; second += 1) {
    const { rate, slowness } = weather.next(second);
    const all = rate + profile.others.perSecond;
    for (let t = random.exponential(1000 / all); t < 1000; t += random.exponential(1000 / all)) {
      const isOwn = random.uniform() * all < rate;
      const arrivalMs = 1000 * second + t;
      const startMs = weather.afterPause(Math.max(arrivalMs, freeAtMs));
      freeAtMs = startMs + (isOwn ? ownMs : othersMs) * slowness * Math.exp(profile.serviceSigma * random.normal());
      if (!isOwn) continue;
      const networkMs = Math.exp(ofNetwork + profile.network.sigma * random.normal());
      const latencyMs = freeAtMs - arrivalMs + networkMs;
      const endSecond = Math.floor((arrivalMs + latencyMs) / 1000) - LEAD_SECONDS;
      if (endSecond < 0 || endSecond >= seconds) continue;
      builder.at(endSecond).addTotals(1, latencyMs, latencyMs, latencyMs, 0);
      builder.addBucket(bucketIndex(latencyMs), 1);
    }
  }
  return builder.build();
}

/** What the server is like in each second, and when it stands still; a class because bursts and pauses last. */
class Weather {
  readonly #profile: Profile;
  readonly #random: RandomStream;
  /** Periods of bursts and checkpoints begin anywhere in a run. */
  readonly #checkpointOffset: number;
  #scaleLog: number;
  #nextBurst: number;
  #burstEnd = 0;
  #pauseStartMs: number;
  #pauseEndMs = 0;

  constructor(profile: Profile, random: RandomStream) {
    this.#profile = profile;
    this.#random = random;
    this.#scaleLog = profile.scale.sigma * random.normal();
    this.#checkpointOffset = random.between(0, profile.checkpoint.everySeconds);
    this.#nextBurst = random.exponential(profile.burst.everySeconds);
    this.#pauseStartMs = 1000 * random.between(0, profile.garbageCollection.everySecondsMax);
  }

  /** The endpoint's arrival rate in this second and the factor on its service times; seconds in ascending order. */
  next(second: number): { rate: number; slowness: number } {
    const { scale, checkpoint, burst, ratePerSecond } = this.#profile;
    const random = this.#random;
    this.#scaleLog = scale.phi * this.#scaleLog + scale.sigma * Math.sqrt(1 - scale.phi ** 2) * random.normal();
    if (second >= this.#nextBurst) {
      this.#burstEnd = second + random.between(burst.secondsMin, burst.secondsMax);
      this.#nextBurst = this.#burstEnd + random.exponential(burst.everySeconds);
    }
    // A burst's last second counts by the part of it that it fills.
    const inBurst = Math.max(0, Math.min(1, this.#burstEnd - second));
    const inCheckpoint = (second + this.#checkpointOffset) % checkpoint.everySeconds < checkpoint.seconds;
    return {
      rate: ratePerSecond * (1 + (burst.factor - 1) * inBurst),
      slowness: Math.exp(this.#scaleLog) * (inCheckpoint ? checkpoint.factor : 1),
    };
  }

  /** When work that could begin at `atMs` really begins: after the pause that it falls into. */
  afterPause(atMs: number): number {
    const { everySecondsMin, everySecondsMax, pauseMsMin, pauseMsMax } = this.#profile.garbageCollection;
    while (atMs >= this.#pauseStartMs) {
      this.#pauseEndMs = this.#pauseStartMs + this.#random.between(pauseMsMin, pauseMsMax);
      this.#pauseStartMs = this.#pauseEndMs + 1000 * this.#random.between(everySecondsMin, everySecondsMax);
    }
    return Math.max(atMs, this.#pauseEndMs);
  }
}
