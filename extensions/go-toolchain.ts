/**
 * Finds Go, checks that it is new enough, and compiles.
 *
 * Uses the Go on PATH as it is: never installs one, and never lets Go fetch another toolchain by itself.
 */
import { execFile, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { HeadroomError } from '../contract/errors.ts';

const execute = promisify(execFile);

/** How often a running build says that it runs. */
const PROGRESS_PERIOD_MS = 3_000;

/** The last characters of the compiler's output that an error shows. */
const OUTPUT_SHOWN_CHARACTERS = 4_000;

/** Flags that shape the binary; part of the cache's key. */
export const BUILD_FLAGS = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w'] as const;

/** The Go version that a go.mod asks for, such as `1.25.0`. */
export function requiredGoVersion(goMod: string): string {
  const version = /^go (\d+\.\d+(?:\.\d+)?)/m.exec(goMod)?.[1];
  if (version === undefined) throw new HeadroomError('HR_K6_BUILD_FAILED', 'extensions/go.mod names no Go version');
  return version;
}

/** Whether `have` (`go1.26.8`, `go1.24rc1`) is at least `want` (`1.25.0`). */
export function isGoNewEnough(have: string, want: string): boolean {
  const [haveParts, wantParts] = [versionParts(have), versionParts(want)];
  for (const [at, wanted] of wantParts.entries()) {
    const got = haveParts[at] ?? 0;
    if (got !== wanted) return got > wanted;
  }
  return true;
}

/** The version of the Go on PATH; HR_GO_MISSING or HR_GO_TOO_OLD when it can't build our k6. */
export async function findGo(want: string, env: NodeJS.ProcessEnv): Promise<string> {
  const hint = `Install Go ${want} or newer from https://go.dev/dl and put it on PATH, or set K6_BIN to a k6 that extensions/build.ts built.`;
  let have: string;
  try {
    // In a folder without go.mod, so that an old Go answers instead of refusing the module.
    const { stdout } = await execute('go', ['env', 'GOVERSION'], {
      cwd: tmpdir(),
      env: { ...env, GOTOOLCHAIN: 'local', GOWORK: 'off' },
      timeout: 60_000,
    });
    have = stdout.trim();
  } catch (cause) {
    throw new HeadroomError('HR_GO_MISSING', 'Go was not found on PATH, and our k6 has to be built', { hint, cause });
  }
  if (!isGoNewEnough(have, want)) {
    throw new HeadroomError('HR_GO_TOO_OLD', `Go is ${have || 'of an unknown version'}, and k6 needs ${want}`, {
      hint,
    });
  }
  return have;
}

/** What to compile, and whom to tell. */
export interface Compilation {
  sources: string;
  output: string;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  signal?: AbortSignal;
}

/** Compiles the extensions' main package; HR_K6_BUILD_FAILED carries the compiler's own words. */
export async function compileK6(compilation: Compilation): Promise<void> {
  const { sources, output, env, log, signal } = compilation;
  const startedAtMs = Date.now();
  const child = spawn('go', ['build', ...BUILD_FLAGS, '-o', output, '.'], {
    cwd: sources,
    env: { ...env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', GOWORK: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  let said = '';
  const listen = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-OUTPUT_SHOWN_CHARACTERS);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const ticker = setInterval(() => {
    const last = said.trim().split('\n').at(-1) ?? '';
    log(`building k6: ${Math.round((Date.now() - startedAtMs) / 1000)} s${last === '' ? '' : ` (${last})`}`);
  }, PROGRESS_PERIOD_MS);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (exitCode !== 0) throw new HeadroomError('HR_K6_BUILD_FAILED', `go build failed:\n${said.trim()}`);
  } catch (cause) {
    if (cause instanceof HeadroomError) throw cause;
    throw new HeadroomError('HR_K6_BUILD_FAILED', `go build did not run: ${String(cause)}`, { cause });
  } finally {
    clearInterval(ticker);
  }
}

function versionParts(version: string): number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
