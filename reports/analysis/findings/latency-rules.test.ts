/** The rules that read the load’s own figures: each provoked, and silent where nothing is wrong. */
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../../contract/histogram.ts';
import { exampleRun, MEASURE_SECOND } from '../support/example-run.ts';
import type { LoadFileWriter } from '../support/record-writer.ts';
import { findModes } from './bimodal-latency.ts';
import { findingOf, findingsOf, outcomeOf } from './support/finding-record.ts';

const dashboard = 'GET /api/dashboard/orders';

describe('latency-drift', () => {
  const id = 'latency-drift';
  const creeping = (second: number) => (second < 0 ? 1 : 1 + 0.05 * second);

  it('says from where to where the median rose', async () => {
    const finding = findingOf(await findingsOf({ measuredSeconds: 24, slownessAt: creeping }), id);
    expect(finding.title).toMatch(
      new RegExp(`^${dashboard} became slower during the run: its median rose from 5\\d(\\.\\d)? ms to 1[23]\\d ms$`),
    );
    expect(finding.evidence).toHaveLength(1);
  });

  it('is silent about a steady endpoint, about one slow stretch, and about one that gets quicker', async () => {
    const stretch = (second: number) => (second > 10 && second < 16 ? 3 : 1);
    for (const slownessAt of [() => 1, stretch, (second: number) => 1 / creeping(second)]) {
      expect(outcomeOf(await findingsOf({ measuredSeconds: 24, slownessAt }), id)).toBe('quiet');
    }
  });

  it('is silent about a rise that nobody feels', async () => {
    const slight = (second: number) => 1 + 0.01 * Math.max(0, second);
    expect(outcomeOf(await findingsOf({ measuredSeconds: 24, slownessAt: slight }), id)).toBe('quiet');
  });

  it('cannot be judged of a short phase, or of a load that is meant to rise', async () => {
    expect(outcomeOf(await findingsOf({ slownessAt: creeping }), id)).toMatch(/^not judged: no endpoint was answered/);
    const steps = [{ number: 1, atMs: 0, durationMs: 29_000, share: 1 }];
    const options = { measuredSeconds: 24, slownessAt: creeping, plan: { steps } };
    expect(outcomeOf(await findingsOf(options), id)).toBe(
      'not judged: the planned load itself changes within the measured phase',
    );
  });
});

describe('warm-up-not-over', () => {
  const id = 'warm-up-not-over';

  it('says how long and how much slower the beginning was', async () => {
    const cold = (second: number) => (second < 5 ? 8 : 1);
    const finding = findingOf(await findingsOf({ measuredSeconds: 24, slownessAt: cold }), id);
    expect(finding.title).toMatch(
      /^The system was not warm: answers in the first 5 s of the measured phase took \d+ % longer/,
    );
  });

  it('is silent about a warm system, a slow end, and a beginning that is hardly slower', async () => {
    const late = (second: number) => (second > 18 ? 8 : 1);
    const hardly = (second: number) => (second < 5 ? 1.2 : 1);
    for (const slownessAt of [() => 1, late, hardly]) {
      expect(outcomeOf(await findingsOf({ measuredSeconds: 24, slownessAt }), id)).toBe('quiet');
    }
  });

  it('cannot be judged of a few seconds', async () => {
    expect(outcomeOf(await findingsOf({ measuredSeconds: 5 }), id)).toMatch(/^not judged: answers in only 5 batches/);
  });
});

describe('bimodal-latency', () => {
  const id = 'bimodal-latency';
  const slowToo = (file: LoadFileWriter): void => {
    const tags = {
      journey: 'dashboard',
      phase: 'measure',
      name: dashboard,
      method: 'GET',
      status: '200',
      expected_response: 'true',
    };
    for (let second = 0; second < 10; second += 1) {
      file.trend(
        'http_req_duration',
        tags,
        MEASURE_SECOND + second,
        Array.from({ length: 20 }, (_, k) => 900 + 10 * k),
      );
    }
  };

  it('names both kinds of answers and their shares', async () => {
    const finding = findingOf(await findingsOf({ touch: slowToo }), id);
    expect(finding.title).toMatch(
      new RegExp(`^${dashboard} has two kinds of answers: 69 % around 6\\d(\\.\\d)? ms and 31 % around 9\\d\\d ms$`),
    );
  });

  it('is silent about one kind', async () => {
    expect(outcomeOf(await findingsOf(), id)).toBe('quiet');
  });

  const histogram = (values: readonly number[]): Histogram => {
    const made = new Histogram();
    for (const value of values) made.add(value);
    return made;
  };
  // A triangular number in 0 to 1, the same each time.
  const spread = (k: number): number => (((k * 7919) % 997) / 997 + ((k * 104729) % 983) / 983) / 2;

  it.each([
    ['a broad peak', (k: number) => 50 * 8 ** spread(k)],
    ['two kinds that are both quick', (k: number) => (k % 2 === 0 ? 1 : 12) * (1 + 0.2 * spread(k))],
    ['a rare slow one', (k: number) => (k % 20 === 0 ? 900 : 60) * (1 + 0.2 * spread(k))],
    ['two kinds that lie close together', (k: number) => (k % 2 === 0 ? 100 : 150) * (1 + 0.1 * spread(k))],
  ])('sees one kind in %s', (_, value) => {
    expect(findModes(histogram(Array.from({ length: 500 }, (_unused, k) => value(k))))).toBeNull();
  });

  it('cannot be judged of fewer than 200 answers', async () => {
    expect(outcomeOf(await findingsOf({ measuredSeconds: 4 }), id)).toMatch(/^not judged: no endpoint had 200 answers/);
  });
});

