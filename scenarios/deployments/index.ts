/** All deployments by name; another one is a file beside this and a line here. */
import { minimal } from './minimal.ts';
import { reference } from './reference/index.ts';
import type { Deployment } from './types.ts';

/** The deployments by name. */
export const DEPLOYMENTS: Readonly<Record<string, Deployment>> = { reference, minimal };
