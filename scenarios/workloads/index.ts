/** All workloads by name; another one is a file beside this and a line here. */
import { baseline } from './baseline.ts';
import { smoke } from './smoke.ts';
import { streams100 } from './streams-100.ts';
import type { Workload } from './types.ts';

/** The workloads by name. */
export const WORKLOADS: Readonly<Record<string, Workload>> = { smoke, baseline, 'streams-100': streams100 };
