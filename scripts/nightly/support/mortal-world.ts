/**
 * A world in which a nightly job can be killed at any step: its process stops at the chosen point for ever, as after
 * SIGKILL, and what it had written stays. Runs, judgement and receivers are stand-ins; job file and messages are real.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../../contract/config.ts';
import type { Means } from '../../notify/deliver.ts';
import { notifyAll } from '../../notify/notify.ts';
import { type Job, type MadeRun, newJob } from '../job.ts';
import { readJob, saveJob } from '../job-file.ts';
import { type NightLook, nextRun } from '../next-run.ts';
import { type NightSteps, performNight } from '../perform-night.ts';
import type { NightlySummary } from '../summary.ts';
import { NIGHT_STARTED_MS, sampleNight } from './sample-night.ts';

const NIGHT = '2026-11-25';
const RUN_MS = 200_000;
const { notify: config } = parseConfig(
  {
    notify: {
      allow: ['chat.test', 'tickets.test'],
      webhooks: ['chat', 'tickets'].map((name) => ({
        name,
        format: 'generic' as const,
        urlFrom: `HEADROOM_${name.toUpperCase()}`,
        when: 'always' as const,
      })),
    },
  },
  'test',
);
const env = { HEADROOM_CHAT: 'https://chat.test/x', HEADROOM_TICKETS: 'https://tickets.test/x' };

/** What the runs show, by how many of them count: the first cannot be told, the second stands far out. */
const LOOKS: readonly NightLook[] = [
  { hasFigures: false, isUntold: false, hasAlarm: false, wantsRerun: false },
  { hasFigures: true, isUntold: true, hasAlarm: false, wantsRerun: false },
  { hasFigures: true, isUntold: false, hasAlarm: false, wantsRerun: true },
  { hasFigures: true, isUntold: false, hasAlarm: false, wantsRerun: true },
];

/** The world. */
export interface MortalWorld {
  /** Starts the job's command; it ends, or is killed at the point (counted from 0). */
  start(dieAt?: number): Promise<'ended' | 'killed'>;
  /** Points that the last start came past. */
  points(): number;
  job(): Job | null;
  /** Every run that was begun, in order, and whether its record is whole. */
  records: Map<string, 'partial' | 'whole'>;
  /** Ids of the messages that each receiver got, in order. */
  received: Map<string, string[]>;
  /** The files of the night, and the store of told changes. */
  files: Map<string, string>;
  dispose(): void;
}

/** A world in which nothing has happened yet. */
export function createMortalWorld(): MortalWorld {
  const nights = mkdtempSync(join(tmpdir(), 'headroom-mortal-'));
  const records: MortalWorld['records'] = new Map();
  const received: MortalWorld['received'] = new Map();
  const files: MortalWorld['files'] = new Map();
  let nowMs = NIGHT_STARTED_MS;
  let count = 0;

  const start = (dieAt = Number.POSITIVE_INFINITY): Promise<'ended' | 'killed'> => {
    count = 0;
    return new Promise((resolve, reject) => {
      // What a killed process awaits never comes; nothing of it runs on.
      const point = (): Promise<void> => {
        count += 1;
        if (count - 1 !== dieAt) return Promise.resolve();
        resolve('killed');
        return new Promise(() => undefined);
      };
      const effect = async <T>(act: () => T): Promise<T> => {
        await point();
        const result = act();
        await point();
        return result;
      };
      const job = readJob(nights, NIGHT) ?? newJob({ night: NIGHT, startedAtMs: nowMs, build: 'b', options: OPTIONS });
      const steps = stepsOf({
        effect,
        nights,
        records,
        received,
        files,
        pass: (ms) => (nowMs += ms),
        now: () => nowMs,
      });
      if (job.finishedAtMs !== null) resolve('ended');
      else performNight(job, steps).then(() => resolve('ended'), reject);
    });
  };
  return {
    start,
    points: () => count,
    job: () => readJob(nights, NIGHT),
    records,
    received,
    files,
    dispose: () => rmSync(nights, { recursive: true }),
  };
}

const OPTIONS = { workload: 'baseline', measureMs: 180_000, baseline: 'release', isStrict: false, notifies: true };

interface Surroundings extends Pick<MortalWorld, 'records' | 'received' | 'files'> {
  /** Does something that lasts, between two points. */
  effect<T>(act: () => T): Promise<T>;
  nights: string;
  pass(ms: number): void;
  now(): number;
}

function stepsOf({ effect, nights, records, received, files, pass, now }: Surroundings): NightSteps {
  const madeOf = (id: string, purpose: MadeRun['purpose']): MadeRun => ({
    id,
    purpose,
    verdict: 'pass',
    because: 'All objectives were met.',
    startedAtMs: NIGHT_STARTED_MS,
    tookMs: RUN_MS,
  });
  return {
    nowMs: now,
    save: (job) => effect(() => saveJob(nights, job)),
    run: async (purpose, _job, onBegun) => {
      const id = await effect(() => {
        const next = `run-${records.size + 1}`;
        records.set(next, 'partial');
        return next;
      });
      await onBegun(id);
      pass(RUN_MS);
      await effect(() => records.set(id, 'whole'));
      return madeOf(id, purpose);
    },
    takeUp: async ({ id, purpose }) => (id !== null && records.get(id) === 'whole' ? madeOf(id, purpose) : null),
    next: async (job) => {
      const look = LOOKS[job.runs.length];
      if (look === undefined) throw new Error('more runs than any night has');
      return nextRun(job, look, { limits: { repeatsMax: 1, budgetMs: 10 * 3_600_000, loadMs: RUN_MS }, nowMs: now() });
    },
    judge: async ({ startedAtMs, abandoned, runs }) => {
      const { deliveries: _, ...judged } = sampleNight({ startedAtMs, abandoned, verdict: 'fail' });
      return effect(() => ({ ...judged, endedAtMs: now(), runs: runs.map((run) => ({ ...run, reasons: [] })) }));
    },
    tell: () => effect(() => void files.set('changes.json', 'told')),
    write: (summary) => effect(() => void files.set('summary.json', JSON.stringify(summary))),
    notify: (summary, { deliveries: made }, onDelivered) =>
      notifyAll(config, { summary, made, isWanted: true, onDelivered }, meansOf({ effect, received, now }), env),
    isInterrupted: () => false,
  };
}

function meansOf({ effect, received, now }: Pick<Surroundings, 'effect' | 'received' | 'now'>): Means {
  return {
    fetch: (url, init = {}) =>
      effect(() => {
        const { host } = new URL(String(url));
        const id = new Headers(init.headers).get('webhook-id') ?? '';
        received.set(host, [...(received.get(host) ?? []), id]);
        return new Response('ok');
      }),
    sleep: async () => undefined,
    nowMs: now,
    random: () => 0,
    signal: new AbortController().signal,
    attemptsMax: 1,
    timeoutMs: 60_000,
  };
}

/** What a night came to, without what a restart may change: ids of runs, moments, records left behind. */
export function outcomeOf(world: MortalWorld): unknown {
  const job = world.job();
  const summary: NightlySummary | null = JSON.parse(world.files.get('summary.json') ?? 'null');
  return {
    runs: job?.runs.map(({ purpose, verdict }) => [purpose, verdict]),
    isFinished: job?.finishedAtMs !== null,
    deliveries: summary?.deliveries.map(({ name, status }) => [name, status]),
    verdict: summary?.verdict,
    told: world.files.get('changes.json'),
    messages: [...world.received].map(([host, ids]) => [host, [...new Set(ids)]]),
  };
}
