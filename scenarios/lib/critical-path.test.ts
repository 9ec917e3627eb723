import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSleep, addUp, pathOf, slowestOf } from './critical-path.ts';
import type { RequestResult } from './requests.ts';
import type { PartTimes } from './split-times.ts';

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

  it('gives the time between polls to the provider first, whose delay ran meanwhile', () => {
    const slept = (sleptMs: number, delayMs: number | null) => {
      const path = { db: 3 };
      addSleep(path, sleptMs, delayMs);
      return path;
    };
    expect(slept(500, 400)).toEqual({ db: 3, provider: 400, polling: 100 });
    expect(slept(250, 400)).toEqual({ db: 3, provider: 250 });
    expect(slept(500, null)).toEqual({ db: 3, polling: 500 });
    expect(slept(500, -3)).toEqual({ db: 3, polling: 500 });
  });
});

/** The parts that are counted of a start, in order. */
function countedOf(latencyMs: number, path: PartTimes): [string, number][] {
  const counted: [string, number][] = [];
  addUp(latencyMs, path, (part, ms) => counted.push([part, ms]));
  return counted;
}

describe('what is counted of a start', () => {
  it('has what is not on the path as unexplained', () => {
    expect(countedOf(10, { db: 6, pool: 0 })).toEqual([
      ['db', 6],
      ['unexplained', 4],
    ]);
    expect(countedOf(10, {})).toEqual([['unexplained', 10]]);
    expect(countedOf(0, {})).toEqual([]);
  });

  it('has parts below a hundredth of the start together', () => {
    expect(countedOf(100, { db: 60, pool: 0.5, send: 0.25, app: 1 })).toEqual([
      ['db', 60],
      ['app', 1],
      ['minor', 0.75],
      ['unexplained', 38.25],
    ]);
  });

  it('shrinks a path that claims more than there was', () => {
    expect(countedOf(10, { db: 30, app: 10 })).toEqual([
      ['db', 7.5],
      ['app', 2.5],
    ]);
  });

  it('adds up to the whole exactly, in sixteenths and without a negative part', () => {
    const ms = fc.oneof(fc.double({ min: 0, max: 100_000, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(ms, fc.record({ db: ms, pool: ms, app: ms, stream: ms }, { requiredKeys: [] }), (whole, path) => {
        const parts = countedOf(whole, path);
        const total = parts.reduce((sum, [, part]) => sum + part, 0);
        expect(total).toBe(Math.round(whole * 16) / 16);
        for (const [, part] of parts) expect(part).toBeGreaterThan(0);
      }),
    );
  });
});
