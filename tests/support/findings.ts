/** The load under which every rule of the report can look, and what each rule answered. */
import type { ConfigInput } from '../../contract/config.ts';
import type { ReportModel } from '../../reports/index.ts';

export type Findings = ReportModel['findings'];
export type WorkloadInput = NonNullable<ConfigInput['workloads']>[string];

/** Enough of each journey for every rule to look: 200 answers of one endpoint, ten whole streams, repeated reads. */
export const LOOKED_AT: WorkloadInput = {
  phases: { rampMs: 1_000, warmupMs: 4_000, measureMs: 12_000 },
  journeys: {
    copilot: { sessions: 10 },
    product: { rateRps: 6, preallocatedVus: 30 },
    health: { rateRps: 25 },
  },
};

/** What each of these rules answered: the whole of it when a test fails. */
export function outcomesOf(findings: Findings, ids: readonly string[]): Record<string, string> {
  const answers = new Map([
    ...findings.ranked.map(({ id }) => [id, 'found'] as const),
    ...findings.quiet.map((id) => [id, 'quiet'] as const),
    ...findings.notJudged.map(({ id, reason }) => [id, `not judged: ${reason}`] as const),
    ...findings.failed.map(({ id, reason }) => [id, `failed: ${reason}`] as const),
  ]);
  return Object.fromEntries(ids.map((id) => [id, answers.get(id) ?? 'not asked']));
}
