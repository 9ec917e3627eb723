/** What the starts waited for in the sample model. */
import type { StartPart } from '../../../contract/metrics.ts';
import type { JourneyAttribution, StartGroup } from '../../attribution-model.ts';
import { noise, round } from './sample-noise.ts';

type Split = Partial<Record<StartPart, number>>;
type Answered = JourneyAttribution & { status: 'ok' };

const TITLES: Partial<Record<StartPart, string>> = {
  send: 'sending',
  pool: 'pool wait',
  db: 'database',
  cache: 'cache',
  model_queue: 'model queue',
  model: 'model',
  app: 'application code',
  server: 'server, not split',
  stream: 'stream until its first text',
  receive: 'receiving',
  unexplained: 'unexplained',
};
/** The measured phase on the sample's time axis. */
const MEASURED = { from: 35, to: 95, count: 100 };

/** A pool that is waited for, a model's queue, a monitor without a tail and Server-Timing, and a journey without starts. */
export function sampleAttribution(isSlow: boolean): JourneyAttribution[] {
  return [
    answered(
      { journey: 'dashboard', title: 'Dashboard load', starts: 486 },
      { send: 0.4, pool: 1.1, db: 44, cache: 3.2, app: 29, receive: 4, unexplained: 12 },
      { send: 0.4, pool: 228, db: 51, cache: 3.4, app: 31, receive: 4.2, unexplained: 14 },
    ),
    answered(
      { journey: 'copilot', title: 'Copilot first token', starts: 698, notSplit: 7 },
      { pool: 0.1, db: 21, cache: 0.8, model_queue: 0.3, model: 371, app: 8.7, stream: 2, unexplained: 5.4 },
      isSlow
        ? { pool: 0.4, db: 22, cache: 1.1, model_queue: 431, model: 902, app: 9, stream: 2, unexplained: 6 }
        : { pool: 0.1, db: 24, cache: 0.9, model_queue: 3, model: 668, app: 9, stream: 2, unexplained: 5 },
    ),
    {
      ...answered(
        { journey: 'health', title: 'Health check', starts: 600 },
        { server: 2.6, receive: 0.1, unexplained: 0.3 },
        null,
      ),
      serverTiming: { status: 'unavailable', reason: 'not collected: the answers carry no Server-Timing' },
    },
    {
      journey: 'admin',
      title: 'Admin',
      status: 'unavailable',
      reason: 'no start of the measured phase was answered',
    },
  ];
}

function answered(
  of: { journey: string; title: string; starts: number; notSplit?: number },
  middleMs: Split,
  tailMs: Split | null,
): Answered {
  const middle = group(middleMs, { starts: Math.round(of.starts * 0.34), share: 0.34 });
  const tail = tailMs === null ? null : group(tailMs, { starts: Math.round(of.starts * 0.053), share: 0.053 });
  const ids = Object.entries(middleMs).sort(([, a], [, b]) => b - a);
  const lines = ids.slice(0, 5).map(([id, ms], index) => ({ id: idOf(id), ms, seed: 200 + index }));
  return {
    ...of,
    status: 'ok',
    notSplit: of.notSplit ?? 0,
    serverTiming: { status: 'ok' },
    middle,
    tail: tail ?? { status: 'unavailable', reason: 'no group of starts stands out: 97 % took at most 3.2 ms' },
    cause: tail === null ? null : { ...causeOf(middle, tail) },
    sentence:
      tail === null
        ? 'Starts at the median wait for the server, which does not say what for: 87 % of their time; no group of starts stands out: 97 % took at most 3.2 ms.'
        : `The slowest 5.3 % (over ${Math.round(tail.fromMs)} ms) wait for ${causeOf(middle, tail).id}: ${percentOf(tail, causeOf(middle, tail).id)} of their time against ${percentOf(middle, causeOf(middle, tail).id)} at the median.`,
    overTimeSentence: `${of.title} took ${Math.round(middle.totalMs * 1.1)} ms on average`,
    overTime: [
      ...lines.map(({ id, ms, seed }) => ({
        id,
        title: TITLES[id] ?? id,
        values: measuredOnly(noise(MEASURED.count, seed, ms, ms / 4)),
      })),
      { id: 'rest', title: 'everything else', values: measuredOnly(noise(MEASURED.count, 300, 2, 1)) },
    ],
  };
}

function group(split: Split, of: { starts: number; share: number }): StartGroup {
  const entries = Object.entries(split);
  const totalMs = round(entries.reduce((sum, [, ms]) => sum + ms, 0));
  return {
    ...of,
    fromMs: round(totalMs * 0.91),
    toMs: round(totalMs * 1.09),
    totalMs,
    parts: entries.map(([id, ms]) => ({
      id: idOf(id),
      title: TITLES[idOf(id)] ?? id,
      ms,
      share: round(ms / totalMs, 4),
    })),
  };
}

function percentOf({ parts }: StartGroup, id: StartPart): string {
  return `${Math.round((parts.find((part) => part.id === id)?.share ?? 0) * 100)} %`;
}

function causeOf(middle: StartGroup, tail: StartGroup): NonNullable<Answered['cause']> {
  const excess = tail.parts.map(({ id, ms }) => ({
    id,
    excessMs: round(ms - (middle.parts.find((part) => part.id === id)?.ms ?? 0)),
  }));
  const most = excess.reduce((top, part) => (part.excessMs > top.excessMs ? part : top));
  return { ...most, excessShare: round(most.excessMs / (tail.totalMs - middle.totalMs), 4) };
}

function measuredOnly(values: readonly number[]): (number | null)[] {
  return values.map((value, bucket) => (bucket < MEASURED.from || bucket >= MEASURED.to ? null : value));
}

function idOf(id: string): StartPart {
  const known = Object.keys(TITLES).find((part): part is StartPart => part === id);
  return known ?? 'unexplained';
}