describe('error-burst', () => {
  const id = 'error-burst';
  const errors = (perSecond: (second: number) => number) => (file: LoadFileWriter) => {
    const tags = { journey: 'dashboard', phase: 'measure', kind: 'status', name: dashboard, detail: 'status 503' };
    for (let second = 0; second < 20; second += 1) {
      if (perSecond(second) > 0) file.scalar('journey_error', tags, MEASURE_SECOND + second, perSecond(second));
    }
  };
  const outcome = async (perSecond: (second: number) => number) =>
    outcomeOf(await findingsOf({ measuredSeconds: 20, touch: errors(perSecond) }), id);

  it('says how many errors fell into which moment, and their kind', async () => {
    const touch = errors((second) => (second === 8 ? 30 : second === 15 ? 2 : 0));
    const finding = findingOf(await findingsOf({ measuredSeconds: 20, touch }), id);
    expect(finding.title).toMatch(/^30 of 32 errors fell into 3 s, from 0:1[12] on$/);
    expect(finding.evidence[0]).toMatchObject({ label: `status, status 503, ${dashboard}`, value: '32 errors' });
  });

  it('sees a burst whole that begins in the middle of a second', async () => {
    expect(await outcome((second) => [0, 0, 9, 18, 9][second] ?? 0)).toBe('found');
  });

  it('cannot be judged in a phase without room for several', async () => {
    const touch = errors((second) => (second === 3 ? 30 : 0));
    expect(outcomeOf(await findingsOf({ measuredSeconds: 10, touch }), id)).toMatch(/^not judged: the measured phase/);
  });

  it('is silent about errors here and there, and about a few', async () => {
    expect(await outcome(() => 2)).toBe('quiet');
    expect(await outcome((second) => (second === 8 ? 19 : 0))).toBe('quiet');
  });
});

describe('buffered-stream', () => {
  const id = 'buffered-stream';
  const streams =
    (firstMs: number, durationMs: number, gapMs: number, tokens = 100) =>
    (file: LoadFileWriter) => {
      const tags = {
        journey: 'copilot',
        phase: 'measure',
        name: 'POST /api/assistant',
        method: 'POST',
        status: '200',
        outcome: 'ok',
      };
      for (let second = 0; second < 10; second += 1) {
        file.scalar('sse_reqs', tags, MEASURE_SECOND + second, 2);
        file.trend('sse_first_token', tags, MEASURE_SECOND + second, [firstMs, firstMs]);
        file.trend('sse_duration', tags, MEASURE_SECOND + second, [durationMs, durationMs]);
        file.trend(
          'sse_gap',
          tags,
          MEASURE_SECOND + second,
          Array.from({ length: 2 * (tokens - 1) }, () => gapMs),
        );
      }
    };

  it('says that the first token came with the last', async () => {
    const finding = findingOf(await findingsOf({ touch: streams(2_200, 2_210, 0.1) }), id);
    expect(finding.title).toBe(
      'POST /api/assistant arrives in one burst: the first of 100 tokens came after 2,200 ms of 2,210 ms',
    );
    expect(finding.severity).toBe('critical');
  });

  it('is silent about tokens that come one by one, about short answers, and about quick ones', async () => {
    for (const touch of [streams(300, 2_300, 20), streams(300, 310, 2, 5), streams(150, 151, 0.1)]) {
      expect(outcomeOf(await findingsOf({ touch }), id)).toBe('quiet');
    }
  });

  it('cannot be judged without whole streams', async () => {
    expect(outcomeOf(await findingsOf(), id)).toMatch(/^not judged: fewer than 10 whole streams/);
  });
});

describe('generator-limited', () => {
  const id = 'generator-limited';

  it('repeats what the validity says of the generator', async () => {
    const finding = findingOf(await findingsOf({ timerLagMs: 58 }), id);
    expect(finding.title).toMatch(/^The generator's timers fired 60\.9 ms late \(p99\)/);
    expect(findingOf(await findingsOf({ droppedPerSecond: 5, preallocatedVus: 10 }), id).evidence[0]?.label).toBe(
      'schedule',
    );
  });

  it('speaks of a busy generator only where it has a host of its own', async () => {
    const busy = { cpuShareAt: () => 0.97 };
    expect(outcomeOf(await findingsOf(busy), id)).toBe('quiet');
    const machine = { ...exampleRun().machine, sharedWithTarget: false };
    const finding = findingOf(await findingsOf({ ...busy, run: { machine } }), id);
    expect(finding.title).toBe('The load generator used 97 % of its processors');
  });

  it('is silent about a generator that kept up', async () => {
    expect(outcomeOf(await findingsOf(), id)).toBe('quiet');
  });
});
