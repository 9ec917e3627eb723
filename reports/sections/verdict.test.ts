import { describe, expect, it } from 'vitest';
import { sampleModel } from '../html/support/sample-model.ts';
import { criteria } from './criteria.ts';
import { renderSection } from './section.ts';
import { worstSlo } from './tiles.ts';
import { validity } from './validity.ts';
import { verdict } from './verdict.ts';

describe('the first screen', () => {
  it('shows the judged SLO that used most of its limit, and one never answered before all others', () => {
    const { summary } = sampleModel('pass');
    expect(worstSlo(summary)?.id).toBe('copilot_first_token');
    const health = summary.slos.find((slo) => slo.id === 'health_check');
    if (health === undefined) throw new Error('the sample judges health');
    health.actualMs = { status: 'unavailable', reason: 'more than 5 % never answered' };
    expect(worstSlo(summary)?.id).toBe('health_check');
    health.judged = false;
    expect(worstSlo(summary)?.id).toBe('copilot_first_token');
    expect(worstSlo({ ...summary, slos: [] })).toBeNull();
  });

  it('does not claim that limits were held when none was judged', () => {
    const model = sampleModel('pass');
    for (const slo of model.summary.slos) slo.judged = false;
    const text = renderSection(verdict, model)?.body.text ?? '';
    expect(text).toContain('this workload judges no latency');
    expect(text).toContain('for information, not judged');
    expect(text).not.toContain('Every limit was held');
  });

  it('does not speak of a missed limit when none was missed', () => {
    const model = sampleModel('fail');
    for (const slo of model.summary.slos) if (slo.verdict === 'fail') slo.verdict = 'pass';
    const text = renderSection(verdict, model)?.body.text ?? '';
    expect(text).toContain('No limit was missed, and yet something is wrong');
    expect(text).not.toContain('At least one limit was missed');
  });

  it('names the build that somebody named, and then calls the commit the suite’s', () => {
    const model = sampleModel('pass');
    const before = renderSection(verdict, model)?.body.text ?? '';
    expect(before).not.toContain('Commit of the suite');
    model.run.build = 'v1.4 <b>';
    const text = renderSection(verdict, model)?.body.text ?? '';
    expect(text).toContain('v1.4 &lt;b&gt;');
    expect(text).toContain('Commit of the suite');
  });

  it('says nothing of validity when the run is clean, and names every reason when it is not', () => {
    expect(renderSection(validity, sampleModel('pass'))).toBeNull();
    const text = renderSection(validity, sampleModel('invalid'))?.body.text ?? '';
    expect(text).toContain('Do not use this result');
    expect(text.indexOf('timer_lag')).toBeLessThan(text.indexOf('collector'));
  });

  it('lists the missed criteria first and names the journeys that were not run', () => {
    const text = renderSection(criteria, sampleModel('fail'))?.body.text ?? '';
    expect(text.indexOf('Copilot first token')).toBeLessThan(text.indexOf('Dashboard load'));
    expect(text).toContain('product page load, checkout end to end');
  });
});
