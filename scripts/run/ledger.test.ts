import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLedger } from './ledger.ts';

/** A console line as k6 writes it with --log-format json. */
const console = (entry: object) =>
  JSON.stringify({ level: 'info', msg: JSON.stringify(entry), source: 'console', time: '2026-11-23T07:00:00Z' });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'headroom-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('holds what was acknowledged, by kind and in order, and passes over all other lines', async () => {
  const path = join(folder, 'k6.log');
  writeFileSync(
    path,
    [
      JSON.stringify({ level: 'warning', msg: 'Request Failed' }),
      console({ ledger: 'checkout', orderId: 'o1', reference: 'r1', amountCents: 1200 }),
      console({ ledger: 'event', eventId: 'e1', orderId: 'o1', result: 'applied' }),
      console({ ledger: 'event', eventId: 'e2', orderId: 'o1', result: 'something else' }),
      console({ ledger: 'turn', requestId: 'q1' }),
      JSON.stringify({ level: 'error', msg: 'a body with {"ledger":"turn"} in it' }),
      console({ ledger: 'turn', requestId: 'q2' }).slice(0, -30),
    ].join('\n'),
  );
  expect(await readLedger(path)).toEqual({
    checkouts: [{ orderId: 'o1', reference: 'r1', amountCents: 1200 }],
    events: [{ eventId: 'e1', orderId: 'o1', result: 'applied' }],
    turns: [{ requestId: 'q1' }],
  });
});

it('is empty when there is no log', async () => {
  expect(await readLedger(join(folder, 'none'))).toEqual({ checkouts: [], events: [], turns: [] });
});
