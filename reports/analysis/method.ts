/** How the figures were made, in words: load model, phases, statistics, versions, machine, the command that repeats it. */
import type { Plan, PlannedJourney } from '../../contract/plan.ts';
import type { Run } from '../../contract/run.ts';
import { bytes } from './panels.ts';
import type { Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { milliseconds, percent } from './round.ts';

/** One line of the method. */
export interface MethodLine {
  label: string;
  value: string;
}

/** All lines, in the order of reading. */
export function describeMethod({ run, plan, load }: RunRecord, window: Window): MethodLine[] {
  return [
    { label: 'Workload', value: `${plan.workload}: ${plan.description}` },
    ...plan.journeys.map((journey) => ({ label: `Journey ${journey.name}`, value: describeJourney(journey) })),
    ...plan.leftOut.map((name) => ({ label: `Journey ${name}`, value: 'left out: the deployment has none' })),
    { label: 'Phases', value: describePhases(plan) },
    ...describeSteps(plan),
    { label: 'Stops early', value: describeStop(plan) },
    ...(run.stoppedEarly === undefined ? [] : [{ label: 'Stopped early', value: run.stoppedEarly.reason }]),
    {
      label: 'Beginning of the load',
      value: window.isExact ? 'as the scenarios reported it' : 'not reported; the generator’s own start stands for it',
    },
    {
      label: 'Starts',
      value:
        'A start belongs to the phase in which it began. Failed, dropped and unfinished starts are missed, and infinitely slow in the quantile of an SLO.',
    },
    {
      label: 'Quantiles',
      value: 'Nearest rank, from base-2 exponential histograms of scale 8; relative error at most 0.14 %.',
    },
    {
      label: 'Verdict',
      value:
        'Pass needs a minimum of starts; fail is said with fewer once the one-sided 95 % Clopper–Pearson bound of the missed share lies over the limit.',
    },
    { label: 'Machine', value: describeMachine(run) },
    ...Object.entries(run.versions).map(([name, version]) => ({ label: `Version of ${name}`, value: version })),
    ...(run.build === undefined ? [] : [{ label: 'Build', value: `${run.build}, as it was named for this run` }]),
    {
      label: run.build === undefined ? 'Revision' : 'Revision of the suite',
      value: run.git === null ? 'unknown' : `${run.git.revision}${run.git.dirty ? ' with uncommitted changes' : ''}`,
    },
    { label: 'Seed', value: String(plan.seed) },
    ...load.files.map((file) => ({ label: `Generator ${file.instance}`, value: describeClock(file.header?.clock) })),
    ...Object.entries(plan.model).map(([name, value]) => ({ label: `Simulated model: ${name}`, value: String(value) })),
  ];
}

function describeJourney(journey: PlannedJourney): string {
  if (journey.model === 'open') {
    const arrivals =
      journey.arrivals === 'poisson'
        ? 'at random (Poisson; latency counts from the scheduled moment)'
        : 'evenly spaced';
    return `open model: ${journey.rateRps} starts a second, ${arrivals}, whatever the answers take`;
  }
  const think = `${milliseconds(journey.thinkMs.min)} to ${milliseconds(journey.thinkMs.max)}`;
  return `closed model: ${journey.sessions} sessions that think ${think} before each start; a slow server lowers the number of starts`;
}

function describeSteps({ steps }: Plan): MethodLine[] {
  if (steps.length === 0) return [];
  const words = steps.map(({ share, durationMs }) => `${percent(share)} for ${milliseconds(durationMs)}`);
  return [{ label: 'Steps', value: `of every journey’s load: ${words.join(', ')}` }];
}

function describeStop({ stopEarly }: Plan): string {
  if (stopEarly === null) return 'never: the target is loaded to the planned end whatever it answers';
  return `once more than ${percent(stopEarly.errorShare)} of at least ${stopEarly.afterStarts} recent starts failed`;
}

function describePhases({ phases }: Plan): string {
  return `ramp ${milliseconds(phases.rampMs)}, warm-up ${milliseconds(phases.warmupMs)}, measured ${milliseconds(phases.measureMs)}`;
}

function describeMachine({ machine }: Run): string {
  const cores =
    machine.cpuLimitCores === null ? `${machine.cores} cores` : `${machine.cpuLimitCores} of ${machine.cores} cores`;
  const memory = bytes(machine.memoryLimitBytes ?? machine.memoryBytes);
  const shared = machine.sharedWithTarget ? '; generator and target share it, so each slows the other' : '';
  return `${cores}, ${memory}, ${machine.os}, kernel ${machine.kernel}${shared}`;
}

function describeClock(clock: { source: string; offsetMs: number; errorMs: number } | undefined): string {
  if (clock === undefined) return 'its clock is unknown';
  return `clock ${clock.source}, offset ${milliseconds(clock.offsetMs)} ± ${milliseconds(clock.errorMs)}`;
}
