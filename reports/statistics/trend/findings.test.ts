import { describe, expect, it } from 'vitest';
import { dateOf } from '../support/simulate-nights.ts';
import type { TrendChange } from './alerts.ts';
import { groupFindings } from './findings.ts';

const NIGHTS = Array.from({ length: 40 }, (_, at) => dateOf(at));

function change(endpoint: string, at: number, size: number, isControl = false): TrendChange {
  return {
    endpoint,
    metric: 'm',
    figure: 'p95',
    night: dateOf(at),
    between: [dateOf(at - 2), dateOf(at + 2)],
    direction: size > 0 ? 'regressed' : 'improved',
    change: size,
    p: 1e-7,
    before: 100,
    after: 100 * (1 + size),
    lastGoodBuild: 'good',
    firstBadBuild: 'bad',
    isControl,
    sentence: '',
  };
}

describe('findings', () => {
  it('are the changes of neighbouring nights together, the largest first', () => {
    const alerts = [change('a', 30, 0.1), change('b', 10, 0.3), change('c', 32, 0.5), change('d', 33, 0.2)];
    const findings = groupFindings(alerts, { nights: NIGHTS, control: null });
    expect(findings.map(({ changes }) => changes.map(({ endpoint }) => endpoint))).toEqual([['b'], ['c', 'a'], ['d']]);
    expect(findings[1]).toMatchObject({ from: dateOf(30), to: dateOf(32), cause: 'unknown' });
    expect(findings[1]?.sentence).toBe('Between 2025-01-31 and 2025-02-02 c p95 (+50 %), a p95 (+10 %) got worse.');
  });

  it('blame the machine when the control probe moved the same way', () => {
    const control = [change('health', 31, 0.4)];
    const [finding] = groupFindings([change('a', 30, 0.1)], { nights: NIGHTS, control });
    expect(finding?.cause).toBe('machine');
    expect(finding?.sentence).toContain('look at the machine first');
  });

  it('blame the application when the probe stood still, moved the other way, or another night', () => {
    for (const control of [[], [change('health', 31, -0.4)], [change('health', 20, 0.4)]]) {
      const [finding] = groupFindings([change('a', 30, 0.1)], { nights: NIGHTS, control });
      expect(finding?.cause).toBe('application');
    }
  });

  it('blame the machine when the probe itself was alerted', () => {
    const [finding] = groupFindings([change('health', 30, 0.2, true)], { nights: NIGHTS, control: [] });
    expect(finding?.cause).toBe('machine');
  });

  it('do not excuse what got worse by a probe, or anything larger, that got better', () => {
    const probe = change('health', 30, -0.3, true);
    for (const control of [[probe], []]) {
      const alerts = [probe, change('a', 31, 0.25)];
      const [finding] = groupFindings(alerts, { nights: NIGHTS, control });
      expect(finding?.cause).toBe('application');
    }
    const better = [change('b', 30, -0.5), change('a', 31, 0.25)];
    const [finding] = groupFindings(better, { nights: NIGHTS, control: [change('health', 30, 0.2)] });
    expect(finding?.cause).toBe('machine');
  });

  it('tell better from worse', () => {
    const [finding] = groupFindings([change('a', 30, 0.1), change('b', 30, -0.2)], { nights: NIGHTS, control: null });
    expect(finding?.sentence).toBe('In the night of 2025-01-31 a p95 (+10 %) got worse, and b p95 (−20 %) got better.');
  });

  it('of no alerts are none', () => {
    expect(groupFindings([], { nights: [], control: null })).toEqual([]);
  });
});
