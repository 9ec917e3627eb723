/**
 * actionlint, built once from the version that go.mod and go.sum beside this file pin, and kept in a cache.
 *
 * It exists for the tests of the workflow in docs/examples: a workflow is tried nowhere else before a user copies it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findGo } from '../../../extensions/go-toolchain.ts';

const execute = promisify(execFile);
const SOURCES = import.meta.dirname;
const PACKAGE = 'github.com/rhysd/actionlint/cmd/actionlint';
/** The oldest Go that go.mod takes. */
const GO_VERSION_MIN = '1.25.0';

/** The program's path. HR_GO_MISSING and HR_GO_TOO_OLD; what the compiler or the module proxy says is thrown as it is. */
export async function buildActionlint(env: NodeJS.ProcessEnv): Promise<string> {
  const goVersion = await findGo(GO_VERSION_MIN, env);
  const hash = createHash('sha256')
    .update(goVersion)
    .update(readFileSync(join(SOURCES, 'go.sum')))
    .digest('hex');
  const cache = env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'headroom', 'actionlint', hash.slice(0, 16));
  const path = join(folder, 'actionlint');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const building = join(folder, `actionlint.${process.pid}.building`);
  await execute('go', ['build', '-trimpath', '-buildvcs=false', '-o', building, PACKAGE], {
    cwd: SOURCES,
    env: { ...env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', GOWORK: 'off' },
  });
  renameSync(building, path);
  return path;
}

/** What actionlint has against a workflow, a line each; empty when it has nothing. */
export async function lintWorkflow(actionlint: string, workflow: string): Promise<string[]> {
  try {
    // Without programs that only some machines have: the same findings everywhere.
    await execute(actionlint, ['-no-color', '-oneline', '-shellcheck=', '-pyflakes=', workflow]);
    return [];
  } catch (error) {
    // 1: it has found something; anything else is a failure of its own.
    if (!(error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error)) throw error;
    return String(error.stdout)
      .split('\n')
      .filter((line) => line !== '');
  }
}
