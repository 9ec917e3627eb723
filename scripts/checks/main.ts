/**
 * `npm run check` and `npm test`: every check in order, each shown with its time, and at the end everything that failed
 * by name and the line `N passed, N failed`. A failed step does not hide the later ones, nor a long log the failure.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addCounts, type Counts, countGo, countStep, countVitest } from './count-results.ts';
import { CHECK_STEPS, type CheckStep, REAL_STEPS } from './steps.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CACHE = join(ROOT, '.cache');

const steps = process.argv.includes('--all') ? [...CHECK_STEPS, ...REAL_STEPS] : CHECK_STEPS;
let total: Counts = { passed: 0, skipped: 0, failures: [] };
mkdirSync(CACHE, { recursive: true });
for (const step of steps) {
  const startedMs = performance.now();
  process.stdout.write(`\n── ${step.name}\n`);
  const counts = await runStep(step);
  const named = counts.failures.map((failure) => `${step.name}: ${failure}`);
  total = addCounts(total, { ...counts, failures: named });
  const mark = counts.failures.length === 0 ? '✔' : '✖';
  process.stdout.write(
    `${mark} ${step.name}: ${describe(counts)} in ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`,
  );
}
process.stdout.write(['', ...total.failures.map((failure) => `✖ ${failure}`), describe(total), ''].join('\n'));
process.exitCode = total.failures.length === 0 ? 0 : 1;

async function runStep(step: CheckStep): Promise<Counts> {
  const reportPath = join(CACHE, `vitest-${step.args.at(3) ?? ''}.json`);
  rmSync(reportPath, { force: true });
  const args = step.counts === 'vitest' ? [...step.args, `--outputFile.json=${reportPath}`] : step.args;
  const { exitCode, output } = await run(step, args);
  if (step.counts === 'vitest')
    return countVitest(existsSync(reportPath) ? readFileSync(reportPath, 'utf8') : null, exitCode, `${ROOT}/`);
  if (step.counts === 'go') return countGo(output, exitCode);
  return countStep(exitCode, { isCheck: step.counts === 'one' });
}

/** Runs a step's command; the events of `go test -json` are kept and shown as its plain text. */
function run(step: CheckStep, args: readonly string[]): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    const capture = step.counts === 'go';
    const child = spawn(step.command, args, {
      cwd: join(ROOT, step.cwd ?? '.'),
      env: { ...process.env, ...step.env },
      stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => {
      process.stderr.write(`${step.command}: ${error.message}\n`);
      resolve({ exitCode: 127, output });
    });
    child.on('close', (code) => {
      if (capture) process.stdout.write(plainText(output, code !== 0));
      resolve({ exitCode: code ?? 1, output });
    });
  });
}

/** The text of go's events: everything after a failure, otherwise one line a package. */
function plainText(output: string, all: boolean): string {
  return output
    .split('\n')
    .flatMap((line) => {
      try {
        const event = JSON.parse(line) as { Output?: string; Test?: string };
        return event.Output !== undefined && (all || event.Test === undefined) ? [event.Output] : [];
      } catch {
        return line === '' ? [] : [`${line}\n`];
      }
    })
    .join('');
}

function describe({ passed, failures, skipped }: Counts): string {
  return `${passed} passed, ${failures.length} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
