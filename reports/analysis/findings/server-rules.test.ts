/** The rules that read pool, cache, copilot, limiter and event loop: each provoked, and silent where nothing is wrong. */
import { describe, expect, it } from 'vitest';
import { MEASURE_SECOND } from '../support/example-run.ts';
import type { LoadFileWriter } from '../support/record-writer.ts';
import { bucketed, findingOf, findingsOf, growing, outcomeOf, type Seen, standing } from './support/finding-record.ts';

describe('pool-exhausted', () => {
  const id = 'pool-exhausted';
  const waits = (slow: number) =>
    bucketed('app_db_pool_wait_seconds', [
      ['0.001', 100 - slow],
      ['0.5', slow],
      ['+Inf', 0],
    ]);
  const full = [standing('app_db_pool_in_use', 20), standing('app_db_pool_waiting', 7)];

  it('is critical when callers got no connection in time', async () => {
    const seen = [...full, ...waits(50), growing('app_db_pool_exhausted_total', 2)];
    expect(findingOf(await findingsOf({ seen }), id)).toMatchObject({
      severity: 'critical',
      title: expect.stringMatching(/^(18|20) callers got no database connection in time; waiting took \d+ ms at p95$/),
    });
  });

  it('speaks of long waiting while all connections are in use', async () => {
    const seen = [...full, ...waits(50), growing('app_db_pool_exhausted_total', 0)];
    expect(findingOf(await findingsOf({ seen }), id).title).toMatch(
      /^All 20 database connections were in use; waiting took/,
    );
  });

  it('is silent while connections are free, and while waiting is short', async () => {
    const idle = [standing('app_db_pool_in_use', 3), standing('app_db_pool_waiting', 0), ...waits(50)];
    expect(outcomeOf(await findingsOf({ seen: idle }), id)).toBe('quiet');
    expect(outcomeOf(await findingsOf({ seen: [...full, ...waits(1)] }), id)).toBe('quiet');
  });

  const untold = ['app_db_pool_in_use', 'app_db_pool_max', 'app_db_pool_waiting'];

  it('cannot be judged of an application that tells nothing of a pool', async () => {
    expect(outcomeOf(await findingsOf({ unseen: untold }), id)).toMatch(/^not judged: app_db_pool_in_use was not/);
  });

  describe('behind a PgBouncer', () => {
    /** Clients that wait, and the oldest's wait in milliseconds, by second; two pools, of which one is idle. */
    const bouncer = (clientsAt: (second: number) => number, oldestMs: number): Seen[] =>
      (['app', 'idle'] as const).flatMap((database) => {
        const labels = { database, user: 'u' };
        const clients = (second: number) => (database === 'app' ? clientsAt(second) : 0);
        const oldest = (second: number) => (clients(second) > 0 ? oldestMs / 1000 : 0);
        return [
          { name: 'pgbouncer_pools_client_waiting', labels, collector: 'pgbouncer', valueAt: clients },
          { name: 'pgbouncer_pools_maxwait_seconds', labels, collector: 'pgbouncer', valueAt: oldest },
        ];
      });

    it('speaks of clients that wait again and again, of an application without a pool too', async () => {
      const seen = bouncer((second) => (second % 2 === 0 ? 12 : 0), 80);
      const finding = findingOf(await findingsOf({ seen, unseen: untold }), id);
      expect(finding).toMatchObject({
        severity: 'warning',
        title:
          'Up to 12 clients of PgBouncer waited for a server connection, in 50 % of the scrapes; the oldest had waited 80 ms in the median',
      });
      expect(outcomeOf(await findingsOf({ seen }), id)).toBe('found');
      expect(findingOf(await findingsOf({ seen: bouncer(() => 3, 400) }), id).severity).toBe('critical');
    });

    it('stands behind the application’s own exhausted pool', async () => {
      const seen = [...full, ...waits(50), growing('app_db_pool_exhausted_total', 2), ...bouncer(() => 3, 80)];
      const { title, severity, evidence } = findingOf(await findingsOf({ seen }), id);
      expect([severity, title]).toEqual(['critical', expect.stringMatching(/callers got no database connection/)]);
      expect(evidence.map(({ label }) => label)).toEqual(
        expect.arrayContaining(['Waiting, p95', 'Clients of PgBouncer waiting at once, most']),
      );
    });

    it('is silent about a client now and then, about short waits, and about none', async () => {
      for (const seen of [
        bouncer((second) => (second === 3 ? 9 : 0), 900),
        bouncer(() => 2, 20),
        bouncer(() => 0, 0),
      ]) {
        expect(outcomeOf(await findingsOf({ seen, unseen: untold }), id)).toBe('quiet');
        expect(outcomeOf(await findingsOf({ seen }), id)).toBe('quiet');
      }
    });
  });
});

