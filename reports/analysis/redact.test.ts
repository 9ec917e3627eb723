import { describe, expect, it } from 'vitest';
import { redactDeep, redactText } from './redact.ts';
import { modelOf } from './support/analyse-example.ts';

const SECRET = 'S3cr3tV4lue';

describe('redaction', () => {
  const carriers = {
    'a query value': `GET /reset?user=ann&code=${SECRET}`,
    'a user in an address': `connect postgres://ann:${SECRET}@127.0.0.1/db`,
    'an authorization header': `Authorization: Bearer ${SECRET}`,
    'a bare bearer token': `sent bearer ${SECRET} twice`,
    'a cookie with several pairs': `Cookie: a=1; session=${SECRET}; b=2`,
    'a set-cookie in JSON': `{"set-cookie":"sid=${SECRET}"}`,
    'a password in a text': `login failed, password: ${SECRET}`,
    'a token assignment': `api_token=${SECRET}`,
    'a JWT': `got eyJhbGciOiJIUzI1NiJ9.eyJ${SECRET}.sig${SECRET}`,
    'an SQL string': `SELECT * FROM users WHERE email = '${SECRET}'`,
    'an SQL string with a doubled quote': `UPDATE t SET a = 'it''s ${SECRET}' WHERE b = 1`,
    'an unfinished SQL string': `insert into t values ('${SECRET}`,
    'a dollar-quoted SQL string': `select $x$${SECRET}$x$ where 1=1`,
  };
  for (const [what, text] of Object.entries(carriers)) {
    it(`takes ${what} out`, () => {
      expect(redactText(text)).not.toContain(SECRET);
    });
  }

  it('takes SQL numbers out and leaves the statement readable', () => {
    expect(redactText('SELECT a FROM t WHERE id = 4711 LIMIT 10')).toBe('SELECT a FROM t WHERE id = ? LIMIT ?');
  });

  it('leaves ordinary names alone', () => {
    for (const name of ['POST /api/copilot', 'first token: 340 ms', 'session: 6 turns', 'status 500', 'GET /a/:id']) {
      expect(redactText(name)).toBe(name);
    }
  });

  it('takes out whole values under secret keys, however deep, and keeps the rest', () => {
    const clean = redactDeep({ a: [{ password: SECRET, port: 5432 }], apiKey: SECRET, name: 'x' });
    expect(clean).toEqual({ a: [{ password: '[redacted]', port: 5432 }], apiKey: '[redacted]', name: 'x' });
  });

  it('leaves no planted secret in the report model, wherever free text comes in', async () => {
    const url = `http://ann:${SECRET}@127.0.0.1/?code=${SECRET}`;
    const model = await modelOf({
      run: {
        baseUrl: url,
        command: `npm run x -- --token=${SECRET}`,
        configuration: { headers: { Authorization: `Bearer ${SECRET}` }, nested: [{ url }] },
        target: { databasePassword: SECRET, note: `password=${SECRET}` },
        versions: { postgres: `16 (${url})` },
      },
      plan: { baseUrl: url, description: `Cookie: ${SECRET}` },
      touch: (file) => {
        const second = 1_763_870_406;
        const name = `GET /a?code=${SECRET}`;
        const detail = `Authorization: Basic ${SECRET}`;
        file.scalar('journey_error', { kind: 'status', journey: 'health', phase: 'measure', name, detail }, second, 1);
        file.trend('http_req_duration', { name, method: 'GET', phase: 'measure', journey: 'health' }, second, [1]);
        file.raw(JSON.stringify({ notice: `token=${SECRET}`, atMs: 1 }));
      },
    });
    expect(JSON.stringify(model)).not.toContain(SECRET);
  });
});
