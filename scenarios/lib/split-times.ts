/**
 * Splits the time of one request, or of a stream's first token, into the parts that followed each other: what the
 * client measured around the server's answer, and within it what the application says of itself. Pure.
 *
 * Never gives more than there was: work that ran side by side, or by a clock that went faster, is scaled to the time
 * that passed. What nobody explains is left out here; it is what remains of the whole start. Runs in k6's interpreter at
 * every start, hence plain statements that add to one object.
 */
import type { StartPart } from '../../contract/metrics.ts';
import type { ServerTimingPart } from './server-timing.ts';

/** Milliseconds by part; a part that is absent took no time. */
export type PartTimes = Partial<Record<StartPart, number>>;

/** What k6 measures of a request, milliseconds; `blocked` holds DNS, connecting and the handshake. */
export interface RequestTimings {
  blocked: number;
  connecting: number;
  tls_handshaking: number;
  sending: number;
  waiting: number;
  receiving: number;
}

/** What `k6/x/stream` measures, milliseconds; nothing of it overlaps, null is what did not happen. */
export interface StreamTimings {
  blocked: number | null;
  lookingUp: number | null;
  connecting: number | null;
  tlsHandshaking: number | null;
  sending: number | null;
  waiting: number | null;
}

/** What a header says that is understood, milliseconds; `app` counts only where there is no `total`. */
interface Said {
  pool: number;
  db: number;
  cache: number;
  queue: number;
  model: number;
  app: number;
  /** Null where it is not said. */
  total: number | null;
}

/** Adds the parts of a request, from asking for a connection to the last byte of the body, to a path. */
export function addRequest(path: PartTimes, timings: RequestTimings, told: readonly ServerTimingPart[]): void {
  const { blocked, connecting, tls_handshaking: tls, sending, waiting, receiving } = timings;
  addPart(path, 'blocked', blocked - connecting - tls);
  addPart(path, 'connect', connecting);
  addPart(path, 'tls', tls);
  addPart(path, 'send', sending);
  addPart(path, 'receive', receiving);
  addAnswer(path, told, { waitingMs: waiting, afterMs: 0 });
}

/** The parts of a stream's time to its first token; `stream` is what passed after the headers besides the model. */
export function splitFirstToken(
  timings: StreamTimings,
  firstTokenMs: number,
  told: readonly ServerTimingPart[],
): PartTimes {
  const blocked = (timings.blocked ?? 0) + (timings.lookingUp ?? 0);
  const connect = timings.connecting ?? 0;
  const tls = timings.tlsHandshaking ?? 0;
  const send = timings.sending ?? 0;
  const waitingMs = timings.waiting ?? 0;
  const path: PartTimes = {};
  addPart(path, 'blocked', blocked);
  addPart(path, 'connect', connect);
  addPart(path, 'tls', tls);
  addPart(path, 'send', send);
  const afterMs = Math.max(0, firstTokenMs - blocked - connect - tls - send - waitingMs);
  addAnswer(path, told, { waitingMs, afterMs });
  return path;
}

/** Adds time to a part of a path. */
export function addPart(path: PartTimes, part: StartPart, ms: number): void {
  if (ms > 0) path[part] = (path[part] ?? 0) + ms;
}

/** The server's time: `waitingMs` until its headers came, `afterMs` from then to the first text of a stream. */
function addAnswer(
  path: PartTimes,
  told: readonly ServerTimingPart[],
  { waitingMs, afterMs }: { waitingMs: number; afterMs: number },
): void {
  const said = readSaid(told);
  if (said === null) {
    addPart(path, 'server', waitingMs);
    addPart(path, 'stream', afterMs);
    return;
  }
  const work = said.pool + said.db + said.cache;
  const early = placeModel(said, Math.max(0, Math.min(waitingMs, said.total ?? waitingMs) - work), afterMs);
  const before = work + early.queue + early.model;
  const totalMs = Math.min(waitingMs, said.total ?? before + said.app);
  const late = { queue: said.queue - early.queue, model: said.model - early.model };
  const fit = fitting(before, totalMs);
  const fitLate = fitting(late.queue + late.model, afterMs);
  addPart(path, 'pool', said.pool * fit);
  addPart(path, 'db', said.db * fit);
  addPart(path, 'cache', said.cache * fit);
  addPart(path, 'model_queue', early.queue * fit + late.queue * fitLate);
  addPart(path, 'model', early.model * fit + late.model * fitLate);
  addPart(path, 'app', totalMs - before * fit);
  addPart(path, 'stream', afterMs - (late.queue + late.model) * fitLate);
}

/**
 * How much of the model's time lies before the headers. An application may send them before the model is asked, when
 * it begins to think, or with its first token, and the header does not say which: the placing that fits the two
 * measured spans best is taken.
 */
function placeModel({ queue, model }: Said, roomMs: number, afterMs: number): { queue: number; model: number } {
  if (queue + model === 0 || afterMs === 0) return { queue, model };
  const placings = [
    { queue, model },
    { queue, model: 0 },
    { queue: 0, model: 0 },
  ];
  const misfit = (early: { queue: number; model: number }): number =>
    Math.abs(roomMs - early.queue - early.model) + Math.abs(afterMs - (queue - early.queue) - (model - early.model));
  return placings.reduce((best, placing) => (misfit(placing) < misfit(best) ? placing : best));
}

/** The factor by which parts that take more than there was must shrink. */
function fitting(partsMs: number, roomMs: number): number {
  return partsMs > roomMs ? roomMs / partsMs : 1;
}

/** What is understood of a header, entries of one name added; null when it is nothing. */
function readSaid(told: readonly ServerTimingPart[]): Said | null {
  const said: Said = { pool: 0, db: 0, cache: 0, queue: 0, model: 0, app: 0, total: null };
  let isAny = false;
  for (let at = 0; at < told.length; at += 1) isAny = readEntry(said, told[at]) || isAny;
  return isAny ? said : null;
}

/** Whether an entry is understood. */
function readEntry(said: Said, entry: ServerTimingPart | undefined): boolean {
  if (entry === undefined) return false;
  const { part, durationMs } = entry;
  if (part === 'total') said.total = (said.total ?? 0) + durationMs;
  else if (part === 'model_queue') said.queue += durationMs;
  else if (part === 'pool' || part === 'db' || part === 'cache' || part === 'model' || part === 'app')
    said[part] += durationMs;
  else return false;
  return true;
}
