/**
 * Loads `headroom.config.ts` and merges defaults ← file ← environment ← flags, once.
 *
 * Only names that begin with HEADROOM_ are read from the environment: DATABASE_URL and its like stand in many shells
 * and are never opened.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, parseConfig } from '../contract/config.ts';
import { HeadroomError } from '../contract/errors.ts';

/** What the command line may override. */
export interface ConfigFlags {
  config?: string | undefined;
  orders?: number | undefined;
  runsDir?: string | undefined;
  baseUrl?: string | undefined;
  /** What the target's users call the build that answers there. */
  build?: string | undefined;
}

/** The configuration's default file, in the project's folder. */
export const CONFIG_FILE = 'headroom.config.ts';

/** The resolved configuration, or HR_CONFIG_NOT_FOUND or HR_CONFIG_INVALID. */
export async function loadConfig(root: string, flags: ConfigFlags, env: NodeJS.ProcessEnv): Promise<Config> {
  const path = flags.config === undefined ? join(root, CONFIG_FILE) : resolve(flags.config);
  const file = await importConfig(path, flags.config !== undefined);
  const target = section(file, 'target');
  const merged = {
    ...file,
    ...defined({ runsDir: flags.runsDir ?? env.HEADROOM_RUNS_DIR }),
    target: {
      ...target,
      ...defined({
        baseUrl: flags.baseUrl ?? env.HEADROOM_BASE_URL,
        build: flags.build ?? env.HEADROOM_BUILD,
        orders: flags.orders ?? numberFrom(env.HEADROOM_ORDERS),
      }),
    },
  };
  return parseConfig(merged, path);
}

async function importConfig(path: string, isRequired: boolean): Promise<Record<string, unknown>> {
  if (!existsSync(path)) {
    if (isRequired) throw new HeadroomError('HR_CONFIG_NOT_FOUND', `there is no configuration file ${path}`);
    return {};
  }
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href);
    if (typeof module.default === 'object' && module.default !== null) return { ...module.default };
  } catch (error) {
    throw new HeadroomError('HR_CONFIG_NOT_FOUND', `${path} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
  throw new HeadroomError('HR_CONFIG_NOT_FOUND', `${path} has no default export of defineConfig({...})`);
}

function section(file: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = file[key];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function defined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

/** A number, or what was given when it is none: the schema then says what is wrong with it. */
function numberFrom(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
