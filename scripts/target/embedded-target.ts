/**
 * The embedded reference deployment as a run's target: started when it is down, reset before every run, and stopped
 * again by the run that started it.
 */
import { join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { unavailable } from '../../contract/measured.ts';
import {
  type DeploymentState,
  explainIndexes,
  readAppliedMigrations,
  readDeployment,
  reconcileDeployment,
  resetDeployment,
  startDeployment,
  stopDeployment,
  type Toggles,
  toggleNames,
} from '../../fixtures/deployment/index.ts';
import { checkFence } from '../run/fence.ts';
import { externalServersOf, type ReadyTarget } from '../run/target-sources.ts';
import { forgetStartedByRun, isLeftByRun, markStartedByRun } from './started-by-run.ts';

/** Where the state of this checkout's deployment lies. */
export function stateFolder(root: string, env: NodeJS.ProcessEnv): string {
  return env.HEADROOM_STATE_DIR ?? join(root, '.headroom');
}

/** What to bring up. */
export interface EmbeddedRequest {
  stateDir: string;
  /** Who wants it up: a run stops what it started, a user's stays. */
  owner: 'run' | 'user';
  config: Config;
  /** Model parameters that the workload wants; those it does not name stay as they are. */
  model: Readonly<Record<string, number>>;
  /** Which systems are on. */
  toggles: Toggles;
  env: NodeJS.ProcessEnv;
  onProgress(message: string): void;
}

/** An embedded deployment that is up. */
export interface EmbeddedTarget {
  state: DeploymentState;
  /** Whether this call started it, or a run that was killed, so that the same command stops it again. */
  startedHere: boolean;
}

/**
 * Starts the deployment unless it is up with the wanted number of orders, model and toggles. One that is up with others
 * is started anew and counts as started here: what one run asked for must not outlive it. HR_TARGET_REFUSED when a server
 * that the environment names is not on the allow-list.
 */
export async function ensureEmbedded(request: EmbeddedRequest): Promise<EmbeddedTarget> {
  const { stateDir, env, onProgress } = request;
  // Servers that the environment names are spoken to from here on.
  await checkFence(request.config.target.allow, externalServersOf(env));
  const current = await readDeployment(stateDir);
  if (current.status === 'up' && fits(current, request)) {
    const startedHere = request.owner === 'run' && isLeftByRun(stateDir, Object.values(current.pids));
    claim(request, current, startedHere);
    return { state: current, startedHere };
  }
  if (current.status !== 'down') {
    onProgress('stopping what an earlier command left');
    await stopDeployment(stateDir, { env });
  }
  const state = await startDeployment({
    stateDir,
    orders: request.config.target.orders,
    model: request.model,
    toggles: request.toggles,
    env,
    onProgress,
  });
  claim(request, state, true);
  return { state, startedHere: true };
}

/** Writes down whose the deployment is, for the command after one that is killed. */
function claim({ stateDir, owner }: EmbeddedRequest, { pids }: DeploymentState, startedHere: boolean): void {
  if (owner === 'user') forgetStartedByRun(stateDir);
  else if (startedHere) markStartedByRun(stateDir, process.pid, Object.values(pids));
}

/** Puts a running deployment into the state in which every run starts. */
export async function resetEmbedded(request: EmbeddedRequest): Promise<DeploymentState> {
  return resetDeployment(request.stateDir, { env: request.env, onProgress: request.onProgress });
}

function fits(state: DeploymentState, { config, model, toggles }: EmbeddedRequest): boolean {
  const parameters: Readonly<Record<string, unknown>> = { ...state.modelParameters };
  return (
    state.orders === config.target.orders &&
    toggleNames.every((toggle) => state.toggles[toggle] === toggles[toggle]) &&
    Object.entries(model).every(([name, value]) => parameters[name] === value)
  );
}

/**
 * What each index is for, tried on a copy of the database; or the reason why that could not be tried. Kept between
 * runs. Before the reset, which warms the buffers again that the copy went through.
 */
export async function explainEmbedded({ stateDir, config, env, onProgress }: EmbeddedRequest): Promise<object> {
  try {
    return await explainIndexes(stateDir, { orders: config.target.orders, env, onProgress });
  } catch (error) {
    return unavailable(`the plans could not be tried: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The migrations that the database of the run has, and what applying them took; or why that is not known. */
export async function listMigrations(stateDir: string): Promise<object> {
  try {
    return { headroom: 'migrations/1', applied: await readAppliedMigrations(stateDir) };
  } catch (error) {
    return unavailable(`the migrations could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The deployment as a run sees it; `documents` are files of `evidence/` that were made before the load. */
export function embeddedAsTarget(
  state: DeploymentState,
  stateDir: string,
  documents: Readonly<Record<string, object>>,
): ReadyTarget {
  return {
    baseUrl: state.baseUrl,
    secrets: { HEADROOM_TARGET_PASSPHRASE: state.passphrase, HEADROOM_WEBHOOK_SECRET: state.webhookSecret },
    sources: {
      postgres: { url: state.databaseUrl },
      redis: { url: state.redisUrl },
      application: { url: state.appMetricsUrl },
      model: { url: state.modelMetricsUrl },
    },
    description: {
      embedded: true,
      orders: state.orders,
      users: state.users,
      toggles: state.toggles,
      model: state.modelParameters,
    },
    isLocal: true,
    processes: state.pids,
    ...(state.external.includes('postgres') ? {} : { postgresLogPath: join(state.logDir, 'postgres.log') }),
    documents,
    reconcile: (ledger, sinceMs) => reconcileDeployment(stateDir, ledger, { sinceMs }),
  };
}
