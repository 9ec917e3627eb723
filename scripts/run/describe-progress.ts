/** One line about a run in progress. Pure. */
import type { LiveFigures } from '../../collectors/index.ts';
import type { Measured } from '../../contract/measured.ts';
import type { Plan } from '../../contract/plan.ts';
import { DEFAULT_SLOS } from '../../contract/slos.ts';

/** What a user wants to see each second: phase, sessions, rate, the p95 of each SLO, errors. */
export function describeProgress(plan: Plan, live: LiveFigures, elapsedMs: number): string {
  const journeys = new Set(plan.journeys.map((journey) => journey.name));
  const sessions = Object.entries(live.sessionsOpen).map(([journey, open]) => `${open} ${journey}`);
  const latencies = DEFAULT_SLOS.filter((slo) => journeys.has(slo.journey)).map(
    (slo) => `${slo.title.toLowerCase()} ${show(live.latencyMsP95[slo.id], (ms) => `${Math.round(ms)} ms`)}`,
  );
  return [
    describePhase(plan, elapsedMs),
    ...(sessions.length === 0 ? [] : [`sessions ${sessions.join(' + ')}`]),
    show(live.requestRateRps, (rate) => `${Math.round(rate)} req/s`),
    `p95: ${latencies.join(', ')}`,
    `errors ${show(live.errorShare, (share) => `${(share * 100).toFixed(1)} %`)}`,
  ].join(' · ');
}

function describePhase(plan: Plan, elapsedMs: number): string {
  const { rampMs, warmupMs, measureMs } = plan.phases;
  const phases: [string, number][] = [
    ['ramp', rampMs],
    ['warm-up', warmupMs],
    ['measuring', measureMs],
  ];
  let startMs = 0;
  for (const [name, lengthMs] of phases) {
    if (elapsedMs < startMs + lengthMs) return `${name} ${seconds(elapsedMs - startMs)}/${seconds(lengthMs)} s`;
    startMs += lengthMs;
  }
  return 'letting answers end';
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

function show(figure: Measured<number>, format: (value: number) => string): string {
  return figure.status === 'ok' ? format(figure.value) : '–';
}
