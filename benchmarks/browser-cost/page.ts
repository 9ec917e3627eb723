/** The page of runs with and without browsers: what each came to, and each SLO's p95 side by side. */
import { isUnavailable, type OrUnavailable } from '../../contract/measured.ts';
import type { Summary } from '../../contract/summary.ts';

/** One baseline. */
export interface NamedRun {
  withBrowser: boolean;
  exitCode: number | null;
  summary: Summary;
}

/** Whether a run passed, may be believed, and left nothing acknowledged unstored. */
export function isClean({ exitCode, summary }: NamedRun): boolean {
  const reconciliation = summary.correctness?.reconciliation;
  return (
    exitCode === 0 &&
    summary.verdict === 'pass' &&
    summary.validity.status === 'valid' &&
    reconciliation !== undefined &&
    !isUnavailable(reconciliation) &&
    reconciliation.differences === 0
  );
}

/** Two tables in Markdown. */
export function describeRuns(runs: readonly NamedRun[]): string {
  const outcomes = runs.map((run, at) => {
    const { summary } = run;
    const reconciliation = summary.correctness?.reconciliation;
    const differences =
      reconciliation === undefined || isUnavailable(reconciliation)
        ? 'not reconciled'
        : `${reconciliation.differences} of ${reconciliation.checked.checkouts} checkouts, ${reconciliation.checked.turns} turns`;
    return [
      `${at + 1}`,
      run.withBrowser ? 'with' : 'without',
      summary.verdict,
      summary.validity.status,
      differences,
      figure(summary.generator.timerLagMsP99),
      figure(summary.server.rateLimited),
    ];
  });
  const first = runs[0]?.summary.slos ?? [];
  const slos = first.map(({ id, limitMs }) => {
    const of = (withBrowser: boolean) =>
      runs.flatMap((run) => (run.withBrowser === withBrowser ? [run.summary.slos.find((slo) => slo.id === id)] : []));
    const [withBrowser, without] = [of(true), of(false)].map((rows) => rows.map((row) => figure(row?.actualMs)));
    const starts = runs.map((run) => run.summary.slos.find((slo) => slo.id === id)?.intended ?? 0);
    return [id, `${limitMs}`, without?.join(', ') ?? '', withBrowser?.join(', ') ?? '', `${Math.min(...starts)}`];
  });
  return [
    table(['run', 'browsers', 'verdict', 'validity', 'differences', 'timer lag p99, ms', '429'], outcomes),
    '',
    'p95 of every run, ms, in the order of the runs:',
    '',
    table(['SLO', 'limit', 'without browsers', 'with two browsers', 'fewest starts'], slos),
  ].join('\n');
}

function figure(value: OrUnavailable<number> | undefined): string {
  if (value === undefined) return 'none';
  return isUnavailable(value) ? value.reason : value.toFixed(value < 10 ? 2 : 1);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
