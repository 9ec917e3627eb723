import { describe, expect, it } from 'vitest';
import { statementName } from './run-evidence.ts';

const COLUMNS = 'id, order_id AS "orderId", file_name AS "fileName", created_at AS "createdAt"';

describe('the name of a statement', () => {
  it('is its text on one line', () => {
    expect(statementName('SELECT 1\n  FROM orders')).toBe('SELECT 1 FROM orders');
  });

  it('leaves the columns out when it is long: what is read says more', () => {
    const of = (more: string) =>
      `SELECT (SELECT max(at) FROM visits), ${COLUMNS} FROM downloads WHERE user_id = $1 AND ${more}`;
    const name = statementName(of('a = $2'));
    expect(name).toMatch(/^SELECT … FROM downloads WHERE user_id = \$1 AND a = \$2 #[0-9a-f]{6}$/);
    expect(statementName(of('a = $3'))).not.toBe(name);
  });

  it('is cut in the middle where that does not help', () => {
    const name = statementName(`INSERT INTO orders VALUES (${'$1, '.repeat(200)}$2)`);
    expect(name.length).toBeLessThan(250);
    expect(name).toMatch(/^INSERT INTO orders .*… ?.* #[0-9a-f]{6}$/);
  });
});
