import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUp, joinPaths, pathOf, slowestOf, splitSleep } from './critical-path.ts';
import type { RequestResult } from './requests.ts';

function request(waiting: number, told: RequestResult['told'] = []): RequestResult {
  const timings = { blocked: 0, connecting: 0, tls_handshaking: 0, sending: 1, waiting, receiving: 2 };
  const answer = { status: 200, headers: {}, body: '' };
  return { answer, totalMs: waiting + 3, isGood: true, timings, told };
}

describe('the critical path', () => {
  it('is empty without a request', () => {
    expect(pathOf([])).toEqual({});
    expect(pathOf([undefined, slowestOf([])])).toEqual({});
  });

  it('goes through the page and the slowest of what was asked for at once', () => {
    const page = request(10, [{ part: 'db', durationMs: 8 }]);
    const calls = [request(5), request(40, [{ part: 'pool', durationMs: 30 }]), request(20)];
    const path = pathOf([page, undefined, slowestOf(calls)]);
    expect(path).toMatchObject({ send: 2, db: 8, pool: 30, receive: 4 });
    expect(path.server ?? 0).toBe(0);
  });

  it('joins stretches part by part', () => {
    expect(joinPaths({ db: 3, send: 1 }, { db: 4, polling: 5 })).toEqual({ db: 7, send: 1, polling: 5 });
  });

  it('gives the time between polls to the provider first, whose delay ran meanwhile', () => {
    expect(splitSleep(500, 400)).toEqual({ provider: 400, polling: 100 });
    expect(splitSleep(250, 400)).toEqual({ provider: 250, polling: 0 });
    expect(splitSleep(500, null)).toEqual({ provider: 0, polling: 500 });
    expect(splitSleep(500, -3)).toEqual({ provider: 0, polling: 500 });
  });
});

describe('what is counted of a start', () => {
  it('has what is not on the path as unexplained, and nothing of no weight', () => {
    expect(addUp(10, { db: 6, pool: 0, send: 0.01 })).toEqual([
      ['db', 6],
      ['unexplained', 4],
    ]);
    expect(addUp(10, {})).toEqual([['unexplained', 10]]);
    expect(addUp(0, {})).toEqual([]);
  });

  it('shrinks a path that claims more than there was', () => {
    expect(addUp(10, { db: 30, app: 10 })).toEqual([
      ['db', 7.5],
      ['app', 2.5],
    ]);
  });

  it('adds up to the whole exactly, in sixteenths and without a negative part', () => {
    const ms = fc.oneof(fc.double({ min: 0, max: 100_000, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(ms, fc.record({ db: ms, pool: ms, app: ms, stream: ms }, { requiredKeys: [] }), (whole, path) => {
        const parts = addUp(whole, path);
        const total = parts.reduce((sum, [, part]) => sum + part, 0);
        expect(total).toBe(Math.round(whole * 16) / 16);
        for (const [, part] of parts) expect(part).toBeGreaterThan(0);
      }),
    );
  });
});
