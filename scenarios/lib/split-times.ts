/**
 * Splits the time of one request, or of a stream's first token, into the parts that followed each other: what the
 * client measured around the server's answer, and within it what the application says of itself. Pure.
 *
 * Never gives more than there was: work that ran side by side, or by a clock that went faster, is scaled to the time
 * that passed. What nobody explains is left out here; it is what remains of the whole start.
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

/** Entries of Server-Timing that are understood; `app` counts only where there is no `total`. */
const KNOWN = ['pool', 'db', 'cache', 'model_queue', 'model', 'app', 'total'] as const;
type Said = Partial<Record<(typeof KNOWN)[number], number>>;

/** The parts of a request, from asking for a connection to the last byte of the body. */
export function splitRequest(timings: RequestTimings, told: readonly ServerTimingPart[]): PartTimes {
  const { blocked, connecting, tls_handshaking: tls, sending, waiting, receiving } = timings;
  return {
    blocked: Math.max(0, blocked - connecting - tls),
    connect: connecting,
    tls,
    send: sending,
    receive: receiving,
    ...splitAnswer(told, { waitingMs: waiting, afterMs: 0 }),
  };
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
  const afterMs = Math.max(0, firstTokenMs - blocked - connect - tls - send - waitingMs);
  return { blocked, connect, tls, send, ...splitAnswer(told, { waitingMs, afterMs }) };
}

/** The server's time: `waitingMs` until its headers came, `afterMs` from then to the first text of a stream. */
function splitAnswer(
  told: readonly ServerTimingPart[],
  { waitingMs, afterMs }: { waitingMs: number; afterMs: number },
): PartTimes {
  const said = readSaid(told);
  if (said === null) return { server: waitingMs, stream: afterMs };
  const { pool = 0, db = 0, cache = 0, model_queue: queue = 0, model = 0, app = 0 } = said;
  const work = pool + db + cache;
  const roomMs = Math.max(0, Math.min(waitingMs, said.total ?? waitingMs) - work);
  const early = placeModel({ queue, model }, roomMs, afterMs);
  const before = work + early.queue + early.model;
  const totalMs = Math.min(waitingMs, said.total ?? before + app);
  const late = { queue: queue - early.queue, model: model - early.model };
  const fit = fitting(before, totalMs);
  const fitLate = fitting(late.queue + late.model, afterMs);
  return {
    pool: pool * fit,
    db: db * fit,
    cache: cache * fit,
    model_queue: early.queue * fit + late.queue * fitLate,
    model: early.model * fit + late.model * fitLate,
    app: totalMs - before * fit,
    stream: afterMs - (late.queue + late.model) * fitLate,
  };
}

/**
 * How much of the model's time lies before the headers. An application may send them before the model is asked, when
 * it begins to think, or with its first token, and the header does not say which: the placing that fits the two
 * measured spans best is taken.
 */
function placeModel(said: { queue: number; model: number }, roomMs: number, afterMs: number): typeof said {
  const placings = [said, { queue: said.queue, model: 0 }, { queue: 0, model: 0 }];
  const misfit = ({ queue, model }: typeof said): number =>
    Math.abs(roomMs - queue - model) + Math.abs(afterMs - (said.queue - queue) - (said.model - model));
  return placings.reduce((best, placing) => (misfit(placing) < misfit(best) ? placing : best));
}

/** The factor by which parts that take more than there was must shrink. */
function fitting(partsMs: number, roomMs: number): number {
  return partsMs > roomMs ? roomMs / partsMs : 1;
}

/** What is understood of a header, entries of one name added; null when it is nothing. */
function readSaid(told: readonly ServerTimingPart[]): Said | null {
  const said: Said = {};
  let isAny = false;
  for (const { part, durationMs } of told) {
    const known = KNOWN.find((name) => name === part);
    if (known === undefined) continue;
    said[known] = (said[known] ?? 0) + durationMs;
    isAny = true;
  }
  return isAny ? said : null;
}
