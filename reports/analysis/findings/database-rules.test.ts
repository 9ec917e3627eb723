/** The rules that read statements, tables and indexes: each provoked, and silent where nothing is wrong. */
import { describe, expect, it } from 'vitest';
import { findingOf, findingsOf, growing, outcomeOf, standing } from './support/finding-record.ts';

/** The example answers 135 starts a second: 1,350 requests and streams in its ten seconds. */
const BIG = { name: 'orders', liveRows: 1_000_000, indexScans: 900 };

describe('sequential-scan-hot-path', () => {
  const id = 'sequential-scan-hot-path';

  it('names the table, its rows a request and the statements on it', async () => {
    const statements = [
      {
        text: 'SELECT * FROM orders WHERE user_id = $1 ORDER BY created_at DESC LIMIT $2',
        calls: 90,
        totalMs: 9_000,
        rows: 900,
      },
      { text: 'SELECT name FROM products WHERE id = $1', calls: 90, totalMs: 1_000, rows: 90 },
    ];
    const tables = [{ ...BIG, sequentialScans: 90, sequentialRows: 90_000_000 }];
    const finding = findingOf(await findingsOf({ database: { statements, tables } }), id);
    expect(finding.title).toMatch(
      /^orders was read from end to end 90 times, [\d,]+ rows a request; statements on it took 90 %/,
    );
    expect(finding.severity).toBe('critical');
    expect(finding.evidence.map(({ label }) => label)).toEqual(['orders', 'Statement']);
  });

  it.each([
    [
      'a small table, however often it is read',
      { name: 'roles', liveRows: 9_999, sequentialScans: 5_000, sequentialRows: 49_000_000 },
    ],
    ['a big table that is read once', { ...BIG, sequentialScans: 4, sequentialRows: 4_000_000 }],
    ['scans that a LIMIT ends early', { ...BIG, sequentialScans: 900, sequentialRows: 9_000 }],
    ['a big table that is read by its index', BIG],
  ])('is silent about %s', async (_, table) => {
    expect(outcomeOf(await findingsOf({ database: { tables: [table] } }), id)).toBe('quiet');
  });

  it('knows a big table by its scans where the statistics of its rows began anew', async () => {
    const tables = [{ name: 'orders', liveRows: 24, sequentialScans: 18, sequentialRows: 5_200_000 }];
    const finding = findingOf(await findingsOf({ database: { tables } }), id);
    expect(finding.evidence[0]?.value).toBe('18 scans read 5,200,000 rows; it has 288,889');
  });

  it('cannot be judged without snapshots, and says so', async () => {
    expect(outcomeOf(await findingsOf(), id)).toBe('not judged: not collected');
  });
});

describe('rows-fetched-to-aggregate and unbounded-result', () => {
  const sum = 'SELECT * FROM orders WHERE user_id = $1';
  const list = `${sum} ORDER BY created_at DESC`;
  const outcomes = async (text: string, rows: number, liveRows = 1_000_000) => {
    const statements = [{ text, calls: 90, totalMs: 900, rows: 90 * rows }];
    const findings = await findingsOf({ database: { statements, tables: [{ ...BIG, liveRows }] } });
    return [outcomeOf(findings, 'rows-fetched-to-aggregate'), outcomeOf(findings, 'unbounded-result')];
  };

  it('tell apart rows that are only added up and a list without bound', async () => {
    expect(await outcomes(sum, 90)).toEqual(['found', 'quiet']);
    expect(await outcomes(list, 90)).toEqual(['quiet', 'found']);
  });

  it.each([
    ['a bounded list', `${list} LIMIT $2`, 90],
    ['an aggregate', 'SELECT count(*), sum(amount) FROM orders GROUP BY status', 90],
    ['a function that returns the sums', 'SELECT get_user_dashboard_stats($1) AS stats', 90],
    ['few rows', sum, 49],
    ['a write', 'UPDATE orders SET status = $1 WHERE user_id IN (SELECT id FROM user_profiles)', 90],
  ])('are silent about %s', async (_, text, rows) => {
    expect(await outcomes(text, rows)).toEqual(['quiet', 'quiet']);
  });

  it('are silent about a list that does not grow with the data', async () => {
    expect(await outcomes(list, 240, 240)).toEqual(['quiet', 'quiet']);
  });

  it('become critical when a call fetches thousands of rows', async () => {
    const statements = [{ text: sum, calls: 20, totalMs: 4_000, rows: 20 * 10_500 }];
    const found = findingOf(await findingsOf({ database: { statements, tables: [BIG] } }), 'rows-fetched-to-aggregate');
    expect(found).toMatchObject({ severity: 'critical', title: expect.stringContaining('fetched 10,500 rows a call') });
  });
});

