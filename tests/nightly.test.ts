/**
 * A real night on the reference deployment, killed in its run and started again: it ends right, and everything once.
 *
 * Its run is too short to be compared, so that the night is kept as invalid: that is what the command says of it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightSchema } from '../contract/night.ts';
import { type Job, jobSchema } from '../scripts/nightly/job.ts';
import { type NightlySummary, nightlySummarySchema } from '../scripts/nightly/summary.ts';
import { genericPayloadSchema } from '../scripts/notify/generic-payload.ts';
import {
  type CommandResult,
  createWorkshop,
  runCommand,
  startCommand,
  waitUntil,
  withConfig,
} from './support/command.ts';
import { listen } from './support/minimal-target.ts';

const NIGHT = '2026-11-20';
const SECRET = 'canary-7f3a9c1e5d';
/** Of a start with a database to seed, beside whatever else is tested on the machine. */
const START_MS_MAX = 120_000;

const workshop = createWorkshop();
const folder = join(workshop.runsDir, 'nights', NIGHT);
const bodies: string[] = [];
let receiver: Server;
let args: string[];
let env: NodeJS.ProcessEnv;
let killed: Job;
let result: CommandResult;
let again: CommandResult;

function readJobFile(): Job | null {
  const path = join(folder, 'job.json');
  return existsSync(path) ? jobSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

function summary(): NightlySummary {
  return nightlySummarySchema.parse(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')));
}

function records(): string[] {
  return readdirSync(workshop.runsDir).filter((name) => existsSync(join(workshop.runsDir, name, 'run.json')));
}

/** The measured phase has begun: something of it was written. */
function isMeasuring(): boolean {
  const id = readJobFile()?.underway?.id ?? null;
  const path = join(workshop.runsDir, id ?? '', 'load', 'local-0.ndjson');
  return id !== null && existsSync(path) && readFileSync(path, 'utf8').includes('"phase":"measure"');
}

beforeAll(async () => {
  receiver = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    bodies.push(body);
    // The first attempt fails for the moment.
    response.writeHead(bodies.length === 1 ? 503 : 204).end();
  });
  const port = await listen(receiver, '127.0.0.1');
  env = { HEADROOM_TICKETS_URL: `http://127.0.0.1:${port}/${SECRET}`, HEADROOM_TICKETS_KEY: `${SECRET}-key` };
  const webhook = { format: 'generic', urlFrom: 'HEADROOM_TICKETS_URL', secretFrom: 'HEADROOM_TICKETS_KEY' } as const;
  args = [
    ...withConfig(workshop, {
      // Whatever is committed while the test runs.
      target: { build: 'under-test' },
      nightly: { workload: 'smoke', repeatsMax: 0 },
      notify: { allow: ['127.0.0.1'], webhooks: [{ name: 'tickets', when: 'always', ...webhook }] },
      workloads: { smoke: { phases: { rampMs: 200, warmupMs: 300, measureMs: 4_000 } } },
    }),
    ...['nightly', '--night', NIGHT, '--measure', '4s'],
  ];
  const command = startCommand(workshop, args, env);
  try {
    await waitUntil(
      'the measured phase',
      () => {
        if (command.child.exitCode !== null) throw new Error(`it ended before: ${command.output()}`);
        return isMeasuring();
      },
      START_MS_MAX,
    );
  } finally {
    command.child.kill('SIGKILL');
  }
  await command.ended;
  const left = readJobFile();
  if (left === null) throw new Error('the job left no state');
  killed = left;
  result = await runCommand(workshop, args, env);
  again = await runCommand(workshop, args, env);
}, 2 * START_MS_MAX);
afterAll(async () => {
  receiver.close();
  await runCommand(workshop, ['target', 'down']);
  workshop.dispose();
});

describe('a night that was killed in its run and started again', () => {
  it('had begun its run, and had judged and told nothing', () => {
    expect(killed).toMatchObject({ runs: [], judged: null, deliveries: [], finishedAtMs: null });
    expect(killed.underway).toMatchObject({ purpose: 'first', id: expect.stringMatching(/-smoke-/) });
  });

  it('makes the run anew, and names the partial record that is left', () => {
    const { runs, abandoned } = summary();
    expect(runs).toHaveLength(1);
    expect(abandoned).toEqual([{ id: killed.underway?.id, reason: 'its job ended while it ran' }]);
    expect(records().sort()).toEqual([killed.underway?.id, runs[0]?.id].sort());
  });

  it('is kept as invalid, because four seconds can be compared with nothing, and exits 3', () => {
    expect(result.code, result.stderr).toBe(3);
    expect(summary()).toMatchObject({ night: NIGHT, verdict: 'invalid', exitCode: 3 });
    expect(result.stdout).toContain(`⊘ INVALID  night of ${NIGHT}: No run of the night counts`);
    const night = nightSchema.parse(JSON.parse(readFileSync(join(folder, 'night.json'), 'utf8')));
    expect(night.figures).toEqual([]);
    expect(night.runs[0]?.reasons.join(' ')).toMatch(/120/);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<error ');
  });

  it('shows each run as one step with the time left', () => {
    expect(result.stdout).toContain(`Run 1 of the night of ${NIGHT} (first)`);
    expect(result.stdout).toContain(' left · ');
  });

  it('tells its receiver once, after a first attempt that failed, and under one id', () => {
    expect(bodies).toHaveLength(2);
    const ids = bodies.map((body) => genericPayloadSchema.parse(JSON.parse(body)).id);
    expect(new Set(ids).size).toBe(1);
    expect(summary().deliveries).toMatchObject([{ name: 'tickets', id: ids[0], status: 'sent', attempts: 2 }]);
  });

  it('shows the same when it is started again after its end, and runs and sends nothing more', () => {
    expect(again.code).toBe(3);
    expect(again.stdout).not.toContain('Run 1');
    expect(result.stdout.endsWith(again.stdout)).toBe(true);
    expect(bodies).toHaveLength(2);
    expect(records()).toHaveLength(2);
  });

  it('shows the receiver’s address and key nowhere', () => {
    const files = readdirSync(workshop.runsDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const texts = files.map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'));
    expect(texts.length).toBeGreaterThan(20);
    const shown = [...texts, result.stdout, result.stderr, again.stdout, ...bodies];
    expect(shown.filter((text) => text.includes(SECRET))).toEqual([]);
  });
});
