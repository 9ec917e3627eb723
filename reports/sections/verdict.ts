/** Is it good enough? The first screen: one word, one sentence, four figures, and what was tested. Never a chart. */
import type { Summary } from '../../contract/summary.ts';
import { ellipsise, type Html, html, nothing, url } from '../html/escape.ts';
import { momentText, spanText } from '../html/numbers.ts';
import { statusShape, statusWord } from '../html/shapes.ts';
import type { ReportModel } from '../model.ts';
import { defineSection } from './section.ts';
import { verdictTiles } from './tiles.ts';

/** What each verdict means, for whoever meets the word for the first time. */
const MEANINGS: Readonly<Record<Summary['verdict'], string>> = {
  pass: 'Every limit was held',
  fail: 'At least one limit was missed',
  inconclusive: 'Too little was measured to say',
  invalid: 'The measurement itself went wrong',
};

export const verdict = defineSection({
  id: 'verdict',
  title: 'Verdict',
  question: '',
  inputs: ['summary', 'run', 'plan', 'facts', 'findings'],
  render({ summary, run, plan, facts, findings }) {
    const word = statusWord(summary.verdict).toUpperCase();
    const body = html`<section id="verdict" aria-labelledby="verdict-h">
<div class="hero ${summary.verdict}">${statusShape(summary.verdict, { silent: true })}<div><p class="kicker">${meaningOf(summary)}</p><h1 id="verdict-h" class="${summary.verdict}">${word}</h1></div><p class="because">${summary.because}${likeliestCause(summary, findings)}</p></div>
${verdictTiles(summary, plan, facts)}
<dl class="facts">${factRows(summary, run, facts).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
</section>`;
    return { body, charts: [], status: summary.verdict };
  },
});

/** Why a run failed, where a rule says so; what changes nothing for users is no cause. */
function likeliestCause({ verdict: word }: Summary, { ranked: [first] }: ReportModel['findings']): Html {
  if (word !== 'fail' || first === undefined || first.severity === 'info') return nothing;
  return html` Likeliest cause: <a${url(`#finding-${first.id}`)}>${ellipsise(first.title, 240)}</a>.`;
}

/** A workload that judges no latency has held none: its pass speaks of checks and errors only. */
function meaningOf(summary: Summary): string {
  if (isWrongThoughQuick(summary)) return 'No limit was missed, and yet something is wrong';
  const isLatencyJudged = summary.slos.some((slo) => slo.judged && slo.verdict !== 'unavailable');
  if (isLatencyJudged || summary.verdict === 'invalid') return MEANINGS[summary.verdict];
  const outcome = summary.verdict === 'pass' ? 'Checks and errors are fine' : MEANINGS[summary.verdict];
  return `${outcome}; this workload judges no latency`;
}

/** A run that failed by none of its limits: something was lost, doubled, stale or unfairly refused. */
function isWrongThoughQuick({ verdict: word, slos, error_share: errors, run }: Summary): boolean {
  const isLimitMissed = slos.some((slo) => slo.judged && slo.verdict === 'fail') || errors.verdict === 'fail';
  return word === 'fail' && !isLimitMissed && run.stoppedEarly === undefined;
}

function comparableText({ comparability }: Summary): string {
  if (comparability === undefined) return 'not judged';
  const [first, ...rest] = comparability.reasons;
  if (first === undefined) return 'yes';
  const more = rest.length === 0 ? '' : ` And ${rest.length} more, see Load generator.`;
  return `no: ${first.message}${more}`;
}

function factRows(summary: Summary, run: ReportModel['run'], facts: ReportModel['facts']): [string, Html | string][] {
  const measuredMs = facts.measureEndMs - facts.measureStartMs;
  const commit =
    run.git === null
      ? 'not known: not a git work tree'
      : html`<code>${run.git.revision.slice(0, 12)}</code>${run.git.dirty ? ' with uncommitted changes' : ''}`;
  return [
    ['Tested', html`${run.deployment} at <code>${run.baseUrl}</code>`],
    ['Profile', run.profile],
    ['Workload', run.workload],
    ['When', momentText(summary.run.startedAtMs)],
    [
      'Duration',
      measuredMs > 0
        ? `${spanText(facts.durationMs)}, of which ${spanText(measuredMs)} measured`
        : spanText(facts.durationMs),
    ],
    ...(run.build === undefined
      ? []
      : ([['Build', html`<code>${ellipsise(run.build, 100)}</code>`]] satisfies [string, Html][])),
    [run.build === undefined ? 'Commit' : 'Commit of the suite', commit],
    ['Comparable with other runs', comparableText(summary)],
    ...(summary.run.status === 'complete' ? [] : ([['Run ended', summary.run.status]] satisfies [string, string][])),
  ];
}
