/**
 * Makes the model of an ablation from its schedule and the records of its runs. A pure function of these.
 */
import { unavailable } from '../../contract/measured.ts';
import type { AblationRecord } from './ablation-record.ts';
import { describeArm } from './arm-result.ts';
import { compareArms } from './effects.ts';
import { type AblatedRun, FIGURES } from './figures.ts';
import type { AblationModel, ArmResult, EstimateOrReason } from './model.ts';
import { describeSetting, findDifferences } from './setting.ts';

/** A run's record as it was read, or why it could not be. */
export type ReadRun = AblatedRun | { unreadable: string };

/** The model; `runs` by run id. What is missing stands in the notes. */
export function buildAblation(record: AblationRecord, runs: ReadonlyMap<string, ReadRun>): AblationModel {
  const found = record.made.flatMap((made) => {
    const run = made.runId === null ? undefined : runs.get(made.runId);
    return run === undefined || 'unreadable' in run ? [] : [{ arm: made.arm, run }];
  });
  const arms = record.arms.map((arm) =>
    describeArm(
      arm,
      found.filter((one) => one.arm === arm.name).map(({ run }) => run),
      failuresOf(record, runs, arm.name),
    ),
  );
  const all = found.map(({ run }) => run);
  return {
    schema: 'headroom.ablation/1',
    id: record.id,
    kind: record.kind,
    workload: record.workload,
    measureMs: record.measureMs ?? all[0]?.plan.phases.measureMs ?? 0,
    isQuick: record.isQuick,
    rounds: record.rounds,
    seed: record.seed,
    startedAtMs: record.startedAtMs,
    order: record.schedule.filter(({ round }) => round === 1).map(({ arm }) => arm),
    figures: figuresOf(arms),
    arms,
    effects: findEffects({ kind: record.kind, isQuick: record.isQuick, arms }),
    promptCurve: promptCurve(arms),
    setting: describeSetting(all),
    notes: [...missingRuns(record), ...findDifferences(all)],
  };
}

/** A stored model with everything that its arms alone decide as this version judges it: the page follows the code. */
export function judgeAnew(model: AblationModel): AblationModel {
  const { arms } = model;
  return { ...model, figures: figuresOf(arms), effects: findEffects(model), promptCurve: promptCurve(arms) };
}

/** Those that the arms have: stored ones may be of a version that knew fewer. All where there is no arm. */
function figuresOf(arms: readonly ArmResult[]): AblationModel['figures'] {
  const known = new Set(arms.flatMap(({ figures }) => figures.map(({ id }) => id)));
  return FIGURES.filter(({ id }) => arms.length === 0 || known.has(id)).map(({ id, title, unit }) => ({
    id,
    title,
    unit,
  }));
}

/** Of every arm with a run against `after`; empty without that. */
function findEffects({
  kind,
  isQuick,
  arms,
}: Pick<AblationModel, 'kind' | 'isQuick' | 'arms'>): AblationModel['effects'] {
  const after = arms.find((arm) => arm.profile === 'after' && arm.runIds.length > 0);
  if (after === undefined || kind === 'scale') return [];
  return arms
    .filter((arm) => arm !== after && arm.runIds.length > 0)
    .map((arm) => ({ arm: arm.name, effects: compareArms(after, arm, isQuick) }));
}

function failuresOf(record: AblationRecord, runs: ReadonlyMap<string, ReadRun>, arm: string): string[] {
  return record.made
    .filter((made) => made.arm === arm)
    .flatMap(({ runId, failure, round }) => {
      if (failure !== undefined) return [`round ${round} has no record: ${failure.message} (${failure.code})`];
      const run = runId === null ? undefined : runs.get(runId);
      if (run === undefined) return [`round ${round}: the record ${runId} is not there`];
      return 'unreadable' in run ? [`round ${round}: ${run.unreadable}`] : [];
    });
}

function missingRuns({ schedule, made }: AblationRecord): string[] {
  const isMade = (arm: string, round: number) => made.some((one) => one.arm === arm && one.round === round);
  const missing = schedule.filter(({ arm, round }) => !isMade(arm, round));
  if (missing.length === 0) return [];
  return [`${missing.length} of ${schedule.length} runs were not made: ${missing.map(({ arm }) => arm).join(', ')}`];
}

/** By prompt tokens, those without a figure last. */
function promptCurve(arms: readonly ArmResult[]): AblationModel['promptCurve'] {
  const figure = (arm: ArmResult, id: string): EstimateOrReason =>
    arm.figures.find((one) => one.id === id)?.value ?? unavailable('not measured');
  const size = (estimate: EstimateOrReason) => ('status' in estimate ? Number.MAX_VALUE : estimate.value);
  return arms
    .flatMap((arm) => {
      const copilot = arm.journeys.find(({ journey }) => journey === 'copilot');
      if (copilot === undefined) return [];
      const promptTokens = figure(arm, 'promptTokens');
      const [modelMs, ownMs] = [figure(arm, 'modelMs'), figure(arm, 'ownMs')];
      return [{ arm: arm.name, promptTokens, firstTokenP50: copilot.p50, modelMs, ownMs }];
    })
    .sort((a, b) => size(a.promptTokens) - size(b.promptTokens));
}
