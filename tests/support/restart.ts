/** Ends a server as a crash would, and starts the very same program again, as a supervisor would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { identifyProcess } from '../../scripts/run/process-identity.ts';
import { waitUntil } from './command.ts';

/** A program that ran, with all it takes to run it again. */
export interface Program {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  owner: { uid: number; gid: number };
  /** Where its standard output and error go. */
  logPath: string;
}

/** Of every server of the deployment: the generator runs at 0. */
const NICENESS = '10';

/** Kills a running server, and resolves with its program once it is gone. */
export async function crash(pid: number): Promise<Program> {
  const [command = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  const { uid, gid } = statSync(`/proc/${pid}`);
  const program: Program = {
    command,
    args,
    env: Object.fromEntries(
      variables.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
    ),
    cwd: readlinkSync(`/proc/${pid}/cwd`),
    owner: { uid, gid },
    logPath: readlinkSync(`/proc/${pid}/fd/2`),
  };
  process.kill(pid, 'SIGKILL');
  await waitUntil('the end of the server', () => identifyProcess(pid) === null, 5_000);
  return program;
}

/** Starts a program again; it is not ready yet. */
export function startAgain({ command, args, env, cwd, owner, logPath }: Program): ChildProcess {
  const log = openSync(logPath, 'a', 0o600);
  try {
    return spawn('nice', ['-n', NICENESS, command, ...args], {
      env,
      cwd,
      detached: true,
      stdio: ['ignore', log, log],
      ...owner,
    });
  } finally {
    closeSync(log);
  }
}

/** Ends what `startAgain` started. */
export async function endProgram(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
