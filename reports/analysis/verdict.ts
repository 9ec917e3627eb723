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
  /** What the load was told and the system did not keep, in words; each fails the run. */
  wrongs: readonly string[];
  /** Why the suite stopped the run because of the target's errors; null when it did not. */
  stopped: string | null;
  /** Outages in words, said when the run fails. */
  outages: readonly string[];
}

/** The verdict and why. */
export function decideVerdict(input: VerdictInput): { verdict: Verdict; because: string } {
  const { validity, slos, errorShare } = input;
  if (validity.status === 'invalid') {
    const reason = validity.reasons[0]?.message ?? 'The record cannot be believed.';
    // What the database lost is lost, however badly its latency was measured.
    return { verdict: 'invalid', because: [reason, ...sentences(input.wrongs)].join(' ') };
  }
  const judged = byTightness(slos.filter((slo) => slo.judged));
  const title = (slo: SloResult): string => input.titles.get(slo.id) ?? slo.id;
  const failures = findFailures(input, judged);
  if (failures.length > 0) return { verdict: 'fail', because: sentences([failures.join('; ')]).join(' ') };
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

/** Everything that makes the run fail, in words and the gravest first. */
function findFailures(input: VerdictInput, judged: readonly SloResult[]): string[] {
  const { errorShare } = input;
  const title = (slo: SloResult): string => input.titles.get(slo.id) ?? slo.id;
  const missed = judged.filter((slo) => slo.verdict === 'fail');
  const slow = missed.slice(0, 1).map((slo) => `${title(slo)}: ${slo.reason}`);
  const others = missed.slice(1).map(title);
  if (others.length > 0) slow.push(`also missed: ${others.join(', ')}`);
  // Errors are said beside a missed limit only when that limit does not already count them.
  const isTooMany = errorShare.row.verdict === 'fail';
  const errors = isTooMany && slow.length === 0 ? [`Too many errors: ${errorShare.reason}`] : [];
  const check = judged.length === 0 && slow.length + errors.length === 0 ? input.failedChecks[0] : undefined;
  const checks =
    check === undefined ? [] : [`The check ${check.name} failed in ${check.failed} of ${check.made} cases`];
  const unanswered = [...slow, ...errors, ...checks];
  const stopped = input.stopped === null ? [] : [`The run was stopped early: ${input.stopped}`];
  const outages = unanswered.length + stopped.length > 0 ? input.outages : [];
  return [...input.wrongs, ...stopped, ...outages, ...unanswered];
}

/** Each text as a sentence of its own. */
function sentences(texts: readonly string[]): string[] {
  return texts.map((text) => `${capital(text.replace(/\.$/, ''))}.`);
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
