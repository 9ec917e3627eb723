/**
 * Where and under what load a run was made: the facts that two runs must share before their figures mean anything
 * together, and the key made of them (STATISTICS.md section 2).
 *
 * Not in the key: the build and the switches, which are what is compared; addresses and niceness, which are one host's
 * affair; the seed, because another seed is the same load in other hands; limits and titles of SLOs, which judge a load
 * and do not make it. Pure.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LoadHeader } from '../../contract/load-file.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Machine, Run } from '../../contract/run.ts';
import { compareText } from '../analysis/load-data.ts';
import type { RunRecord } from '../analysis/read-record.ts';

/** Memory is compared in whole GiB: what a kernel reserves differs by megabytes from boot to boot. */
const GIB = 1024 ** 3;
/** Characters of a key: 48 bits, so that the environments of a lifetime stay apart. */
const KEY_LENGTH = 12;

/** One fact of an environment, as it is shown. */
export interface EnvironmentFact {
  name: string;
  value: string;
}

/** An environment. */
export interface Environment {
  /** The same for the same facts. */
  key: string;
  facts: EnvironmentFact[];
}

/** What the reference deployment says of itself; everything else of `run.target` is not this module's. */
const targetSchema = z.object({
  orders: z.number().optional(),
  users: z.number().optional(),
  model: z.record(z.string(), z.unknown()).optional(),
  toggles: z.record(z.string(), z.boolean()).optional(),
});

/** What an environment is made of: of the load files their headers alone. */
export interface EnvironmentSource extends Pick<RunRecord, 'run' | 'plan'> {
  load: { files: readonly { header: Pick<LoadHeader, 'scriptHash'> | null }[] };
}

/** The environment of a record. */
export function environmentOf({ run, plan, load }: EnvironmentSource): Environment {
  const scripts = new Set(load.files.map(({ header }) => header?.scriptHash ?? 'unknown'));
  const facts: EnvironmentFact[] = [
    ...machineFacts(run.machine),
    { name: 'deployment', value: run.deployment },
    ...dataFacts(run, plan),
    { name: 'workload', value: plan.workload },
    { name: 'measured', value: `${plan.phases.measureMs / 1000} s` },
    { name: 'load', value: digest(loadOf(plan)) },
    {
      name: 'scenario script',
      value: [...scripts]
        .map((hash) => hash.slice(0, KEY_LENGTH))
        .sort()
        .join(', '),
    },
    { name: 'generators', value: String(load.files.length) },
  ];
  return { key: digest(facts), facts };
}

/** The switches of the target that the suite started, as one text; the profile's name where it started none. */
export function togglesOf(run: Run): string {
  const { toggles } = targetOf(run);
  if (toggles === undefined) return run.profile;
  const entries = Object.entries(toggles).sort(([a], [b]) => compareText(a, b));
  return entries.map(([name, isOn]) => `${name}=${isOn ? 'on' : 'off'}`).join(' ');
}

/**
 * The build that was loaded: what its users call it, where somebody said (`--build`); otherwise the revision of the work
 * tree, marked when it had uncommitted changes. What another deployment runs is not known to the suite unless it is told.
 */
export function buildOf({ build, git }: Pick<Run, 'build' | 'git'>): string {
  if (build !== undefined) return build;
  return git === null ? 'unknown' : `${git.revision}${git.dirty ? '-dirty' : ''}`;
}

/** The facts in which two environments differ, in words: `cores 2 and 4`. */
export function differencesOf(a: Environment, b: Environment): string[] {
  const names = [...new Set([...a.facts, ...b.facts].map(({ name }) => name))];
  const valueIn = ({ facts }: Environment, name: string) => facts.find((fact) => fact.name === name)?.value ?? 'none';
  return names
    .filter((name) => valueIn(a, name) !== valueIn(b, name))
    .map((name) => `${name} ${valueIn(a, name)} and ${valueIn(b, name)}`);
}

function machineFacts(machine: Machine): EnvironmentFact[] {
  const limit = (value: number | null, unit: string) => (value === null ? 'none' : `${value}${unit}`);
  const gibibytes = (bytes: number) => Math.round(bytes / GIB);
  return [
    { name: 'cores', value: String(machine.cores) },
    { name: 'memory', value: `${gibibytes(machine.memoryBytes)} GiB` },
    { name: 'kernel', value: machine.kernel.split('.')[0] ?? '' },
    { name: 'cgroup', value: `v${machine.cgroupVersion}` },
    { name: 'core limit', value: limit(machine.cpuLimitCores, '') },
    {
      name: 'memory limit',
      value: limit(machine.memoryLimitBytes === null ? null : gibibytes(machine.memoryLimitBytes), ' GiB'),
    },
    { name: 'generator and target', value: machine.sharedWithTarget ? 'share the machine' : 'apart' },
  ];
}

function dataFacts(run: Run, plan: Plan): EnvironmentFact[] {
  const { orders, users, model } = targetOf(run);
  const parameters = Object.keys(plan.model).length > 0 ? plan.model : (model ?? {});
  const size = [orders === undefined ? [] : `${orders} orders`, users === undefined ? [] : `${users} users`].flat();
  return [
    { name: 'data', value: size.length === 0 ? 'unknown' : size.join(', ') },
    { name: 'model', value: Object.keys(parameters).length === 0 ? 'unknown' : digest(parameters) },
  ];
}

function loadOf({ phases, steps, journeys, browser, leftOut, deployment, workload }: Plan): unknown {
  return { phases, steps, journeys, browser, leftOut, deployment, workload };
}

function targetOf(run: Run): z.infer<typeof targetSchema> {
  const parsed = targetSchema.safeParse(run.target);
  return parsed.success ? parsed.data : {};
}

/** A short hash of a value, the same whatever the order of its keys. */
function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, KEY_LENGTH);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, of]) => [key, sorted(of)]),
  );
}