describe('connection-churn', () => {
  const id = 'connection-churn';

  it('says how many connections a request cost', async () => {
    const seen = [growing('app_db_connections_opened_total', 130)];
    expect(findingOf(await findingsOf({ seen }), id).title).toMatch(
      /^0\.\d+ database connections were opened a request, 1,\d{3} in the/,
    );
  });

  it('is silent about a pool that opened its connections once', async () => {
    const seen = [{ name: 'app_db_connections_opened_total', valueAt: (second: number) => (second < -2 ? 0 : 20) }];
    expect(outcomeOf(await findingsOf({ seen }), id)).toBe('quiet');
  });

  it('cannot be judged where nobody counts connections', async () => {
    expect(outcomeOf(await findingsOf(), id)).toMatch(/^not judged: app_db_connections_opened_total/);
  });
});

describe('cache-collapse', () => {
  const id = 'cache-collapse';
  const rates = (hits: (second: number) => number, misses: number, evictions: number): Seen[] => [
    { name: 'app_cache_hits_total', valueAt: hits },
    growing('app_cache_misses_total', misses),
    growing('app_cache_evictions_total', evictions),
    standing('app_cache_max_entries', 100),
  ];
  const steady = (perSecond: number) => (second: number) => perSecond * (second + 10);

  it('speaks of a hit rate that falls within the phase', async () => {
    const falling = (second: number) => 90 * (10 + Math.min(second, 5));
    const finding = findingOf(await findingsOf({ seen: rates(falling, 10, 0), measuredSeconds: 15 }), id);
    expect(finding.title).toBe('The cache’s hit rate fell from 90 % to 0 % within the measured phase');
  });

  it('speaks of a cache that evicts what it needs', async () => {
    const finding = findingOf(await findingsOf({ seen: rates(steady(10), 90, 80) }), id);
    expect(finding.title).toMatch(
      /^The cache is too small: \d+ entries were evicted for \d+ misses, and 10 % of look-ups hit$/,
    );
    expect(finding.evidence.map(({ value }) => value)).toContain('100 of 100');
  });

  it('is silent about a steady cache, also one that evicts and still hits', async () => {
    expect(outcomeOf(await findingsOf({ seen: rates(steady(90), 10, 0) }), id)).toBe('quiet');
    expect(outcomeOf(await findingsOf({ seen: rates(steady(90), 10, 9) }), id)).toBe('quiet');
  });

  it('is silent about a cache that nobody asked, and is not judged of a few look-ups', async () => {
    expect(outcomeOf(await findingsOf({ seen: rates(steady(0), 0, 0) }), id)).toBe('quiet');
    expect(outcomeOf(await findingsOf({ seen: rates(steady(1), 0, 0) }), id)).toMatch(/^not judged: only/);
  });
});

