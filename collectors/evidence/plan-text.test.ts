import { describe, expect, it } from 'vitest';
import { findPlan, readPlan } from './plan-text.ts';

const plan = (filter: string, limit: number, cost: number) => [
  `Limit  (cost=${cost}.42..19.74 rows=${limit} width=12)`,
  `  ->  Nested Loop  (cost=0.42..1151.59 rows=298 width=12)`,
  `        Join Filter: (o.note = 'planted-join'::text)`,
  `        ->  Index Scan using orders_user on orders o  (cost=0.42..1145.62 rows=298 width=12)`,
  `              Index Cond: (user_id = ${filter})`,
  `              Filter: ((note ~~ 'planted-filter%'::text) AND (total > 4242.5) AND (code = ANY ('{7001,7002}'::integer[])))`,
  `              Rows Removed by Filter: 17`,
  `        ->  Function Scan on pg_sleep  (cost=0.00..0.01 rows=1 width=0)`,
  `Workers Planned: 2`,
];

it('finds the plan behind a statement of several lines', () => {
  expect(findPlan(['Query Text: SELECT 1', '  FROM t', ...plan('1', 5, 1)])).toBe(2);
  expect(findPlan(['Query Text: SELECT 1', '  FROM t'])).toBe(-1);
  expect(findPlan([])).toBe(-1);
});

it('keeps structure, estimates and counts, and no value of the query', () => {
  const { text } = readPlan(plan("'planted-user'::bigint", 5, 1));
  expect(text).not.toMatch(/planted|4242|7001|7002/);
  expect(text).toContain('Index Cond: (user_id = ?::bigint)');
  expect(text).toContain('Filter: ((note ~~ ?::text) AND (total > ?) AND (code = ANY (?::integer[])))');
  expect(text).toContain('  ->  Index Scan using orders_user on orders o  (cost=0.42..1145.62 rows=298 width=12)');
  expect(text).toContain('Rows Removed by Filter: 17');
  expect(text).toContain('Workers Planned: 2');
});

it('cuts a plan off after 4,000 characters, but hashes all of it', () => {
  const long = (last: string) => [...plan('1', 5, 1), ...Array(200).fill(plan('1', 5, 1)[3]), last];
  const [a, b] = [readPlan(long('  Sort Key: a')), readPlan(long('  Sort Key: b'))];
  expect(a.text).toHaveLength(4_000);
  expect(a.text).toBe(b.text);
  expect(a.hash).not.toBe(b.hash);
});

describe('the hash', () => {
  const { hash } = readPlan(plan('1', 5, 1));

  it('is the same for other values, costs, rows, filters, and a parameter in place of a literal', () => {
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    const joined = (key: string) => readPlan(plan('1', 5, 1).map((line) => line.replace("'planted-join'::text", key)));
    for (const same of [
      readPlan(plan('$1', 100, 77)),
      readPlan(plan("'9'::bigint", 1, 3)),
      joined('$2'),
      joined('$1::text'),
    ])
      expect(same.hash).toBe(hash);
    const withoutFilter = plan('1', 5, 1).filter((line) => !/ Filter: |Rows Removed/.test(line) || /Join/.test(line));
    expect(readPlan(withoutFilter).hash).toBe(hash);
  });

  it.each([
    ['another index', (line: string) => line.replace('orders_user', 'orders_created')],
    ['another node', (line: string) => line.replace('Index Scan using orders_user on', 'Seq Scan on')],
    ['another relation', (line: string) => line.replace('orders o', 'users o')],
    ['another join condition', (line: string) => line.replace('o.note =', 'o.name =')],
    ['another nesting', (line: string) => line.replace(/^ {8}->/, '              ->')],
  ])('is another one for %s', (_what, change) => {
    expect(readPlan(plan('1', 5, 1).map(change)).hash).not.toBe(hash);
  });
});
