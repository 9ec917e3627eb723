import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLedger } from './ledger.ts';

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
      'a warning of k6',
      '{"ledger":"checkout","orderId":"o1","reference":"r1","amountCents":1200}',
      '{"ledger":"event","eventId":"e1","orderId":"o1","result":"applied"}',
      '{"ledger":"event","eventId":"e2","orderId":"o1","result":"something else"}',
      '{"ledger":"turn","requestId":"q1"}',
      '{"ledger":"turn","requ',
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
