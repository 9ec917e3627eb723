import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendStepSummary, findGitHubRunner, githubAnnotations } from './github.ts';
import { badNight, sampleNight } from './support/sample-night.ts';

describe('a GitHub runner', () => {
  it('is found only where it says so, and writes only to an absolute path', () => {
    expect(findGitHubRunner({})).toEqual({ readsCommands: false, summaryPath: null });
    expect(findGitHubRunner({ GITHUB_STEP_SUMMARY: '/tmp/x' })).toEqual({ readsCommands: false, summaryPath: null });
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'relative' };
    expect(findGitHubRunner(env)).toEqual({ readsCommands: true, summaryPath: null });
    expect(findGitHubRunner({ ...env, GITHUB_STEP_SUMMARY: '/tmp/x' }).summaryPath).toBe('/tmp/x');
  });

  it('keeps what others wrote into the step’s summary', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headroom-github-'));
    const path = join(folder, 'summary');
    await writeFile(path, 'before\n');
    await appendStepSummary(path, '# night');
    expect(await readFile(path, 'utf8')).toBe('before\n# night\n');
    await rm(folder, { recursive: true });
  });
});

describe('annotations', () => {
  it('are none for a clean pass', () => {
    expect(githubAnnotations(sampleNight())).toEqual([]);
  });

  it('warn of a pass with something to mind, and raise no error', () => {
    const lines = githubAnnotations(sampleNight({ warnings: ['100 % of it'] }));
    expect(lines).toEqual(['::warning title=night of 2026-11-25::⚠ 100 %25 of it']);
  });

  it('begin with the verdict and name each failure', () => {
    const lines = githubAnnotations(badNight('worse'));
    expect(lines[0]).toBe('::error title=✖ FAIL – night of 2026-11-25::It got worse: worse');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(6);
    expect(lines.filter((line) => line.startsWith('::warning '))).toHaveLength(2);
  });

  it('are one line each, of which nothing can be a command of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const lines = githubAnnotations(badNight(`\n::add-mask::${text}`));
        const isOne = (line: string) => /^::(error|warning) title=[^:\r\n]*::[^\r\n]*$/.test(line);
        expect(lines.filter((line) => !isOne(line))).toEqual([]);
      }),
    );
  });

  it('are at most ten of a level, and say how many there are besides', () => {
    const warnings = Array.from({ length: 40 }, (_, at) => `warning ${at}`);
    const lines = githubAnnotations(sampleNight({ warnings }));
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain('… and 31 more');
  });
});