describe('cache-stampede', () => {
  const id = 'cache-stampede';
  const seen = (all: number, overlapping: number) => [
    growing('app_cache_recomputations_total', all, { family: 'orders' }),
    growing('app_cache_overlapping_recomputations_total', overlapping, { family: 'orders' }),
  ];

  it('says how often an entry was computed a refill, and of which family', async () => {
    const finding = findingOf(await findingsOf({ seen: seen(9, 6) }), id);
    expect(finding.title).toMatch(
      /^An entry of the cache was computed 3 times a refill: (54|60) of (81|90) computations/,
    );
    expect(finding.evidence.map(({ label }) => label)).toContain('Family orders');
  });

  it('is silent when callers share computations, but for one now and then', async () => {
    expect(outcomeOf(await findingsOf({ seen: seen(9, 0) }), id)).toBe('quiet');
    expect(outcomeOf(await findingsOf({ seen: seen(90, 4) }), id)).toBe('quiet');
  });

  it('cannot be judged where overlapping computations are not counted', async () => {
    expect(outcomeOf(await findingsOf(), id)).toMatch(/^not judged: app_cache_overlapping_recomputations_total/);
  });
});

describe('context-growth', () => {
  const id = 'context-growth';
  const tokens = (below: number, above: number): Seen[] => [
    ...bucketed('app_copilot_prompt_tokens', [
      ['800', below],
      ['3200', 0],
      ['8000', above],
      ['64000', 0],
      ['+Inf', 0],
    ]),
    growing('app_copilot_prompt_tokens_sum', 600 * below + 6_000 * above),
    growing('app_copilot_prompt_tokens_count', below + above),
  ];

  it('says how many turns are over the budget, and the p95', async () => {
    const finding = findingOf(await findingsOf({ seen: tokens(30, 10) }), id);
    expect(finding.title).toMatch(
      /^25 % of copilot turns sent more than 3,200 tokens to the model; p95 is [67],\d{3}$/,
    );
    expect(finding.severity).toBe('critical');
  });

  it('takes the configured budget', async () => {
    const run = { configuration: { budget: { model: { promptTokensPerTurn: 500 } } } };
    expect(findingOf(await findingsOf({ seen: tokens(10, 10), run }), id).title).toContain('more than 500 tokens');
  });

  it('is silent within the budget, and about one turn in a hundred over it', async () => {
    expect(outcomeOf(await findingsOf({ seen: tokens(40, 0) }), id)).toBe('quiet');
    expect(outcomeOf(await findingsOf({ seen: tokens(99, 1) }), id)).toBe('quiet');
  });

  it('cannot be judged of a few turns', async () => {
    expect(outcomeOf(await findingsOf({ seen: tokens(0, 0.1) }), id)).toMatch(/^not judged: only/);
  });
});

describe('limiter-hits-normal-users', () => {
  const id = 'limiter-hits-normal-users';
  const refuse = (journey: string) => (file: LoadFileWriter) => {
    const tags = { journey, phase: 'measure', name: 'GET /api/products', method: 'GET', status: '429' };
    file.scalar('http_reqs', { ...tags, expected_response: 'false' }, MEASURE_SECOND + 3, 12);
  };

  it('counts the answers 429 and names where most came', async () => {
    const finding = findingOf(await findingsOf({ touch: refuse('dashboard') }), id);
    expect(finding.title).toMatch(
      /^12 requests of users who keep within the limits were rejected \(0\.\d+ % of theirs\), most at GET \/api\/products$/,
    );
    expect(finding.severity).toBe('critical');
  });

  it('is silent about users who try the limits on purpose', async () => {
    const journeys = [{ name: 'abuser', model: 'closed', settings: { mayBeLimited: 1 } }].map((journey) => ({
      sessions: 1,
      thinkMs: { min: 0, max: 0 },
      rateRps: 0,
      arrivals: 'even' as const,
      preallocatedVus: 0,
      firstUser: 1,
      users: null,
      requestTimeoutMs: 1_000,
      gracefulStopMs: 1_000,
      meanAnswerMs: 0,
      ...journey,
      model: 'closed' as const,
    }));
    expect(outcomeOf(await findingsOf({ touch: refuse('abuser'), plan: { journeys } }), id)).toBe('quiet');
  });

  it('cannot be judged without a request', async () => {
    expect(outcomeOf(await findingsOf({ outage: [0, 10] }), id)).toBe('not judged: no request in the measured phase');
  });
});

