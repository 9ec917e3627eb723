/**
 * The stored records in `fixtures/records/` and how each was made. Run directly it writes them again.
 *
 * They are made up by the record writer, not recorded: small, and each shows one thing.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ExampleOptions, exampleRecord } from './example-run.ts';
import { type RecordTexts, writeRecord } from './record-writer.ts';

/** Where the stored records are. */
export const RECORDS_FOLDER = fileURLToPath(new URL('../../../fixtures/records/', import.meta.url));

/** The stored records by name. */
export const STORED_RECORDS: Readonly<Record<string, () => RecordTexts>> = {
  healthy: () => exampleRecord(named('healthy')),
  'slow-model': () => exampleRecord({ ...named('slow-model'), modelMs: 1500 }),
  partial: () => {
    const record = exampleRecord({
      ...named('partial'),
      end: null,
      run: { ...named('partial').run, status: 'running', k6Exit: { code: null, signal: 'SIGKILL' } },
    });
    const { endedAtMs: _, ...run } = record.run;
    const text = record.load['local.ndjson'] ?? '';
    // Torn in the middle of a line, as a killed process leaves it.
    return { ...record, run, load: { 'local.ndjson': text.slice(0, Math.floor(text.length * 0.7)) } };
  },
  // Every start fails for three seconds: the target was gone.
  outage: () => exampleRecord({ ...named('outage'), outage: [4, 7] }),
  // Quick and without an error, and yet two orders are not what the load was told.
  'lost-order': () =>
    exampleRecord({
      ...named('lost-order'),
      reconciliation: {
        checked: { checkouts: 412, events: 430, turns: 448 },
        differences: [
          { kind: 'checkout_missing', detail: 'order 03fa2b7c was acknowledged and is not stored' },
          { kind: 'event_applied_again', detail: 'event evt-118 changed its order 2 times' },
        ],
        lockWaitsOverOneSecond: [{ waitedMs: 1412, statement: 'update orders set status = ?' }],
        connectionsAboveIdle: 0,
      },
    }),
  empty: () => ({ ...exampleRecord(named('empty')), load: {}, samples: {} }),
};

function named(id: string): ExampleOptions & { run: { id: string } } {
  return { run: { id } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, make] of Object.entries(STORED_RECORDS)) await writeRecord(join(RECORDS_FOLDER, name), make());
}
