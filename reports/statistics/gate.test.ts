import { describe, expect, it } from 'vitest';
import { DEFAULT_SLOS } from '../../contract/slos.ts';
import { defaultGate, defaultLimits, GATE_ROWS_MAX } from './gate.ts';

describe('the default gate', () => {
  it('has each SLO’s own figure and each journey’s error share, and fits', () => {
    const gate = defaultGate();
    expect(gate).toHaveLength(2 * DEFAULT_SLOS.length);
    expect(gate.length).toBeLessThanOrEqual(GATE_ROWS_MAX);
    expect(gate[0]).toEqual({ endpoint: 'dashboard', metric: 'dashboard_load', figure: 'p95', minimumEffect: 20 });
    expect(gate).toContainEqual({ endpoint: 'health', metric: 'health_check', figure: 'errors' });
  });

  it('never counts less than two milliseconds, whatever the limit', () => {
    expect(defaultGate().find(({ endpoint }) => endpoint === 'health')?.minimumEffect).toBe(2);
  });

  it('names a journey’s errors once when it has two SLOs', () => {
    const [slo] = DEFAULT_SLOS;
    if (slo === undefined) throw new Error('no SLO');
    const gate = defaultGate([slo, { ...slo, quantile: 0.5 }]);
    expect(gate.map(({ figure }) => figure)).toEqual(['p95', 'p50', 'errors']);
  });
});

describe('default limits', () => {
  it.each([
    ['p50', 0.05],
    ['p90', 0.1],
    ['p95', 0.1],
    ['p99', 0.15],
    ['throughput', 0.02],
    ['errors', 0.001],
  ] as const)('call %s unchanged within ±%d', (figure, margin) => {
    expect(defaultLimits(figure).margin).toBe(margin);
  });
});
