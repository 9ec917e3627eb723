/** All workloads by name; another one is a file beside this and a line here. */
import { baseline } from './baseline.ts';
import { limits } from './limits.ts';
import { powerUsers } from './power-users.ts';
import { smoke } from './smoke.ts';
import { soak } from './soak.ts';
import { spike } from './spike.ts';
import { streams100 } from './streams-100.ts';
import { stress } from './stress.ts';
import type { Workload } from './types.ts';
import { webhookStress } from './webhook-stress.ts';

/** The workloads by name. */
export const WORKLOADS: Readonly<Record<string, Workload>> = {
  smoke,
  baseline,
  'streams-100': streams100,
  stress,
  spike,
  soak,
  'webhook-stress': webhookStress,
  'power-users': powerUsers,
  limits,
};
