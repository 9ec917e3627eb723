/**
 * Runs the command of the user's that switches the deployment to a version, and keeps what it said.
 *
 * The command gets the environment of the shell, because it deploys; what it prints is kept without the secrets of that
 * environment. What it leaves running is left running: that may be the deployment itself.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { HeadroomError } from '../../contract/errors.ts';
import { redactUrls } from '../run/redact-urls.ts';

/** What is to be run. */
export interface SwitchRequest {
  /** For `sh -c`, the version's name in it. */
  command: string;
  version: string;
  limitMs: number;
  /** Added to, mode 0600. */
  logPath: string;
  env: NodeJS.ProcessEnv;
  /** Aborted by the first Ctrl-C, which asks the command to end; the version is then unknown. */
  signal: AbortSignal;
  /** Has `act` done at the second Ctrl-C. */
  onSecond(act: () => void): void;
  nowMs(): number;
  /** What to do after it failed. */
  hint: string;
}

/** Most of one command's output that is kept, its end, bytes: a log of a deployment, not of a build farm. */
const KEPT_BYTES_MAX = 256 * 1024;
/** Lines of the output that an error shows. */
const LAST_LINES = 5;
/** How long a command that was asked to end may take to do so, milliseconds. */
const GRACE_MS = 5_000;
/** Names of variables that hold secrets. */
const SECRET_NAME = /PASS|SECRET|TOKEN|KEY|CREDENTIAL|AUTH/i;
/** Shorter values stand in ordinary words too. */
const SECRET_LENGTH_MIN = 6;

/** Resolves when the command ended with 0, or because of Ctrl-C; HR_SWITCH_FAILED otherwise, with its last lines. */
export async function switchVersion(request: SwitchRequest): Promise<void> {
  const { command, version, limitMs, logPath, signal, hint } = request;
  const startedAt = new Date(request.nowMs()).toISOString();
  const output = openNameless(`${logPath}.${process.pid}`);
  try {
    const end = await runCommand(request, output);
    const said = withoutSecrets(readEnd(output), request.env);
    const outcome = signal.aborted ? 'interrupted' : end;
    const heading = `# ${startedAt} ${version}: ${withoutSecrets(command, request.env)}`;
    appendFileSync(logPath, `${heading}\n${said}${said === '' || said.endsWith('\n') ? '' : '\n'}# ${outcome}\n`, {
      mode: 0o600,
    });
    if (signal.aborted || end === 'ended with 0') return;
    const problems = stripVTControlCharacters(said)
      .trim()
      .split(/[\r\n]+/)
      .slice(-LAST_LINES);
    const what = end === 'timed out' ? `took longer than ${limitMs / 1_000} s` : end;
    throw new HeadroomError('HR_SWITCH_FAILED', `the switch to '${version}' ${what}; its output is in ${logPath}`, {
      hint,
      problems: problems.filter((line) => line !== ''),
    });
  } finally {
    closeSync(output);
  }
}

/** The text without what stands in the environment under a secret's name, and without the secrets of addresses. */
export function withoutSecrets(text: string, env: NodeJS.ProcessEnv): string {
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined && value.length >= SECRET_LENGTH_MIN ? [value] : [],
  );
  // The longest first: one secret may begin with another.
  const sorted = secrets.sort((a, b) => b.length - a.length);
  return redactUrls(sorted.reduce((kept, secret) => kept.replaceAll(secret, () => 'redacted'), text));
}

/**
 * A file that nobody else can open and that is gone with the last process that writes to it. A pipe would keep the
 * command from ending as long as a server that it started has it open, or break that server when it is closed.
 */
function openNameless(path: string): number {
  const file = openSync(path, 'a+', 0o600);
  unlinkSync(path);
  return file;
}

/** How the command ended, in words. */
function runCommand({ command, limitMs, env, signal, onSecond }: SwitchRequest, output: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], { env, detached: true, stdio: ['ignore', output, output] });
    let isRunning = true;
    let hasTimedOut = false;
    const send = (name: NodeJS.Signals) => {
      if (isRunning && child.pid !== undefined) sendToGroup(child.pid, name);
    };
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      send('SIGTERM');
      grace = setTimeout(() => send('SIGKILL'), GRACE_MS);
    };
    const limit = setTimeout(() => {
      hasTimedOut = true;
      stop();
    }, limitMs);
    signal.addEventListener('abort', stop, { once: true });
    onSecond(() => send('SIGKILL'));
    const end = (how: string) => {
      isRunning = false;
      clearTimeout(limit);
      clearTimeout(grace);
      signal.removeEventListener('abort', stop);
      resolve(hasTimedOut ? 'timed out' : how);
    };
    child.on('error', (error) => end(`could not be started: ${error.message}`));
    child.on('exit', (code, name) => end(code === null ? `was ended by ${name}` : `ended with ${code}`));
  });
}

/** The end of a file's text; what was left out is said. */
function readEnd(file: number): string {
  const { size } = fstatSync(file);
  const start = Math.max(0, size - KEPT_BYTES_MAX);
  const bytes = Buffer.alloc(size - start);
  const read = readSync(file, bytes, 0, bytes.length, start);
  const text = bytes.subarray(0, read).toString('utf8');
  return start === 0 ? text : `# the first ${start} bytes were left out\n${text}`;
}

function sendToGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It ended in between, which is what was wanted.
  }
}
