import { describe, expect, it } from 'vitest';
import { type Candidate, candidateOf, chooseComparable } from './comparable-runs.ts';
import { exampleRun, lognormal } from './support/example-runs.ts';
import { RandomStream } from './support/random.ts';

function candidate(id: string, change: Partial<Candidate> = {}): Candidate {
  return { ...candidateOf(exampleRun(id, { 'GET /a': { perSecond: 20, latencyMs: lognormal(100) } })), ...change };
}

function codes(before: readonly Candidate[], after: readonly Candidate[]): string[] {
  return chooseComparable({ before, after }).excluded.flatMap(({ runId, reasons }) =>
    reasons.map(({ code }) => `${runId} ${code}`),
  );
}

const [a, b] = [candidate('a'), candidate('b')];

describe('choosing comparable runs', () => {
  it('keeps all runs when nothing speaks against them', () => {
    expect(chooseComparable({ before: [a], after: [b] })).toMatchObject({
      runs: { before: ['a'], after: ['b'] },
      excluded: [],
      warnings: [],
    });
  });

  it.each([
    ['too_short', { measuredSeconds: 119 }],
    ['missing_seconds', { missingSeconds: 2 }],
    ['environment_differs', { environmentKey: 'elsewhere' }],
    ['dropped', { reasons: [{ code: 'dropped', message: 'Too many starts were dropped.' }] }],
  ])('names a run with the reason %s', (code, change) => {
    expect(codes([a], [b, candidate('bad', change)])).toEqual([`bad ${code}`]);
  });

  it('gives every reason at once, each once', () => {
    const bad = candidate('bad', {
      measuredSeconds: 60,
      missingSeconds: 30,
      reasons: [{ code: 'too_short', message: 'Only 60 s.' }],
    });
    expect(codes([a], [b, bad])).toEqual(['bad too_short', 'bad missing_seconds']);
  });

  it('goes by the environment of most runs before', () => {
    const [c, d] = [candidate('c', { environmentKey: 'new' }), candidate('d', { environmentKey: 'new' })];
    expect(chooseComparable({ before: [a, b], after: [c, d] }).runs).toEqual({ before: ['a', 'b'], after: [] });
    expect(chooseComparable({ before: [a, c, d], after: [b] }).runs).toEqual({ before: ['c', 'd'], after: [] });
  });

  it('compares across environments when asked to, and says so', () => {
    const other = candidate('c', { environmentKey: 'new' });
    const chosen = chooseComparable({ before: [a], after: [other] }, true);
    expect(chosen.runs.after).toEqual(['c']);
    expect(chosen.warnings[0]).toContain('different environments');
  });

  it('does not count a run’s own unsteadiness, which its side decides', () => {
    const own = candidate('c', { reasons: [{ code: 'unsteady', message: 'MSER-5 on one run.' }] });
    expect(codes([a], [own])).toEqual([]);
  });

  it('excludes a side whose runs together never became steady', () => {
    const late = (id: string, seed: number): Candidate => {
      const random = new RandomStream(seed);
      const meanLogs = Float64Array.from({ length: 120 }, (_, t) => (t < 55 ? 0.8 : 0) + 0.05 * random.normal());
      return candidate(id, { meanLogs });
    };
    const chosen = chooseComparable({ before: [a, b], after: [late('c', 1), late('d', 2)] });
    expect(chosen.runs.after).toEqual([]);
    expect(chosen.excluded.map(({ reasons }) => reasons[0]?.code)).toEqual(['unsteady', 'unsteady']);
  });

  it('cuts the longer warm-up of the two sides from all runs', () => {
    const warm = (id: string, seconds: number): Candidate => {
      const random = new RandomStream(seconds);
      const meanLogs = Float64Array.from({ length: 120 }, (_, t) => (t < seconds ? 2 : 0) + 0.02 * random.normal());
      return candidate(id, { meanLogs });
    };
    const { cutSeconds } = chooseComparable({ before: [warm('c', 10)], after: [warm('d', 20)] });
    expect(cutSeconds).toBeGreaterThanOrEqual(20);
    expect(cutSeconds).toBeLessThanOrEqual(24);
    expect(cutSeconds % 5).toBe(0);
  });

  it('excludes a short run when the others need a cut of more than its fifth', () => {
    const random = new RandomStream(3);
    const meanLogs = Float64Array.from({ length: 600 }, (_, t) => (t < 60 ? 2 : 0) + 0.02 * random.normal());
    const long = candidate('long', { meanLogs, measuredSeconds: 600, environmentKey: 'longer' });
    const chosen = chooseComparable({ before: [long], after: [a] }, true);
    expect(chosen.runs).toEqual({ before: ['long'], after: [] });
    expect(chosen.excluded[0]?.reasons[0]?.message).toContain('more than a fifth of its 120 s');
  });

  it('cuts nothing, and says so, when there are too few answers to look for a warm-up', () => {
    const silent = candidate('c', { meanLogs: new Float64Array(120).fill(Number.NaN) });
    const chosen = chooseComparable({ before: [a], after: [silent] });
    expect(chosen.runs.after).toEqual(['c']);
    expect(chosen.warnings).toEqual(['Too few answers on side after to look for a warm-up; nothing was cut for it.']);
  });

  it('refuses a run that stands there twice', () => {
    expect(() => chooseComparable({ before: [a], after: [b, a] })).toThrow('run a stands there twice');
  });

  it('of no runs chooses none', () => {
    expect(chooseComparable({ before: [], after: [] }).runs).toEqual({ before: [], after: [] });
  });
});
