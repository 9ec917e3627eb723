/** The pool in Markdown: what ran, every comparison, what holds; and the same as data. */
import type { Summary } from '../../contract/summary.ts';
import type { JudgedComparison, JudgedPool } from './judge.ts';
import type { Pool } from './pool-record.ts';

/** Causes of a comparison that are shown. */
const CAUSES = 6;

/** The page. `summaries` are those of the pool's runs in their order, then of those set aside. */
export function describePool(pool: Pool, judged: JudgedPool, summaries: readonly Summary[]): string {
  const { load, measureSeconds, heavyThousands } = pool;
  return [
    `${pool.runs.length} runs of ${measureSeconds} s at ${load.share * 100} % of the baseline's load on ${load.orders} orders; the fault hashes ${heavyThousands},000 numbers in the dashboard's list of downloads, uncached.`,
    '',
    ...judged.claims.map(({ text, holds }) => `- ${holds ? '✔' : '✖'} ${text}`),
    '',
    '## Runs',
    '',
    pool.setAside.length === 0
      ? 'Every run counted.'
      : `${pool.setAside.length} runs did not count by the suite's own rules (a dash instead of a number) and were made anew.`,
    '',
    table(
      ['run', 'kind', 'verdict', 'comparable', ...(summaries[0]?.slos ?? []).map(({ id }) => `${id} p95, ms`)],
      [...pool.runs, ...pool.setAside].map(({ kind, ...made }, at) => {
        const summary = summaries[at];
        const figures = (summary?.slos ?? []).map(({ actualMs }) =>
          typeof actualMs === 'number' ? actualMs.toFixed(1) : '–',
        );
        const isCounted = at < pool.runs.length;
        const reason = 'reason' in made ? String(made.reason) : 'yes';
        return [isCounted ? String(at + 1) : '–', kind, summary?.verdict ?? '', reason, ...figures];
      }),
    ),
    '',
    '## Equal runs',
    '',
    table(
      ['split', 'runs', 'verdict', 'alarms', 'widest MDE of the gate'],
      judged.even.map(({ name, split, model, alarms }) => [
        name,
        `${numbers(split.before)} with ${numbers(split.after)}`,
        model.verdict,
        alarms.map(({ endpoint, figure, verdict }) => `${endpoint} ${figure} ${verdict}`).join(', ') || 'none',
        percent(
          Math.max(0, ...gateOf(model).map((row) => (row.evidence.status === 'ok' ? row.evidence.value.mde80 : 0))),
        ),
      ]),
    ),
    ...[judged.fault, judged.sprint].flatMap(describeComparison),
  ].join('\n');
}

/** The pool as data: runs, their figures, every gate row. */
export function poolData(pool: Pool, judged: JudgedPool, summaries: readonly Summary[]): object {
  return {
    ...pool,
    runs: pool.runs.map((run, at) => ({
      ...run,
      startedAtMs: summaries[at]?.run.startedAtMs,
      verdict: summaries[at]?.verdict,
      comparability: summaries[at]?.comparability,
      slos: summaries[at]?.slos.map(({ id, actualMs, intended }) => ({ id, p95Ms: actualMs, starts: intended })),
    })),
    comparisons: [...judged.even, judged.fault, judged.sprint].map(({ name, split, model }) => ({
      name,
      split,
      verdict: model.verdict,
      sentence: model.sentence,
      excluded: model.excluded,
      gate: gateOf(model).map(({ endpoint, metric, figure, verdict, before, after, evidence }) => ({
        endpoint,
        metric,
        figure,
        verdict,
        before: before.value,
        after: after.value,
        evidence,
      })),
      why: model.why.slice(0, CAUSES),
    })),
    claims: judged.claims,
  };
}

function describeComparison({ name, split, model }: JudgedComparison): string[] {
  return [
    '',
    `## ${name[0]?.toUpperCase()}${name.slice(1)}`,
    '',
    `Runs ${numbers(split.before)} with ${numbers(split.after)}: **${model.verdict}**. ${model.sentence}`,
    '',
    table(
      ['figure', 'before', 'after', 'change', 'verdict'],
      gateOf(model).map((row) => [
        `${row.endpoint} ${row.figure}`,
        value(row.before.value, row.figure),
        value(row.after.value, row.figure),
        row.evidence.status === 'ok' && row.evidence.value.scale === 'ratio'
          ? `${percent(row.evidence.value.change)} (${percent(row.evidence.value.ci95[0])} … ${percent(row.evidence.value.ci95[1])})`
          : '',
        row.verdict,
      ]),
    ),
    '',
    ...model.why.slice(0, CAUSES).map(({ sentence }) => `- ${sentence}`),
    ...(model.excluded.length === 0
      ? []
      : [
          '',
          ...model.excluded.map(
            ({ runId, reasons }) => `- not compared: ${runId}: ${reasons.map(({ code }) => code).join(', ')}`,
          ),
        ]),
  ];
}

function gateOf({ rows }: JudgedComparison['model']): JudgedComparison['model']['rows'] {
  return rows.filter(({ family }) => family === 'gate');
}

/** Positions as a reader counts them. */
function numbers(positions: readonly number[]): string {
  return positions.map((at) => at + 1).join(' ');
}

function value(of: number | null, figure: string): string {
  if (of === null) return '–';
  return figure === 'errors' ? `${(of * 100).toFixed(2)} %` : of.toFixed(1);
}

function percent(share: number): string {
  return `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
