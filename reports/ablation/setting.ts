/**
 * Where and how an ablation was measured, and what its runs should have in common and have not.
 */
import { momentText } from '../html/numbers.ts';
import type { AblatedRun } from './figures.ts';
import type { AblationModel } from './model.ts';

type Setting = AblationModel['setting'];

/** From the first run, which stands for all; empty without any. */
export function describeSetting(runs: readonly AblatedRun[]): Setting {
  const [first] = runs;
  if (first === undefined) return [];
  const { machine, versions, git, build, configuration } = first.run;
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`;
  const limit = machine.cpuLimitCores === null ? '' : `, limited to ${machine.cpuLimitCores} cores`;
  const target = machine.sharedWithTarget ? ', shared with the target' : '';
  return [
    { label: 'date', value: momentText(first.run.startedAtMs) },
    { label: 'machine', value: `${machine.cores} cores${limit}, ${memory}, ${machine.os}, ${machine.kernel}${target}` },
    { label: 'versions', value: listOf(versions) },
    ...(build === undefined ? [] : [{ label: 'build', value: build }]),
    { label: 'revision', value: git === null ? 'unknown' : `${git.revision}${git.dirty ? ', with changes' : ''}` },
    { label: 'model', value: describeModel(first) },
    { label: 'seed of the load', value: String(first.plan.seed) },
    {
      label: 'error share that is allowed',
      value: String(configuration.errorShareLimit ?? first.plan.errorShareLimit),
    },
  ];
}

/** In words, one entry a difference; empty when all runs are of one machine, one suite and one model. */
export function findDifferences(runs: readonly AblatedRun[]): string[] {
  const kinds: readonly [string, (run: AblatedRun) => string][] = [
    [
      'machines',
      ({ run }) => JSON.stringify({ ...run.machine, memoryBytes: Math.round(run.machine.memoryBytes / 2 ** 30) }),
    ],
    ['versions', ({ run }) => listOf(run.versions)],
    ['builds', ({ run }) => run.build ?? ''],
    ['revisions', ({ run }) => `${run.git?.revision} ${run.git?.dirty}`],
    ['model parameters', describeModel],
    ['phases', ({ plan }) => JSON.stringify(plan.phases)],
    ['journeys', ({ plan }) => JSON.stringify(plan.journeys)],
  ];
  return kinds.flatMap(([what, read]) => {
    const different = new Set(runs.map(read)).size;
    return different > 1 ? [`the runs have ${different} different ${what}: they compare only with care`] : [];
  });
}

function describeModel({ run, plan }: AblatedRun): string {
  const model = run.target?.model;
  const parameters = typeof model === 'object' && model !== null ? { ...model } : plan.model;
  const text = listOf(parameters);
  return text === '' ? 'not told' : `simulated: ${text}`;
}

function listOf(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${String(value)}`)
    .sort()
    .join(', ');
}
