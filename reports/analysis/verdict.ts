/**
 * The verdict of a run with its reason in one sentence, and the exit code that says the same.
 *
 * Invalid beats everything, fail beats inconclusive; only judged SLOs and the error share move it. A workload that
 * judges no SLO is decided by its error share and its checks.
 */
import { EXIT } from '../../contract/errors.ts';
import { SLO_IDS } from '../../contract/slos.ts';
import type { SloResult, Summary, Verdict } from '../../contract/summary.ts';
import type { EvaluatedErrorShare, FailedCheck } from './error-share.ts';

/** What the verdict is made from. */
export interface VerdictInput {
  validity: Summary['validity'];
  slos: readonly SloResult[];
  /** The title of an SLO in words. */
  titles: ReadonlyMap<string, string>;
  errorShare: EvaluatedErrorShare;
  failedChecks: readonly FailedCheck[];
}

/** The verdict and why. */
export function decideVerdict(input: VerdictInput): { verdict: Verdict; because: string } {
  const { validity, slos, errorShare } = input;
  if (validity.status === 'invalid') {
    return { verdict: 'invalid', because: validity.reasons[0]?.message ?? 'The record cannot be believed.' };
  }
  const judged = byTightness(slos.filter((slo) => slo.judged));
  const title = (slo: SloResult): string => input.titles.get(slo.id) ?? slo.id;
  const failing = judged.filter((slo) => slo.verdict === 'fail');
  const worst = failing[0];
  if (worst !== undefined) {
    const others = failing.slice(1).map(title);
    return {
      verdict: 'fail',
      because: `${title(worst)}: ${worst.reason}${others.length > 0 ? `; also missed: ${others.join(', ')}` : ''}.`,
    };
  }
  if (errorShare.row.verdict === 'fail') return { verdict: 'fail', because: `Too many errors: ${errorShare.reason}.` };
  const check = judged.length === 0 ? input.failedChecks[0] : undefined;
  if (check !== undefined) {
    return { verdict: 'fail', because: `The check ${check.name} failed in ${check.failed} of ${check.made} cases.` };
  }
  const open = judged.find((slo) => slo.verdict !== 'pass');
  if (open !== undefined) return { verdict: 'inconclusive', because: `${title(open)}: ${open.reason}.` };
  if (errorShare.row.verdict !== 'pass') return { verdict: 'inconclusive', because: `${capital(errorShare.reason)}.` };
  if (judged.length === 0) return { verdict: 'pass', because: `All checks held; ${errorShare.reason}.` };
  return {
    verdict: 'pass',
    because: `${judged.map((slo) => `${title(slo)} ${slo.reason}`).join('; ')}; ${errorShare.reason}.`,
  };
}

/** What used most of its limit stands first; what was never answered before all. */
function byTightness(slos: readonly SloResult[]): SloResult[] {
  const used = (slo: SloResult): number =>
    typeof slo.actualMs === 'number' ? slo.actualMs / slo.limitMs : slo.intended > 0 ? Number.MAX_VALUE : 0;
  return [...slos].sort((a, b) => used(b) - used(a));
}

/** The SLO rows as an invalid run shows them: the figures stay, nobody can read a verdict off them. */
export function withoutVerdicts(slos: readonly SloResult[]): SloResult[] {
  return slos.map((slo) => (slo.verdict === 'unavailable' ? slo : { ...slo, verdict: 'invalid' }));
}

/** The order in which the report shows the SLOs. */
export function inReportOrder(slos: readonly SloResult[]): SloResult[] {
  return [...slos].sort((a, b) => SLO_IDS.indexOf(a.id) - SLO_IDS.indexOf(b.id));
}

/** The exit code of a run (DESIGN.md section 6); 130 is the running command's own, it alone knows of the Ctrl-C. */
export function exitCodeOf(summary: Pick<Summary, 'verdict'>, options: { allowInconclusive: boolean }): number {
  switch (summary.verdict) {
    case 'pass':
      return EXIT.ok;
    case 'inconclusive':
      return options.allowInconclusive ? EXIT.ok : EXIT.missed;
    case 'fail':
      return EXIT.missed;
    case 'invalid':
      return EXIT.invalid;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
