/** Which versions ran: for `run.json` and the report's method section. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Run } from '../../contract/run.ts';

const execute = promisify(execFile);

/** Versions by program; `k6` as the binary reports it. */
export async function readVersions(root: string, k6Binary: string): Promise<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const k6 = await execute(k6Binary, ['version'], { timeout: 20_000 }).then(
    ({ stdout }) => stdout.split('\n')[0]?.trim() ?? 'unknown',
    () => 'unknown',
  );
  return { headroom: version, node: process.version, k6 };
}

/** The revision that runs, or null outside a git checkout. */
export async function readGit(root: string): Promise<Run['git']> {
  try {
    const { stdout: revision } = await execute('git', ['-C', root, 'rev-parse', '--short=12', 'HEAD']);
    const { stdout: changes } = await execute('git', ['-C', root, 'status', '--porcelain', '--untracked-files=no']);
    return { revision: revision.trim(), dirty: changes.trim() !== '' };
  } catch {
    return null;
  }
}
