/**
 * `npm run prove [-- <name>…]`: runs the long proofs one after the other and keeps their dated output in
 * `docs/proofs/`. A proof that misses its target is kept too, and the command then exits 1.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';

interface Proof {
  name: string;
  title: string;
  args: readonly string[];
}

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'proofs');

/** What can be proven; minutes each on two quiet cores. */
const PROOFS: readonly Proof[] = [
  {
    name: 'truth',
    title: 'Truth test: client and application agree at full load (3 minutes)',
    args: ['benchmarks/truth/run.ts'],
  },
  {
    name: 'k6-cost',
    title: 'Cost of our output and of streaming, and memory over ten minutes (20 minutes)',
    args: ['benchmarks/k6-cost/run.ts', '--minutes', '10'],
  },
  {
    name: 'compare',
    title: 'Comparing two synthetic hours of 50 series (1 minute)',
    args: ['benchmarks/compare/run.ts'],
  },
  {
    name: 'calibrate',
    title: 'Error rates of comparison and trend on simulated runs and nights (15 minutes)',
    args: ['benchmarks/calibrate/run.ts', '--verdicts'],
  },
  {
    name: 'trend',
    title: 'Trend of a synthetic history of 400 nights and 50 figures (1 minute)',
    args: ['benchmarks/trend/run.ts'],
  },
  { name: 'decode', title: 'Decoding a synthetic hour of 50 series (1 minute)', args: ['benchmarks/decode/run.ts'] },
  {
    name: 'soak',
    title: 'Soak: 40 minutes at half the load, memory, drift and size of the record (42 minutes)',
    args: ['benchmarks/soak/run.ts'],
  },
  {
    name: 'browser-cost',
    title: 'Baselines with and without real browsers, alternating (12 minutes)',
    args: ['benchmarks/browser-cost/run.ts'],
  },
  {
    name: 'pool',
    title: 'What compare says of 24 real runs: equal ones, a slow statement, before and after (70 minutes)',
    args: ['benchmarks/pool/run.ts'],
  },
  {
    name: 'collectors',
    title: 'Cost of the collectors and of the evidence (3 minutes)',
    args: ['benchmarks/collectors/run.ts'],
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PROOFS.some((proof) => proof.name === name));
if (unknown.length > 0 || wanted.includes('--help')) {
  process.stdout.write(
    `npm run prove [-- <name>…]\n\n${PROOFS.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`).join('\n')}\n`,
  );
  process.exitCode = wanted.includes('--help') ? 0 : 2;
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const proof of PROOFS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    if (!(await prove(proof))) process.exitCode = 1;
  }
}

async function prove(proof: Proof): Promise<boolean> {
  process.stderr.write(`── ${proof.title}\n`);
  const startedAt = new Date();
  const { output, code } = await run(proof.args);
  const path = join(FOLDER, `${startedAt.toISOString().slice(0, 10)}-${proof.name}.md`);
  writeFileSync(
    path,
    `# ${proof.title.replace(/ \(.*\)$/, '')}

- when: ${startedAt.toISOString()}
- machine: ${os.availableParallelism()} cores (${os.cpus()[0]?.model ?? 'unknown'}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}, Node ${process.version}
- repeat: \`npm run prove -- ${proof.name}\`
- result: ${code === 0 ? 'all targets met' : `NOT met (exit ${code})`}

${output.trim()}
`,
  );
  process.stderr.write(`${code === 0 ? '✔' : '✖'} ${path}\n`);
  return code === 0;
}

function run(args: readonly string[]): Promise<{ output: string; code: number | null }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stderr.write(text);
    });
    child.on('close', (code) => resolve({ output, code }));
  });
}
