import { describe, expect, it } from 'vitest';
import { reportModelSchema } from '../../model.ts';
import { buildModel } from '../build-model.ts';
import {
  experiment,
  indexUsage,
  planRun,
  plansOf,
  recordWith,
  slowStatement,
  slowWatch,
  snapshots,
  statementRow,
  tableUsage,
} from '../support/evidence-example.ts';

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

describe('the evidence', () => {
  it('of a record without any is of the published form, each part with its reason', async () => {
    const model = buildModel(await recordWith({}));
    expect(reportModelSchema.parse(model)).toEqual(model);
    const { statements, tables, settings, slow, indexes, migrations, planHashes } = model.evidence;
    for (const part of [statements, tables, settings, slow, indexes, migrations])
      expect(part).toMatchObject({ status: 'unavailable', reason: expect.stringContaining('not collected') });
    expect(planHashes).toEqual([]);
    expect(model.cuts).toEqual([]);
  });

  it('says what was cut of lists and texts that are too long', async () => {
    const indexes = many(43, (at) => indexUsage({ name: `i${at}`, keys: [`c${at}`] }));
    const [tried] = experiment('i0').cases;
    const cases = tried === undefined ? [] : [{ ...tried, with: planRun({ text: 'x'.repeat(3000) }) }];
    const record = await recordWith({
      ...snapshots(
        { indexes },
        {
          indexes,
          statements: many(27, (at) => statementRow({ id: `s${at}`, text: 'y'.repeat(at === 0 ? 2048 : 9) })),
          tables: many(41, (at) => tableUsage({ name: `t${at}`, indexScans: 1 })),
        },
      ),
      plans: plansOf([experiment('i0', 40, { cases })]),
      slowWatch: slowWatch({ omitted: 9 }),
      slowStatements: many(22, (at) => slowStatement({ id: String(at) })),
    });
    const model = buildModel(record);
    expect(reportModelSchema.parse(model)).toEqual(model);
    expect(model.cuts).toEqual([
      '2 statements stand together as one row.',
      '1 statements are cut at 2048 characters.',
      '1 further tables were in use and are not listed.',
      '2 further indexes are only counted.',
      '1 plans are cut at 2048 characters.',
      '2 further statements were slow and are not listed.',
      '9 executions of slow statements were not recorded: the limit of the watch was reached.',
    ]);
  });
});
