/**
 * The cache of the tools that are measured beside ours, and the steps that fill it through the ordinary clients of their
 * registries. A folder is complete when its mark is written; a broken installation is made again.
 */
import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { InstallContext } from './peer.ts';

/** A registry that does not answer must not hold the others up for longer. */
const STEP_TIMEOUT_MS = 300_000;

/** Where tools are kept: `$XDG_CACHE_HOME`, or `~/.cache`, and `/headroom/peers`. */
export function peersCacheDir(env: NodeJS.ProcessEnv): string {
  const given = env.XDG_CACHE_HOME;
  const base = given !== undefined && given !== '' ? given : join(homedir(), '.cache');
  return join(base, 'headroom', 'peers');
}

/** Returns the folder of a tool's version, filling it by `fill` when it is not complete. */
export async function cachedFolder(
  context: InstallContext,
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(context.cacheDir, name);
  const mark = join(folder, '.complete');
  const isComplete = await access(mark).then(
    () => true,
    () => false,
  );
  if (isComplete) return folder;
  context.log(`${name}: installing, up to some minutes the first time`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await fill(folder);
  await writeFile(mark, '');
  context.log(`${name}: installed`);
  return folder;
}

/** Runs one step; an error carries the last line the program wrote. Returns its standard output. */
export async function runStep(
  program: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      timeout: STEP_TIMEOUT_MS,
      maxBuffer: 2 ** 26,
    });
    return stdout;
  } catch (error) {
    throw new Error(`${program} ${args[0] ?? ''}: ${lastWords(error)}`, { cause: error });
  }
}

function lastWords(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const lines = (stderr ?? '').trim().split('\n');
  return lines.at(-1) || (message ?? String(error));
}
