/**
 * Gets a PgBouncer for the test of its collector: only the program, because its package starts a service.
 *
 * No run needs it: where a deployment has one, HEADROOM_PGBOUNCER_URL names its console.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, isExecutable } from './find-program.ts';
import { installPackages, programFolder } from './prerequisites.ts';

const execute = promisify(execFile);

/** What the program is linked with, and Debian does not bring by itself. */
const LIBRARIES = ['libevent-2.1-7', 'libc-ares2'] as const;
const DOWNLOAD_MS_MAX = 300_000;

/** The program on the PATH or in our own folder, or null. */
export function findPgBouncer(env: NodeJS.ProcessEnv): string | null {
  const own = join(programFolder(env), 'pgbouncer');
  return findProgram('pgbouncer', env) ?? (isExecutable(own) ? own : null);
}

/** Unpacks the program from its Debian package into our own folder. Only for root on a machine with apt. */
export async function unpackPgBouncer(env: NodeJS.ProcessEnv, report: (line: string) => void): Promise<void> {
  await installPackages(LIBRARIES, report);
  const folder = await mkdtemp(join(os.tmpdir(), 'headroom-pgbouncer-'));
  try {
    report('unpacking pgbouncer');
    // apt downloads as a user of its own, who may not enter a folder of ours.
    await execute('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', 'pgbouncer'], {
      cwd: folder,
      timeout: DOWNLOAD_MS_MAX,
    });
    const [archive = ''] = await readdir(folder);
    await execute('dpkg', ['-x', join(folder, archive), folder]);
    await mkdir(programFolder(env), { recursive: true });
    await copyFile(join(folder, 'usr', 'sbin', 'pgbouncer'), join(programFolder(env), 'pgbouncer'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
