/** `headroom setup` and `headroom doctor`: what is needed, what is there, and getting the rest. Idempotent. */
import { HeadroomError } from '../../contract/errors.ts';
import { buildK6 } from '../../extensions/build.ts';
import { preparePostgres } from '../../fixtures/deployment/index.ts';
import type { Context } from '../context.ts';
import { findPgBouncer, unpackPgBouncer } from '../setup/pgbouncer.ts';
import {
  canInstallPackages,
  findChromium,
  findRedis,
  installPackages,
  linkRedis,
  type Prerequisite,
  readPrerequisites,
} from '../setup/prerequisites.ts';
import { stateFolder } from '../target/embedded-target.ts';

/** What to get besides what every run needs. */
export interface SetUpOptions {
  /** The Chromium of the browser journey. */
  browser: boolean;
  /** What only the tests need: Chromium and PgBouncer. */
  tests?: boolean;
}

/** Gets everything that a run needs, and what else is asked for. */
export async function setUp(context: Context, options: SetUpOptions): Promise<void> {
  const { terminal, env } = context;
  if (env.HEADROOM_REDIS_URL === undefined && findRedis(env) === null) {
    await terminal.step('Installing Redis', (report) => install(context, ['redis-tools'], 'HR_REDIS_MISSING', report));
    linkRedis(env);
  }
  const isForTests = options.tests ?? false;
  if ((options.browser || isForTests) && findChromium(env) === null) {
    await terminal.step('Installing Chromium', (report) =>
      install(context, ['chromium', 'fonts-liberation'], 'HR_CHROMIUM_MISSING', report),
    );
  }
  if (isForTests && findPgBouncer(env) === null && canInstallPackages(env)) {
    await terminal.step('Unpacking PgBouncer', (report) => unpackPgBouncer(env, report));
  }
  if (env.HEADROOM_DATABASE_URL === undefined) {
    await terminal.step('Preparing PostgreSQL', () => preparePostgres(stateFolder(context.root, env), env));
  }
  const k6 = await terminal.step('Preparing k6', (report) => buildK6({ log: report }));
  terminal.print(`k6 ${k6.k6Version} with our extensions: ${k6.path}${k6.cached ? '' : ' (built now)'}`);
  terminal.json({ k6 });
}

/** Shows each prerequisite; returns whether nothing that a run needs is missing. */
export async function examine(context: Context): Promise<boolean> {
  const prerequisites = await readPrerequisites(context.env);
  context.terminal.json(prerequisites);
  for (const prerequisite of prerequisites) context.terminal.print(describe(prerequisite));
  return prerequisites.every((prerequisite) => prerequisite.found !== null || !prerequisite.isRequired);
}

function describe({ name, found, isRequired, howToGet }: Prerequisite): string {
  if (found !== null) return `✔ ${name.padEnd(13)} ${found.version} (${found.path})`;
  return `${isRequired ? '✖' : '○'} ${name.padEnd(13)} not found → ${howToGet}`;
}

async function install(
  context: Context,
  names: readonly string[],
  code: 'HR_REDIS_MISSING' | 'HR_CHROMIUM_MISSING',
  report: (line: string) => void,
): Promise<void> {
  if (!canInstallPackages(context.env)) {
    throw new HeadroomError(code, `the Debian package ${names[0]} is not installed, and this user cannot install it`);
  }
  try {
    await installPackages(names, report);
  } catch (error) {
    throw new HeadroomError(code, `apt-get could not install ${names.join(', ')}`, { cause: error });
  }
}
