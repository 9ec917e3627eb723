/**
 * The short forms of the cost proofs: that the benchmarks work, and that nothing has become several times dearer.
 * The targets themselves are proven on a quiet machine by `npm run prove`; these bounds are generous on purpose.
 */
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/command.ts';

describe('the cost of our k6', () => {
  it('is measured in all four ways, and is nowhere several times its target', async () => {
    const { stdout } = await runBenchmark(['benchmarks/k6-cost/run.ts', '--short']);
    const figures = rowsOf(stdout).map(
      ([what = '', figure = '']) => [what.split(':')[0], Number.parseFloat(figure)] as const,
    );
    expect(figures.map(([what]) => what)).toEqual(['output', 'streaming', 'streaming', 'memory']);
    const [output, streams100, streams500, memory] = figures.map(([, figure]) => figure);
    // A ratio of CPU seconds; the target is 1.1.
    expect(output).toBeLessThan(2);
    // CPU-seconds per 10,000 chunks, k6's start-up in five seconds of load included; the targets are 0.45 and 0.25.
    expect(streams100).toBeLessThan(2);
    expect(streams500).toBeLessThan(1);
    // Per cent within ten seconds; the target is 10 after the first minute.
    expect(memory).toBeLessThan(100);
  });
});

describe('decoding', () => {
  it('takes a synthetic ten minutes within the memory that an hour may take', async () => {
    const { stdout } = await runBenchmark(['benchmarks/decode/run.ts', '--seconds', '600']);
    const [row = []] = rowsOf(stdout);
    // A line a second of each of 50 latencies, and of four series of the starts and of the generator.
    expect(row[2]).toBe(String(54 * 600));
    expect(Number.parseFloat(row[5] ?? '')).toBeLessThan(500);
  });
});

/** The cells of a Markdown table's rows, without its two head lines. */
function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Runs a benchmark to its end; missing a target (exit 1) is no failure here. */
function runBenchmark(args: readonly string[]): Promise<{ stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (code) => (code === 0 || code === 1 ? resolve({ stdout }) : reject(new Error(stderr))));
  });
}
