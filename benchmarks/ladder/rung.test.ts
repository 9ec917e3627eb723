import { expect, test } from 'vitest';
import { conclusion } from './report.ts';
import { doubtsOf, isP95Trusted, type Rung } from './rung.ts';

const rung = (
  rateRps: number,
  change: { lag?: number; p95Ms?: number; achieved?: number; failed?: number } = {},
): Rung => {
  const measured = {
    load: { kind: 'requests' as const, rateRps, seconds: 15 },
    server: {
      count: 1,
      chunks: 1,
      wantedRate: rateRps,
      achievedRate: change.achieved ?? rateRps,
      p95Ms: 100,
      firstStartMs: 0,
      lastEndMs: 1,
      leftEarly: 0,
    },
    generator: {
      p95Ms: change.p95Ms ?? 101,
      count: 1,
      timerLagMsP50: 0.1,
      timerLagMsP99: change.lag ?? 1,
      dropped: 0,
      failed: change.failed ?? 0,
    },
    cpuShare: 0.5,
    serverCpuShare: 0.5,
    othersShare: 0.01,
    rssBytesMax: 1,
  };
  return { ...measured, doubts: doubtsOf(measured) };
};

test('each limit alone makes a rung doubtful', () => {
  expect(rung(500).doubts).toEqual([]);
  expect(rung(500, { lag: 20.1 }).doubts).toEqual(['timer lag p99 20.1 ms']);
  expect(rung(500, { p95Ms: 106.1 }).doubts).toEqual(['p95 off by 6.1 ms']);
  expect(rung(500, { achieved: 489 }).doubts).toEqual(['achieved 97.8 %']);
  expect(rung(500, { failed: 3 }).doubts).toEqual(['3 failed']);
});

test('a figure that is missing is a doubt', () => {
  expect(rung(500, { lag: Number.NaN, p95Ms: Number.NaN, achieved: Number.NaN }).doubts).toHaveLength(3);
});

test('a p95 may be off by 5 ms and 1 % in either direction', () => {
  expect(isP95Trusted(106, 100)).toBe(true);
  expect(isP95Trusted(94, 100)).toBe(true);
  expect(isP95Trusted(93.9, 100)).toBe(false);
});

test('the conclusion names the last rung before the first doubtful one, though a later one may hold', () => {
  const ladder = [rung(500), rung(1_000, { lag: 30 }), rung(2_000)];
  expect(conclusion(ladder)).toBe(
    'Trusted up to 500 requests a second. The figures stop being trustworthy by 1,000 requests a second: timer lag p99 30.0 ms.',
  );
  expect(conclusion([rung(500)])).toBe('Trusted on every rung, up to 500 requests a second.');
  expect(conclusion([rung(500, { failed: 1 })])).toContain('Not trusted on the lowest rung');
});

test('the conclusion says when other work or a full server may have been the limit', () => {
  expect(conclusion([{ ...rung(500, { lag: 30 }), othersShare: 0.4 }])).toContain('other work had 40 % of k6’s core');
  expect(conclusion([{ ...rung(500, { lag: 30 }), serverCpuShare: 0.97 }])).toContain('its server was full too');
});
