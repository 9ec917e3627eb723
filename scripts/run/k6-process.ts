/**
 * Runs one k6 process in a process group of its own, so that Ctrl-C reaches only the command, which then ends k6
 * gracefully. A k6 never outlives its command: the kernel tells it of the command's death, however sudden.
 *
 * k6's exit status proves nothing (its outputs fail with exit 0): whether the record is whole is read from the record.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Plan } from '../../contract/plan.ts';
import { findProgram } from '../setup/find-program.ts';
import { setSessionNiceness } from './autogroup.ts';
import { keepLog } from './k6-log.ts';

/** What k6 needs to run a plan. */
export interface K6Request {
  binary: string;
  script: string;
  runFolder: string;
  planPath: string;
  plan: Plan;
  scriptHash: string;
  /** The instance's name: its load file is `load/<instance>.ndjson`, its log `logs/<log>`. */
  instance: string;
  log: string;
  /** Every address range that k6 must not reach: the complement of the allow-list. */
  blockedRanges: readonly string[];
  /** Of the process: 0 for the load, 15 for the browser, which is advisory. */
  niceness: number;
  /** Further variables of this process, such as the browser's. */
  variables?: Readonly<Record<string, string>>;
  /** Reach k6 by its environment only. */
  secrets: Readonly<Record<string, string>>;
  /** Further arguments, such as a second output. */
  extraArguments?: readonly string[];
}

/** A running k6. */
export interface K6Process {
  pid: number;
  /** Resolves when k6 has ended; never rejects. */
  ended: Promise<{ code: number | null; signal: string | null; error?: string }>;
  /** Asks k6 to end: it finishes its outputs and writes the last line. */
  stop(): void;
  /** Ends k6 and its children at once; the record stays partial. */
  kill(): void;
}

/** Variables that k6 may see of the caller's environment: no proxy, no K6_*, no secret of the shell. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SSL_CERT_FILE', 'SSL_CERT_DIR'] as const;

/** Of the load's whole session: ten times an ordinary one's weight, so that timers fire when they are due. */
const LOAD_SESSION_NICENESS = -10;

/**
 * Go's garbage collector runs when the heap has grown by this much: a collection on two cores makes streams wait
 * (docs/generator.md). Four times the default, for about twice the memory.
 */
const GARBAGE_COLLECTION_PERCENT = '400';

/** Starts k6 on the plan; its messages go to `logs/`. */
export function startK6(request: K6Request, env: NodeJS.ProcessEnv): K6Process {
  const { plan } = request;
  const child = spawn(
    'nice',
    [
      '-n',
      String(request.niceness),
      ...untilParentDies(env),
      request.binary,
      'run',
      '--no-thresholds',
      '--summary-mode=disabled',
      '--no-usage-report',
      '--quiet',
      '--no-color',
      // One JSON object a line: the journeys' ledger is read from it, and errors keep what they are about.
      '--log-format',
      'json',
      '--address',
      '',
      '--out',
      `headroom=${request.runFolder}`,
      ...(plan.executor.localIps === null ? [] : ['--local-ips', plan.executor.localIps]),
      ...(request.blockedRanges.length === 0 ? [] : ['--blacklist-ip', request.blockedRanges.join(',')]),
      ...(request.extraArguments ?? []),
      request.script,
    ],
    { env: k6Environment(request, env), detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const log = keepLog([child.stdout, child.stderr], join(request.runFolder, 'logs', request.log));
  const ended = new Promise<{ code: number | null; signal: string | null; error?: string }>((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, error: error.message }));
    child.on('close', (code, signal) => void log.then(() => resolve({ code, signal })));
  });
  const pid = child.pid ?? 0;
  if (pid > 0) setSessionNiceness(pid, request.niceness > 0 ? request.niceness : LOAD_SESSION_NICENESS);
  const send = (target: number, signal: NodeJS.Signals) => {
    if (pid > 0 && child.exitCode === null && child.signalCode === null) sendSignal(target, signal);
  };
  return { pid, ended, stop: () => send(pid, 'SIGINT'), kill: () => send(-pid, 'SIGKILL') };
}

/**
 * Has the kernel kill k6 when the command ends without ending it (PR_SET_PDEATHSIG, prctl(2)); Chromium ends with its k6
 * in the same way. Empty where there is no util-linux: then a k6 whose command was killed goes on until it says something.
 */
function untilParentDies(env: NodeJS.ProcessEnv): string[] {
  const setpriv = findProgram('setpriv', env);
  return setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL'];
}

/** The scrubbed environment of k6. */
export function k6Environment(request: K6Request, env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return {
    ...Object.fromEntries(kept),
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    K6_NO_USAGE_REPORT: 'true',
    GOGC: GARBAGE_COLLECTION_PERCENT,
    HEADROOM_PLAN: request.planPath,
    HEADROOM_INSTANCE: request.instance,
    HEADROOM_SCRIPT_HASH: request.scriptHash,
    ...request.variables,
    ...request.secrets,
  };
}

function sendSignal(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It ended in between, which is what was wanted.
  }
}
