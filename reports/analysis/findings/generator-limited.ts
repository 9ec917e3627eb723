/** Was it the load generator that was too slow? */
import { numberText } from '../../html/numbers.ts';
import { percent } from '../round.ts';
import { perSecondOf } from '../validity-generator.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';
import type { RuleInput } from './rule-input.ts';

/** Reasons of the validity that blame the generator. */
const CODES: readonly string[] = ['timer_lag', 'schedule', 'missing_seconds'];
/** Share of its own processors in the median second, where the generator has a host of its own. */
const CPU_SHARE_MAX = 0.9;

export const generatorLimited: Rule = {
  id: 'generator-limited',
  kind: 'measurement',
  title: 'A load generator at its limit',
  looksFor: `The validity names the generator (${CODES.join(', ')}); or, on a host of its own, it used ${percent(CPU_SHARE_MAX)} of its processors in the median second.`,
  needs: 'The generator’s own report.',
  meaning:
    'The figures measure the generator: starts came late or not at all, and its own delays stand in every latency. Nothing below can be read of the target.',
  action:
    'Give the generator a host of its own or more of this one, more preallocated virtual users, or less load; or share the load among several generators.',
  explains: ['latency-drift', 'error-burst', 'bimodal-latency', 'warm-up-not-over'],
  judge(input) {
    const { record, summary } = input;
    if (record.load.files.length === 0) return notJudged('there is no load file');
    const reasons = summary.validity.reasons.filter(
      ({ code, severity }) => severity === 'invalid' && CODES.includes(code),
    );
    const cpu = medianCpuShare(input);
    const isBusy = !record.run.machine.sharedWithTarget && cpu !== null && cpu >= CPU_SHARE_MAX;
    if (reasons.length === 0 && !isBusy) return QUIET;
    const [first] = reasons;
    const cpuText = cpu === null ? 'not reported' : percent(cpu);
    return found({
      severity: 'critical',
      title:
        first === undefined ? `The load generator used ${cpuText} of its processors` : first.message.replace(/\.$/, ''),
      score: 1,
      evidence: [
        ...reasons.map(({ code, message }) => ({ label: code, value: message, link: '#generator' })),
        { label: 'Generator CPU, median second', value: cpuText, link: '#generator' },
        { label: 'Generators', value: numberText(record.load.files.length), link: '#generator' },
      ],
    });
  },
};

/** Of the busiest generator, the median second's share of its own limit; null where none reported it. */
function medianCpuShare({ record, window }: RuleInput): number | null {
  const medians = perSecondOf(record, window, 'generator_cpu_share').map(({ values }) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  });
  return medians.length === 0 ? null : Math.max(...medians);
}
