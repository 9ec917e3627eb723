import { describe, expect, it } from 'vitest';
import type { JourneyAttribution } from '../attribution-model.ts';
import { sampleModel } from '../html/support/sample-model.ts';
import { attribution } from './attribution.ts';

function textOf(journeys: readonly JourneyAttribution[]): string {
  const rendered = attribution.render({ ...sampleModel(), attribution: [...journeys] });
  return (rendered?.body.text ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ');
}

const journeys = sampleModel().attribution;
const named = (journey: string) => journeys.filter((one) => one.journey === journey);

describe('what the slowest waited for', () => {
  it('shows median and slowest side by side, as bars whose parts are read aloud and as figures', () => {
    const { body } = attribution.render({ ...sampleModel(), attribution: named('dashboard') }) ?? {
      body: { text: '' },
    };
    const labels = [...body.text.matchAll(/class="bar" role="img" aria-label="([^"]*)"/g)].map((match) => match[1]);
    expect(labels).toHaveLength(2);
    expect(labels[0]).toContain('pool wait 1.2');
    expect(labels[1]).toContain('pool wait 69');
    expect(textOf(named('dashboard'))).toMatch(/pool wait 1\.1 1\.2 % 228 69 %/);
  });

  it('puts parts without weight together, and loses nothing of them', () => {
    expect(textOf(named('copilot'))).toContain('all parts below 1 % 3.2 0.8 % 6 0.8 %');
  });

  it('does not say 0 of a part that only one of the groups has: it may be too small to have been counted', () => {
    const changed = named('dashboard').map((one) => {
      if (one.status === 'unavailable') return one;
      return { ...one, middle: { ...one.middle, parts: one.middle.parts.filter(({ id }) => id !== 'pool') } };
    });
    expect(textOf(changed)).toMatch(/pool wait – &lt;1 % 228 69 %/);
  });

  it('says that Server-Timing was not collected, with the header and the lines that switch it on', () => {
    const text = textOf(named('health'));
    expect(text).toContain('The server’s share is not collected');
    expect(text).toContain('Server-Timing: pool;dur=0.4, db;dur=12.1');
    for (const server of ['Express', 'Fastify', 'nginx']) expect(text).toContain(server);
    expect(textOf(named('dashboard'))).not.toContain('Express');
  });

  it('gives the reason where nothing can be said', () => {
    expect(textOf(named('admin'))).toContain('Not available: no start of the measured phase was answered');
    expect(textOf([])).toContain('the plan has none');
  });

  it('escapes what journeys are called', () => {
    const hostile = named('dashboard').map((one) => ({
      ...one,
      journey: '"><script>',
      title: '<img src=x onerror=alert(1)>',
    }));
    const { body } = attribution.render({ ...sampleModel(), attribution: hostile }) ?? { body: { text: '' } };
    expect(body.text).not.toMatch(/<script|<img/);
    expect(body.text).toContain('&lt;img src=x');
  });
});
