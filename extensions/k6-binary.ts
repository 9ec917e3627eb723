/**
 * Looks at a k6 binary: its version, and whether it carries our two extensions.
 *
 * Never runs a test with it; `k6 version` is all that is asked.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** How long `k6 version` may take; it takes 0.1 s, and seconds on a machine under load. */
const VERSION_TIMEOUT_MS = 30_000;

/** What `k6 version` said. */
export interface K6Inspection {
  /** Such as `v1.8.1`. */
  k6Version: string;
  /** What of ours is missing; empty when the binary can be used. */
  missing: string[];
}

/** Reads the text of `k6 version`; `undefined` when it is none of k6's. */
export function parseK6Version(text: string): K6Inspection | undefined {
  // k6 begins the line with its own file name, whatever that is.
  const version = /^\S+ (v\d+\.\d+\.\d+\S*) \(/m.exec(text)?.[1];
  if (version === undefined) return undefined;
  const missing = [
    ...(/, k6\/x\/stream \[js\]/.test(text) ? [] : ['the module k6/x/stream']),
    ...(/, headroom \[output\]/.test(text) ? [] : ['the output headroom']),
  ];
  return { k6Version: version, missing };
}

/** Asks a binary for its version; throws with the system's or the program's own words when it does not answer. */
export async function inspectK6(path: string, env: NodeJS.ProcessEnv): Promise<K6Inspection> {
  const { stdout } = await execute(path, ['version'], {
    timeout: VERSION_TIMEOUT_MS,
    env: { PATH: env.PATH, HOME: env.HOME, K6_AUTO_EXTENSION_RESOLUTION: 'false' },
  });
  const inspection = parseK6Version(stdout);
  if (inspection === undefined) throw new Error(`it answered: ${stdout.slice(0, 200)}`);
  return inspection;
}
