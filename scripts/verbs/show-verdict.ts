/** Prints a run's verdict the way a person wants to read it at the end of a command. */
import { isUnavailable } from '../../contract/measured.ts';
import type { SloResult, Summary, Verdict } from '../../contract/summary.ts';
import type { Terminal } from '../terminal/terminal.ts';

const MARKS: Record<Verdict, string> = {
  pass: '✔ PASS',
  fail: '✖ FAIL',
  inconclusive: '? INCONCLUSIVE',
  invalid: '⊘ INVALID',
};

/** Findings that a terminal shows; the report has all. */
const FINDINGS_MAX = 3;

/** Verdict, reasons, one line an SLO, the first findings, and where the report lies. */
export function showVerdict(terminal: Terminal, summary: Summary, reportPath: string): void {
  terminal.print();
  terminal.print(`${MARKS[summary.verdict]}  ${summary.because}`);
  for (const reason of summary.validity.reasons) terminal.print(`  ${reason.severity}: ${reason.message}`);
  for (const slo of summary.slos.filter((row) => row.verdict !== 'unavailable')) terminal.print(describeSlo(slo));
  const { actualShare, limitShare, verdict } = summary.error_share;
  const share = isUnavailable(actualShare) ? actualShare.reason : `${(actualShare * 100).toFixed(2)} %`;
  terminal.print(`  ${verdict.padEnd(12)} failed starts ${share} (limit ${limitShare * 100} %)`);
  for (const { severity, title } of (summary.findings ?? []).slice(0, FINDINGS_MAX)) {
    terminal.print(`  ${severity.padEnd(12)} ${title}`);
  }
  terminal.print(`  run     ${summary.run.id}`);
  terminal.print(`  report  ${reportPath}`);
  terminal.json({
    runId: summary.run.id,
    verdict: summary.verdict,
    validity: summary.validity,
    slos: summary.slos,
    findings: summary.findings,
    reportPath,
  });
}

function describeSlo(slo: SloResult): string {
  const actual = isUnavailable(slo.actualMs) ? slo.actualMs.reason : `${slo.actualMs} ms`;
  const judged = slo.judged ? '' : ', not judged by this workload';
  return `  ${slo.verdict.padEnd(12)} ${slo.id} p${slo.quantile * 100} ${actual} (limit ${slo.limitMs} ms, ${slo.intended} starts${judged})`;
}
