import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServerTiming, type ServerTimingPart } from './server-timing.ts';
import { addRequest, type PartTimes, type RequestTimings, splitFirstToken } from './split-times.ts';

const timings = (some: Partial<RequestTimings>): RequestTimings => ({
  blocked: 0,
  connecting: 0,
  tls_handshaking: 0,
  sending: 0,
  waiting: 0,
  receiving: 0,
  ...some,
});
const nothing = {
  blocked: null,
  lookingUp: null,
  connecting: null,
  tlsHandshaking: null,
  sending: null,
  waiting: null,
};
const splitRequest = (taken: RequestTimings, told: readonly ServerTimingPart[]): PartTimes => {
  const path: PartTimes = {};
  addRequest(path, taken, told);
  return path;
};
const sum = (parts: PartTimes): number => Object.values(parts).reduce((total, ms) => total + ms, 0);
const weighty = (parts: PartTimes) => Object.fromEntries(Object.entries(parts).filter(([, ms]) => ms > 1e-9));

describe('the parts of a request', () => {
  it('are only the client’s where nothing understood is told', () => {
    for (const header of [undefined, '', 'cdn;dur=4', 'cache;desc=hit', '__proto__;dur=3', '<script>;dur=1']) {
      const parts = splitRequest(timings({ sending: 1, waiting: 40, receiving: 2 }), parseServerTiming(header));
      expect(weighty(parts)).toEqual({ send: 1, server: 40, receive: 2 });
    }
  });

  it('take connecting and the handshake out of the time that the request was blocked, which holds them', () => {
    const parts = splitRequest(timings({ blocked: 90, connecting: 30, tls_handshaking: 50 }), []);
    expect(weighty(parts)).toEqual({ blocked: 10, connect: 30, tls: 50 });
  });

  it('split the wait for the answer by what is told, the application’s own being the rest of its total', () => {
    const told = parseServerTiming('pool;dur=4, db;dur=20, cache;desc=miss;dur=1, total;dur=32');
    const parts = splitRequest(timings({ waiting: 40 }), told);
    expect(weighty(parts)).toEqual({ pool: 4, db: 20, cache: 1, app: 7 });
  });

  it('add up two entries of one name, and believe an `app` where there is no total', () => {
    const parts = splitRequest(timings({ waiting: 40 }), parseServerTiming('db;dur=5, db;dur=6, app;dur=9'));
    expect(weighty(parts)).toEqual({ db: 11, app: 9 });
  });

  it('shrink statements that ran side by side to the time that passed', () => {
    const told = parseServerTiming('pool;dur=20, db;dur=60, total;dur=40');
    expect(weighty(splitRequest(timings({ waiting: 44 }), told))).toEqual({ pool: 10, db: 30 });
  });

  it('never exceed the wait that the client saw, whatever is claimed', () => {
    const told = parseServerTiming('db;dur=60, total;dur=1e9');
    expect(weighty(splitRequest(timings({ waiting: 44 }), told))).toEqual({ db: 44 });
  });
});

describe('the parts of a first token', () => {
  it('put the model after the headers when they went out before it had thought', () => {
    const told = parseServerTiming('pool;dur=1, db;dur=5, model_queue;dur=2, model;dur=250, total;dur=12');
    const parts = splitFirstToken({ ...nothing, sending: 0.5, waiting: 14 }, 268, told);
    expect(weighty(parts)).toEqual({ send: 0.5, pool: 1, db: 5, model_queue: 2, model: 250, app: 4, stream: 3.5 });
  });

  it('put the model into the application’s total when the headers came with the first token', () => {
    const told = parseServerTiming('db;dur=5, model_queue;dur=30, model;dur=250, total;dur=290');
    const parts = splitFirstToken({ ...nothing, waiting: 292 }, 293, told);
    expect(weighty(parts)).toEqual({ db: 5, model_queue: 30, model: 250, app: 5, stream: 1 });
  });

  it('put queue and model after the headers when those were sent at once', () => {
    const told = parseServerTiming('db;dur=5, model_queue;dur=300, model;dur=250, total;dur=6');
    const parts = splitFirstToken({ ...nothing, waiting: 7 }, 560, told);
    expect(weighty(parts)).toEqual({ db: 5, model_queue: 300, model: 250, app: 1, stream: 3 });
  });

  it('call what follows the headers the stream’s own where no model is told', () => {
    const parts = splitFirstToken({ ...nothing, blocked: 1, lookingUp: 2, waiting: 10 }, 200, []);
    expect(weighty(parts)).toEqual({ blocked: 3, server: 10, stream: 187 });
  });
});

const ms = fc.double({ min: 0, max: 10_000, noNaN: true });
const header = fc.array(
  fc.tuple(fc.constantFrom('pool', 'db', 'cache', 'model_queue', 'model', 'app', 'total', 'x'), ms),
);
const toldOf = (entries: [string, number][]) => entries.map(([part, durationMs]) => ({ part, durationMs }));

it('parts are never negative and never more than there was, whatever is told', () => {
  fc.assert(
    fc.property(header, ms, ms, ms, (entries, waiting, receiving, afterMs) => {
      const request = splitRequest(timings({ waiting, receiving }), toldOf(entries));
      expect(Math.min(...Object.values(request))).toBeGreaterThanOrEqual(-1e-6);
      expect(sum(request)).toBeLessThanOrEqual(waiting + receiving + 1e-6);
      const token = splitFirstToken({ ...nothing, waiting }, waiting + afterMs, toldOf(entries));
      expect(Math.min(...Object.values(token))).toBeGreaterThanOrEqual(-1e-6);
      expect(sum(token)).toBeLessThanOrEqual(waiting + afterMs + 1e-6);
    }),
  );
});
