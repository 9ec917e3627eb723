/**
 * Builds our k6 once and keeps it in a cache; `tsx extensions/build.ts` prints its path.
 *
 * The cache's key is a hash of every Go source that goes into the binary, go.mod, go.sum, the build's flags and Go's
 * own version: whatever changes the binary changes its path. K6_BIN overrides the build. The binary contains k6 and is
 * therefore under AGPL-3.0 as a whole; a LICENSE-k6.txt is put beside it, and it is never committed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HeadroomError } from '../contract/errors.ts';
import { takeLock } from './build-lock.ts';
import { BUILD_FLAGS, compileK6, findGo, requiredGoVersion } from './go-toolchain.ts';
import { inspectK6 } from './k6-binary.ts';

/** A k6 that can be used. */
export interface BuiltK6 {
  path: string;
  /** Such as `v1.8.1`. */
  k6Version: string;
  /** The cache's key; of a K6_BIN, the first 16 hexadecimal digits of its own SHA-256. */
  hash: string;
  /** False when it was built just now. */
  cached: boolean;
  license: 'AGPL-3.0';
}

/** What a build needs to know; all but `log` have defaults. */
export interface BuildOptions {
  /** Default: `$XDG_CACHE_HOME`, or `~/.cache`, and `/headroom/k6`. */
  cacheDir?: string;
  /** Takes lines of progress. */
  log: (line: string) => void;
  /** Default: the process's own. */
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

const SOURCES = dirname(fileURLToPath(import.meta.url));

const LICENSE_TEXT = `This program is Grafana k6 with Headroom's extensions.

It contains k6, which is under the GNU Affero General Public License, version 3.0, and is as a whole under AGPL-3.0.
The licence's text: https://www.gnu.org/licenses/agpl-3.0.html

Sources: k6 at the version named in extensions/go.mod, from https://github.com/grafana/k6 or any Go module proxy;
the extensions in the folder extensions/ of Headroom's repository (those sources alone are under Apache-2.0).
Build it again with: npx tsx extensions/build.ts
`;

/** Returns our k6, building it when it is not in the cache. Errors: HR_GO_MISSING, HR_GO_TOO_OLD, HR_K6_*. */
export async function buildK6(options: BuildOptions): Promise<BuiltK6> {
  const env = options.env ?? process.env;
  if (env.K6_BIN !== undefined && env.K6_BIN !== '') return useOverride(resolve(env.K6_BIN), env);

  const goVersion = await findGo(requiredGoVersion(await readFile(join(SOURCES, 'go.mod'), 'utf8')), env);
  const hash = await hashSources(SOURCES, goVersion);
  const folder = join(options.cacheDir ?? defaultCacheDir(env), hash);
  const path = join(folder, 'k6');

  const found = await inspectCached(path, env);
  if (found !== undefined) return { path, k6Version: found, hash, cached: true, license: 'AGPL-3.0' };

  const release = await takeLock(join(folder, 'build.lock'), options.log, options.signal);
  try {
    const meanwhile = await inspectCached(path, env);
    if (meanwhile !== undefined) return { path, k6Version: meanwhile, hash, cached: true, license: 'AGPL-3.0' };
    options.log(`building k6 with ${goVersion}: about 2 minutes the first time, seconds after that`);
    const k6Version = await buildInto(folder, { ...options, env });
    return { path, k6Version, hash, cached: false, license: 'AGPL-3.0' };
  } finally {
    await release();
  }
}

/** The cache's key: 16 hexadecimal digits over the sources that go into the binary, its flags and Go's version. */
export async function hashSources(sources: string, goVersion: string): Promise<string> {
  const names = (await readdir(sources, { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name === 'go.mod' || name === 'go.sum' || isPartOfBinary(name))
    .sort();
  const hash = createHash('sha256').update([goVersion, process.platform, process.arch, ...BUILD_FLAGS].join('\0'));
  for (const name of names) hash.update(`\0${name}\0`).update(await readFile(join(sources, name)));
  return hash.digest('hex').slice(0, 16);
}

async function buildInto(folder: string, options: BuildOptions & { env: NodeJS.ProcessEnv }): Promise<string> {
  const { log, env, signal } = options;
  await mkdir(folder, { recursive: true });
  const building = join(folder, `k6.${process.pid}.building`);
  try {
    await compileK6({ sources: SOURCES, output: building, env, log, ...(signal === undefined ? {} : { signal }) });
    const { k6Version, missing } = await inspectK6(building, env).catch((cause: unknown) => {
      throw new HeadroomError('HR_K6_BUILD_FAILED', `the k6 that was built does not run: ${String(cause)}`, { cause });
    });
    if (missing.length > 0) {
      throw new HeadroomError('HR_K6_BUILD_FAILED', `the k6 that was built lacks ${missing.join(' and ')}`);
    }
    await writeFile(join(folder, 'LICENSE-k6.txt'), LICENSE_TEXT);
    await rename(building, join(folder, 'k6'));
    return k6Version;
  } finally {
    await rm(building, { force: true });
  }
}

async function useOverride(path: string, env: NodeJS.ProcessEnv): Promise<BuiltK6> {
  const inspection = await inspectK6(path, env).catch((cause: unknown) => {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new HeadroomError('HR_K6_BIN_INVALID', `K6_BIN=${path} does not answer "version": ${words}`, { cause });
  });
  if (inspection.missing.length > 0) {
    const lacks = inspection.missing.join(' and ');
    throw new HeadroomError('HR_K6_BIN_INVALID', `K6_BIN=${path} is k6 ${inspection.k6Version} without ${lacks}`);
  }
  const hash = createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
    .slice(0, 16);
  return { path, k6Version: inspection.k6Version, hash, cached: true, license: 'AGPL-3.0' };
}

/** The version of a cached binary; `undefined` when there is none, or a broken one that must be built again. */
async function inspectCached(path: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const inspection = await inspectK6(path, env).catch(() => undefined);
  return inspection?.missing.length === 0 ? inspection.k6Version : undefined;
}

/** Tests and the commands under cmd/ are not part of k6. */
function isPartOfBinary(name: string): boolean {
  return name.endsWith('.go') && !name.endsWith('_test.go') && !name.startsWith('cmd/');
}

function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  const base =
    env.XDG_CACHE_HOME !== undefined && env.XDG_CACHE_HOME !== '' ? env.XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(base, 'headroom', 'k6');
}

async function main(): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const built = await buildK6({ log });
    log(
      `k6 ${built.k6Version} with k6/x/stream and the output headroom (${built.license}), ${built.cached ? 'cached' : 'built'}`,
    );
    process.stdout.write(`${built.path}\n`);
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    log(`${error.code}: ${error.message}\n${error.hint}`);
    process.exitCode = error.exitCode;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