describe('n-plus-one', () => {
  const id = 'n-plus-one';
  const route = { route: '/api/dashboard/orders' };
  const seen = (statements: number) => [
    growing('app_db_statements_total', statements, route),
    growing('app_db_seconds_total', 0.1, route),
    growing('http_requests_received_total', 10, { ...route, source: 'load' }),
  ];

  it('names the route and its statements a request', async () => {
    const finding = findingOf(await findingsOf({ seen: seen(112) }), id);
    expect(finding.title).toBe('/api/dashboard/orders sent 11.2 statements to the database a request');
    expect(finding.evidence[0]?.value).toContain('10 ms of the database each');
  });

  it('is silent about a handful of statements', async () => {
    expect(outcomeOf(await findingsOf({ seen: seen(60) }), id)).toBe('quiet');
  });

  it('falls back on a statement that runs many times for each request of the load', async () => {
    const statements = [
      { text: 'SELECT name FROM products WHERE id = $1', calls: 20_000, totalMs: 4_000, rows: 20_000 },
    ];
    expect(findingOf(await findingsOf({ database: { statements } }), id).title).toMatch(
      /^One statement ran 1\d(\.\d)? times a request$/,
    );
    const fewer = [{ text: 'SELECT name FROM products WHERE id = $1', calls: 2_000, totalMs: 400, rows: 2_000 }];
    expect(outcomeOf(await findingsOf({ database: { statements: fewer } }), id)).toBe('quiet');
  });

  it('cannot be judged with neither, and says both reasons', async () => {
    expect(outcomeOf(await findingsOf(), id)).toMatch(
      /^not judged: app_db_statements_total was not .*; not collected$/,
    );
  });
});

describe('slow-statement', () => {
  const id = 'slow-statement';
  const text = 'UPDATE orders SET status = $1 WHERE id = $2';

  it('speaks of a statement that was slow three times', async () => {
    const finding = findingOf(
      await findingsOf({ slow: [300, 400, 500].map((durationMs) => ({ text, durationMs })) }),
      id,
    );
    expect(finding.title).toBe(`A statement took 400 ms on average of the 3 times that it was slow: ${text}`);
  });

  it('speaks of one whose mean is over the limit, even when nobody watched', async () => {
    const statements = [{ text, calls: 4, totalMs: 1_200, rows: 4 }];
    expect(findingOf(await findingsOf({ database: { statements } }), id).title).toContain(
      '300 ms on average of 4 calls',
    );
  });

  it('is silent about two slow executions, and about quick ones', async () => {
    const statements = [{ text, calls: 400, totalMs: 4_000, rows: 4 }];
    const slow = [300, 400].map((durationMs) => ({ text, durationMs }));
    expect(outcomeOf(await findingsOf({ slow, database: { statements } }), id)).toBe('quiet');
  });

  it('cannot be judged when nobody watched or counted', async () => {
    expect(outcomeOf(await findingsOf(), id)).toBe('not judged: not collected; not collected');
  });
});

describe('unused-index', () => {
  const id = 'unused-index';
  const table = 'orders';
  const key = { name: 'orders_pkey', table, isPrimary: true, isUnique: true };

  it('names indexes without a scan, as information', async () => {
    const indexes = [key, { name: 'idx_orders_status', table }, { name: 'idx_orders_user', table, scans: 12 }];
    const finding = findingOf(await findingsOf({ database: { indexes, tables: [BIG] } }), id);
    expect(finding).toMatchObject({
      severity: 'info',
      title: 'One index (4 MB) brought this load nothing: idx_orders_status',
    });
  });

  it('is silent about keys and about indexes that were scanned', async () => {
    const indexes = [key, { name: 'idx_orders_user', table, scans: 1 }];
    expect(outcomeOf(await findingsOf({ database: { indexes, tables: [BIG] } }), id)).toBe('quiet');
  });
});

describe('no-response-cache', () => {
  const id = 'no-response-cache';
  const read = {
    text: 'SELECT * FROM products WHERE category = $1 ORDER BY sort_order',
    calls: 900,
    totalMs: 1_800,
    rows: 900,
  };
  const off = [
    standing('app_cache_max_entries', 0),
    growing('app_cache_hits_total', 0, { family: 'orders' }),
    growing('app_cache_misses_total', 0, { family: 'orders' }),
  ];

  it('says how many reads were repeated while nothing was cached', async () => {
    const finding = findingOf(await findingsOf({ seen: off, database: { statements: [read] } }), id);
    expect(finding.title).toMatch(
      /^No answer came from a cache: 900 repeated reads went to the database, 0\.\d+ a request and 100 %/,
    );
  });

  it('is silent with a cache, and where hardly anything is read twice', async () => {
    const on = [standing('app_cache_max_entries', 1_000)];
    expect(outcomeOf(await findingsOf({ seen: on, database: { statements: [read] } }), id)).toBe('quiet');
    const once = { ...read, calls: 19 };
    expect(outcomeOf(await findingsOf({ seen: off, database: { statements: [once] } }), id)).toBe('quiet');
    const write = { ...read, text: 'INSERT INTO orders SELECT 1' };
    expect(outcomeOf(await findingsOf({ seen: off, database: { statements: [write] } }), id)).toBe('quiet');
  });

  it('does not count what reads nothing, such as a health check', async () => {
    const probe = { ...read, text: 'SELECT $1 AS one' };
    expect(outcomeOf(await findingsOf({ seen: off, database: { statements: [probe] } }), id)).toBe('quiet');
    const called = { ...read, text: 'SELECT get_user_dashboard_stats($1) AS stats' };
    expect(outcomeOf(await findingsOf({ seen: off, database: { statements: [called] } }), id)).toBe('found');
  });

  it('cannot be judged of an application that tells nothing of a cache', async () => {
    const unseen = ['app_cache_hits_total', 'app_cache_misses_total', 'app_cache_entries'];
    expect(outcomeOf(await findingsOf({ unseen, database: { statements: [read] } }), id)).toMatch(
      /^not judged: .*app_cache_max_entries/,
    );
  });
});
