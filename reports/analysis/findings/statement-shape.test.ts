import { describe, expect, it } from 'vitest';
import { shapeOf } from './statement-shape.ts';

describe('the shape of a statement', () => {
  it.each([
    [
      'SELECT * FROM orders WHERE user_id = $1',
      { isRead: true, hasLimit: false, hasOrder: false, hasAggregate: false },
    ],
    ['select o.id from orders o order by o.created_at desc limit $1', { hasLimit: true, hasOrder: true }],
    ['SELECT id FROM orders FETCH FIRST $1 ROWS ONLY', { hasLimit: true }],
    ['SELECT status, count(*) FROM orders GROUP BY status', { hasAggregate: true }],
    ['SELECT max(created_at) FROM orders', { hasAggregate: true }],
    ['WITH old AS (SELECT $1) SELECT * FROM old', { isRead: true }],
    ['WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone', { isRead: false }],
    ['INSERT INTO orders SELECT * FROM drafts', { isRead: false }],
    ['/* headroom collector */ SELECT 1', { isRead: true }],
    ['', { isRead: false, tables: [] }],
  ])('of %s', (text, expected) => {
    expect(shapeOf(text)).toMatchObject(expected);
  });

  it('is that of the outermost level: what stands in parentheses bounds nothing outside', () => {
    const text =
      'SELECT p.id, (SELECT json_agg(f.id ORDER BY f.id) FROM product_files f LIMIT $1) AS files FROM products p';
    expect(shapeOf(text)).toMatchObject({ hasLimit: false, hasOrder: false, hasAggregate: false });
  });

  it('survives parentheses that do not match', () => {
    expect(shapeOf('SELECT a) FROM b ORDER BY (c')).toMatchObject({ hasOrder: true, tables: ['b'] });
  });

  it('names the tables without schema and quotes, each once, wherever they stand', () => {
    const text = `SELECT * FROM public.orders o JOIN "products" p ON true LEFT JOIN ONLY "shop"."orders" x ON true
      WHERE EXISTS (SELECT FROM checkouts c)`;
    expect(shapeOf(text).tables).toEqual(['orders', 'products', 'checkouts']);
  });

  it('does not take a comment for a part of the statement', () => {
    expect(shapeOf('SELECT * FROM orders -- LIMIT 10\n/* ORDER BY id */')).toMatchObject({
      hasLimit: false,
      hasOrder: false,
    });
  });
});
