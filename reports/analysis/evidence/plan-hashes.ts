/** The hashes of all plans that the record knows, so that a later comparison can say "the plan changed". */
import type { Evidence } from '../../../contract/evidence.ts';
import type { PlanHash } from '../../database-model.ts';
import { compareText } from '../load-data.ts';

/** Each source, key and hash once, ordered by all three; a slow statement may have had several plans. */
export function listPlanHashes({ plans, slowStatements }: Evidence): PlanHash[] {
  const experiments = plans.status === 'ok' ? plans.value.experiments : [];
  const tried = experiments.flatMap(({ index, query, cases }) =>
    cases.flatMap((one): PlanHash[] => [
      { source: 'experiment', key: `${index}/${query?.statement ?? ''}/${one.user}/with`, hash: one.with.hash },
      { source: 'experiment', key: `${index}/${query?.statement ?? ''}/${one.user}/without`, hash: one.without.hash },
    ]),
  );
  const slow = slowStatements.flatMap(({ id, text, planHash }): PlanHash[] =>
    planHash === null ? [] : [{ source: 'slow statement', key: id ?? text, hash: planHash }],
  );
  const byKey = new Map([...tried, ...slow].map((one) => [`${one.source}\n${one.key}\n${one.hash}`, one]));
  return [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}
