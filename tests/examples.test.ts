/** The examples that users copy, held against the real tools: actionlint, built from its sources, and systemd's own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildActionlint, lintWorkflow } from '../scripts/nightly/lint/actionlint.ts';
import { findProgram } from '../scripts/setup/find-program.ts';
import { ROOT } from './support/command.ts';

const execute = promisify(execFile);
const EXAMPLES = join(ROOT, 'docs', 'examples');
/** The first time it is compiled, and its modules are fetched. */
const BUILD_MS_MAX = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'headroom-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the GitHub workflow', () => {
  let actionlint: string;
  const workflow = readFileSync(join(EXAMPLES, 'github-actions.yml'), 'utf8');

  beforeAll(async () => {
    actionlint = await buildActionlint(process.env);
  }, BUILD_MS_MAX);

  it('is as actionlint wants it', async () => {
    expect(await lintWorkflow(actionlint, join(EXAMPLES, 'github-actions.yml'))).toEqual([]);
  });

  it.each([
    ['an unknown key', workflow.replace('    runs-on:', '    run-on:'), 'unexpected key "run-on"'],
    ['an unknown context', workflow.replace('github.run_id', 'git.run_id'), 'undefined variable "git"'],
    ['a time that is none', workflow.replace('30 2 * * *', '90 2 * * *'), 'invalid CRON'],
  ])('would not be with %s', async (_what, text, wanted) => {
    const path = join(folder, 'workflow.yml');
    writeFileSync(path, text);
    expect((await lintWorkflow(actionlint, path)).join('\n')).toContain(wanted);
  });
});

const systemd = findProgram('systemd-analyze', process.env);

// Where there is no systemd it is reported as skipped; scripts/nightly/examples.test.ts reads the units anywhere.
describe.skipIf(systemd === null)('the systemd units', () => {
  const names = ['headroom-nightly.service', 'headroom-nightly.timer'];
  const verify = (paths: readonly string[]) =>
    execute(systemd ?? '', ['verify', ...paths]).then(
      ({ stderr }) => stderr,
      (error: { stderr: string }) => error.stderr,
    );

  it('are as systemd wants them, without a word', async () => {
    expect(await verify(names.map((name) => join(EXAMPLES, 'systemd', name)))).toBe('');
  });

  it('would not be with a key that does not exist, or a time that is none', async () => {
    const [service = '', timer = ''] = names.map((name) => readFileSync(join(EXAMPLES, 'systemd', name), 'utf8'));
    const paths = names.map((name) => join(folder, name));
    const write = (texts: readonly string[]) => paths.forEach((path, at) => void writeFileSync(path, texts[at] ?? ''));
    write([service.replace('KillMode', 'KillMood'), timer]);
    expect(await verify(paths)).toContain('KillMood');
    write([service, timer.replace('02:30:00', '26:30:00')]);
    expect(await verify(paths)).toContain('calendar');
  });
});