describe('model-queue', () => {
  const id = 'model-queue';
  const queue = (le: string): Seen[] =>
    bucketed('model_queue_seconds', [
      ['0.01', 50],
      [le, 50],
      ['+Inf', 0],
    ]).map((one) => ({ ...one, collector: 'model' }));

  it('speaks of waiting that uses up a tenth of the first token’s limit', async () => {
    expect(findingOf(await findingsOf({ seen: queue('0.3') }), id)).toMatchObject({
      severity: 'warning',
      title: expect.stringMatching(
        /^Copilot turns waited 2\d\d ms \(p95\) for a slot of the model, 2\d % of the first/,
      ),
    });
    expect(findingOf(await findingsOf({ seen: queue('2') }), id).severity).toBe('critical');
  });

  it('is silent about a short queue', async () => {
    expect(outcomeOf(await findingsOf({ seen: queue('0.05') }), id)).toBe('quiet');
  });
});

describe('event-loop-lag', () => {
  const id = 'event-loop-lag';
  const lag = (secondsAt: (second: number) => number, which = 'max'): Seen[] => [
    { name: `nodejs_eventloop_lag_${which}_seconds`, valueAt: secondsAt },
  ];

  it('speaks of a loop that is blocked again and again', async () => {
    const finding = findingOf(await findingsOf({ seen: lag((second) => (second % 2 === 0 ? 0.18 : 0.01)) }), id);
    expect(finding.title).toBe(
      'The application’s event loop stood still for 100 ms or more in 50 % of the scrapes, at most for 180 ms',
    );
    expect(findingOf(await findingsOf({ seen: lag(() => 0.3) }), id).severity).toBe('critical');
  });

  it('takes p99 where the longest lag is not told', async () => {
    expect(outcomeOf(await findingsOf({ seen: lag(() => 0.18, 'p99') }), id)).toBe('found');
    expect(outcomeOf(await findingsOf({ seen: [...lag(() => 0.01), ...lag(() => 0.18, 'p99')] }), id)).toBe('quiet');
  });

  describe('of an application that counts its delays', () => {
    /** Fifty looks a second, of which `blocks` have found a block of 280 ms. */
    const counted = (blocksAt: (second: number) => number): Seen[] => {
      let blocks = 0;
      const upTo = new Map<number, number>();
      const total = (second: number) => 50 * (second + 10);
      for (let second = -10; second < 30; second += 1) {
        blocks += blocksAt(second);
        upTo.set(second, blocks);
      }
      const quick = (second: number) => total(second) - (upTo.get(second) ?? 0);
      return (
        [
          ['0.1', quick],
          ['0.25', quick],
          ['0.3', total],
          ['+Inf', total],
        ] as const
      ).map(([le, valueAt]) => ({ name: 'app_event_loop_delay_seconds_bucket', labels: { le }, valueAt }));
    };
    /** What prom-client shows of blocks that begin right after each scrape: nothing. */
    const unseen = lag(() => 0.012);

    it('speaks of blocks in step with the scrapes, which the maximum never shows', async () => {
      const finding = findingOf(await findingsOf({ seen: [...counted(() => 1), ...unseen] }), id);
      expect(finding.title).toBe(
        'The application’s event loop stood still for 100 ms or more in 100 % of the scrapes, once for more than 250 ms',
      );
      expect(finding.severity).toBe('critical');
      expect(finding.evidence[0]?.value).toBe('more than 250 ms');
      expect(outcomeOf(await findingsOf({ seen: unseen }), id)).toBe('quiet');
    });

    it('is silent about one block, and about none', async () => {
      expect(outcomeOf(await findingsOf({ seen: counted((second) => (second === 3 ? 1 : 0)) }), id)).toBe('quiet');
      expect(outcomeOf(await findingsOf({ seen: counted(() => 0) }), id)).toBe('quiet');
    });
  });

  it('is silent about one long block, and about a quick loop', async () => {
    expect(outcomeOf(await findingsOf({ seen: lag((second) => (second === 3 ? 2 : 0.01)) }), id)).toBe('quiet');
  });

  it('cannot be judged where the lag is not told', async () => {
    expect(outcomeOf(await findingsOf(), id)).toMatch(/^not judged: nodejs_eventloop_lag_p99_seconds/);
  });
});
