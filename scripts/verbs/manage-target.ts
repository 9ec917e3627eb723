/** `headroom target up|down|status` and `headroom seed`: the embedded reference deployment by hand. */
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import { readDeployment, seedDeployment, stopDeployment } from '../../fixtures/deployment/index.ts';
import type { Context } from '../context.ts';
import { nameOf, type Profile } from '../plan/profile.ts';
import { checkFence } from '../run/fence.ts';
import { externalServersOf } from '../run/target-sources.ts';
import { ensureEmbedded, stateFolder } from '../target/embedded-target.ts';

/** The actions of `headroom target`. */
export const TARGET_ACTIONS = ['up', 'down', 'status', 'purge'] as const;

/** What to do, and with which systems on to bring the deployment up. */
export interface TargetRequest {
  action: string;
  profile: Profile;
}

/** Starts the deployment, stops it, removes its data too, or says how it stands. */
export async function manageTarget(
  context: Context,
  config: Config,
  { action, profile }: TargetRequest,
): Promise<void> {
  const stateDir = stateFolder(context.root, context.env);
  const { terminal } = context;
  if (action === 'up') {
    const { state } = await terminal.step('Starting the reference deployment', (report) =>
      ensureEmbedded({
        stateDir,
        owner: 'user',
        config,
        model: {},
        toggles: profile.toggles,
        env: context.env,
        onProgress: report,
      }),
    );
    terminal.print(`up at ${state.baseUrl} with ${state.orders.toLocaleString('en')} orders, profile ${profile.name}`);
    terminal.json({ status: 'up', baseUrl: state.baseUrl, orders: state.orders, profile: profile.name });
  } else if (action === 'down') {
    await terminal.step('Stopping the reference deployment', () => stopDeployment(stateDir, { env: context.env }));
    terminal.json({ status: 'down' });
  } else if (action === 'purge') {
    await terminal.step('Stopping the reference deployment and removing its data', () =>
      stopDeployment(stateDir, { env: context.env, removeData: true }),
    );
    terminal.json({ status: 'down', purged: true });
  } else if (action === 'status') {
    const state = await readDeployment(stateDir);
    const where = state.status === 'up' ? ` at ${state.baseUrl}, profile ${nameOf(state.toggles)}` : '';
    terminal.print(`${state.status}${where}`);
    terminal.json({
      status: state.status,
      ...(state.status === 'up'
        ? { baseUrl: state.baseUrl, orders: state.orders, profile: nameOf(state.toggles) }
        : {}),
    });
  } else {
    throw new HeadroomError('HR_USAGE', `target takes ${TARGET_ACTIONS.join(', ')}, got '${action}'`);
  }
}

/** Makes the template database of the configured size, unless it is there. */
export async function seed(context: Context, config: Config): Promise<void> {
  const orders = config.target.orders;
  await checkFence(config.target.allow, externalServersOf(context.env));
  await context.terminal.step(`Seeding ${orders.toLocaleString('en')} orders`, (report) =>
    seedDeployment(stateFolder(context.root, context.env), { orders, env: context.env, onProgress: report }),
  );
  context.terminal.json({ orders });
}
