import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEvidence } from './read-evidence.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'headroom-evidence-'));
  mkdirSync(join(folder, 'evidence'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, 'evidence', name), text);
const snapshot = {
  headroom: 'database/1',
  moment: 'before',
  wantedAtMs: 1_000,
  atMs: 1_004,
  tookMs: 12,
  statements: { status: 'unavailable', reason: 'pg_stat_statements is not there' },
  tables: { status: 'ok', value: [] },
  indexes: { status: 'ok', value: [] },
  settings: { status: 'ok', value: { jit: 'off' } },
};

describe('reading evidence', () => {
  it('says of every file that is missing that it was not collected', async () => {
    const evidence = await readEvidence(folder);
    expect(evidence.before).toEqual({
      status: 'unavailable',
      reason: 'not collected: the record has no evidence/database-before.json',
    });
    expect(evidence.plans.status).toBe('unavailable');
    expect(evidence.slowStatements).toEqual([]);
  });

  it('keeps the parts of a snapshot that are there beside those that are not', async () => {
    write('database-before.json', JSON.stringify(snapshot));
    expect((await readEvidence(folder)).before).toEqual({ status: 'ok', value: snapshot });
  });

  it('gives the reason of a torn file, of another version, and of one that says why it is empty', async () => {
    write('database-before.json', '{"headroom":');
    write('database-after.json', JSON.stringify({ ...snapshot, headroom: 'database/9' }));
    write('plans.json', JSON.stringify({ status: 'unavailable', reason: 'GRANT CREATEDB would show it' }));
    const { before, after, plans } = await readEvidence(folder);
    expect(before).toMatchObject({ reason: 'evidence/database-before.json is no JSON' });
    expect(after).toMatchObject({
      reason: expect.stringMatching(/database-after\.json is not what it claims: headroom/),
    });
    expect(plans).toEqual({ status: 'unavailable', reason: 'GRANT CREATEDB would show it' });
  });

  it('reads slow statements line by line, without literals, and passes over what it cannot read', async () => {
    const line = {
      atMs: 1,
      source: 'activity',
      id: null,
      text: "SELECT * FROM orders WHERE status = 'failed'",
      durationMs: 300,
      waits: [],
      planHash: null,
      plan: null,
    };
    write('slow-statements.ndjson', `${JSON.stringify(line)}\n{"atMs":2}\n{"atMs`);
    expect((await readEvidence(folder)).slowStatements).toEqual([
      { ...line, text: 'SELECT * FROM orders WHERE status = ?' },
    ]);
  });
});
