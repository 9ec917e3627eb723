import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../analysis/findings/rules.ts';
import { sampleModel } from '../html/support/sample-model.ts';
import type { ReportModel } from '../model.ts';
import { findings } from './findings.ts';
import { SECTIONS } from './registry.ts';
import { renderSection, type Section } from './section.ts';
import { verdict } from './verdict.ts';

function htmlOf(section: Section, model: ReportModel): { html: string; text: string; status: unknown } {
  const rendered = renderSection(section, model);
  const html = rendered?.body.text ?? '';
  const text = html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ');
  return { html, text, status: rendered?.status };
}

describe('findings', () => {
  it('stand after the criteria, the likeliest cause first, each with evidence, meaning, action and how to silence it', () => {
    const ids = SECTIONS.map(({ id }) => id);
    expect(ids.indexOf('findings')).toBe(ids.indexOf('criteria') + 1);
    const { html, text, status } = htmlOf(findings, sampleModel('fail'));
    expect(status).toBe('fail');
    const [scan = 0, pool = 0, index = 0] = ['sequential-scan-hot-path', 'pool-exhausted', 'unused-index'].map((id) =>
      html.indexOf(`id="finding-${id}"`),
    );
    expect(scan).toBeGreaterThan(0);
    expect(pool).toBeGreaterThan(scan);
    expect(index).toBeGreaterThan(pool);
    expect(text).toContain('Critical orders was read from end to end 486 times');
    expect(text).toContain('What to do. Give the statement an index');
    expect(text).toContain("silence: ['sequential-scan-hot-path']");
    expect(text).toContain('Likely behind pool-exhausted too.');
    expect(text).toContain('Likely the effect of sequential-scan-hot-path .');
    expect(html).toContain('<a href="#database">486 scans read 486,000,000 rows; it has 1,000,000</a>');
  });

  it('that are silenced, unknown, not judged or failed are said', () => {
    const { text } = htmlOf(findings, sampleModel('fail'));
    expect(text).toContain('1 silenced by the configuration: bimodal-latency');
    expect(text).toContain('findings.silence names pool-exausted , which is no rule; did you mean pool-exhausted ?');
    expect(text).toContain('1 not judged, and why');
    expect(text).toContain('app_cache_overlapping_recomputations_total was not among what the collectors saw');
    expect(text).toContain('The rule latency-drift failed');
  });

  it('of no weight leave the dot without a judgement, and none at all say how many rules looked', () => {
    const model = sampleModel('pass');
    expect(htmlOf(findings, model).status).toBe('info');
    model.findings = { ...model.findings, ranked: [] };
    expect(htmlOf(findings, model)).toMatchObject({
      status: 'pass',
      text: expect.stringContaining('5 rules looked and found nothing; 1 could not look'),
    });
  });

  it('that nobody could look for are not called clean', () => {
    const model = sampleModel('pass');
    model.findings = { ...model.findings, ranked: [], quiet: [] };
    expect(htmlOf(findings, model)).toMatchObject({
      status: 'unavailable',
      text: expect.stringContaining('No rule could look at this run'),
    });
  });

  it('lead to sections that the report has', () => {
    const ids = SECTIONS.map(({ id }) => `#${id}`);
    const folder = join(import.meta.dirname, '..', 'analysis', 'findings');
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const links = files.flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/'(#[a-z-]+)'/g)].map((match) => match[1]),
    );
    expect(links.length).toBeGreaterThan(RULES.length);
    for (const link of links) expect(ids).toContain(link);
  });
});

describe('the verdict', () => {
  it('of a failing run names the likeliest cause; of any other, or where only information was found, none', () => {
    const model = sampleModel('fail');
    expect(htmlOf(verdict, model).text).toContain('Likeliest cause: orders was read from end to end 486 times');
    expect(htmlOf(verdict, model).html).toContain('href="#finding-sequential-scan-hot-path"');
    model.findings = { ...model.findings, ranked: model.findings.ranked.slice(2) };
    expect(htmlOf(verdict, model).text).not.toContain('Likeliest cause');
    expect(htmlOf(verdict, sampleModel('pass')).text).not.toContain('Likeliest cause');
  });
});
