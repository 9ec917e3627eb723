import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Panel, type ReportModel, reportModelSchema } from '../model.ts';
import { SECTIONS } from '../sections/registry.ts';
import { defineSection } from '../sections/section.ts';
import { html } from './escape.ts';
import { renderReport } from './render.ts';
import { HOSTILE_NAMES } from './support/hostile-names.ts';
import { largeEvidence } from './support/large-evidence.ts';
import { type SampleKind, sampleModel } from './support/sample-model.ts';
import { setLeaf, stringLeaves } from './support/walk.ts';

const KINDS: readonly SampleKind[] = ['pass', 'fail', 'invalid', 'inconclusive'];

/** The tags outside script and style; sound because the template escapes < and > everywhere else. */
function tagsOf(page: string): string[] {
  return page.replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '<$1$2>').match(/<[^>]*>/g) ?? [];
}

function textOf(page: string): string {
  const bare = page.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
  return bare
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('\u00a0', ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function emptied(): ReportModel {
  const model = sampleModel();
  return {
    ...model,
    timeline: { ...model.timeline, count: 0, phases: [] },
    facts: { ...model.facts, measureStartMs: 0, measureEndMs: 0, durationMs: 0, requestsTotal: 0 },
    latency: [],
    whereTimeWent: [],
    attribution: [],
    streams: { status: 'unavailable', reason: 'no stream was opened' },
    server: [],
    generator: { panels: [], facts: [], rule: '' },
    endpoints: [],
    sloDetail: [],
    method: [],
    cuts: [],
    summary: { ...model.summary, slos: [], series: [] },
  };
}

describe('the page', () => {
  it('is the same bytes for the same model', () => {
    expect(renderReport(sampleModel('fail'))).toBe(renderReport(sampleModel('fail')));
  });

  it.each(KINDS)('of a %s run says its verdict in the title, the heading and the small island', (kind) => {
    const page = renderReport(sampleModel(kind));
    const word = kind.toUpperCase();
    expect(page).toContain(`<title>${word} – `);
    expect(page).toMatch(new RegExp(`<h1[^>]*>${word}</h1>`));
    expect(page).toContain(`"verdict":"${kind}"`);
    expect(textOf(page)).toContain(sampleModel(kind).summary.because);
  });

  it('states its policy right after the character set, and its hashes are those of the script and the style', () => {
    const page = renderReport(sampleModel());
    expect(page.indexOf('<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"')).toBeGreaterThan(0);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(policy).toBe(
      `default-src 'none'; script-src ${sha256(script)}; style-src ${sha256(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'`,
    );
    expect(page.match(/<style/g)).toHaveLength(1);
    expect(page.match(/<script/g)).toHaveLength(3);
  });

  it('loads nothing and has neither style attributes nor handlers', () => {
    for (const kind of KINDS) {
      const page = renderReport(sampleModel(kind));
      const tags = tagsOf(page);
      expect(tags.filter((tag) => /\s(style|on\w+|src|srcset|action|formaction|ping)\s*=/i.test(tag))).toEqual([]);
      const links = tags.flatMap((tag) => [...tag.matchAll(/\shref="([^"]*)"/g)].map((match) => match[1] ?? ''));
      expect(links.filter((link) => !/^#[\w-]+$/.test(link) && !link.startsWith('data:image/svg+xml,'))).toEqual([]);
      expect(/<style>([\s\S]*?)<\/style>/.exec(page)?.[1]).not.toMatch(/url\(|@import|expression/);
      expect(/<script>([\s\S]*?)<\/script>/.exec(page)?.[1]).not.toMatch(/https?:\/\//);
    }
  });

  it('gives every id once, and every link of the contents leads somewhere', () => {
    const tags = tagsOf(renderReport(sampleModel('invalid')));
    const ids = tags.flatMap((tag) => [...tag.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? ''));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const links = tags.flatMap((tag) => [...tag.matchAll(/\shref="#([^"]*)"/g)].map((match) => match[1] ?? ''));
    expect(links.filter((link) => !ids.includes(link))).toEqual([]);
  });

  it('keeps within its budgets', () => {
    const page = renderReport(sampleModel());
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(Buffer.byteLength(style)).toBeLessThan(15 * 1024);
    expect(Buffer.byteLength(script)).toBeLessThan(240 * 1024);
    expect(Buffer.byteLength(page)).toBeLessThan(1024 * 1024);
  });
});

describe('names from outside', () => {
  it('stay text in every field of the model', { timeout: 60_000 }, () => {
    const clean = sampleModel('fail');
    const skeleton = tagsOf(renderReport(clean)).map((tag) => tag.split(/[\s>]/)[0]);
    const free = freeLeafIndexes();
    expect(free.size).toBeGreaterThan(250);
    for (let turn = 0; turn < HOSTILE_NAMES.length; turn += 1) {
      const model = sampleModel('fail');
      stringLeaves(model).forEach((leaf, index) => {
        if (free.has(index)) setLeaf(leaf, HOSTILE_NAMES[(turn + index) % HOSTILE_NAMES.length] ?? '');
      });
      expect(reportModelSchema.safeParse(model).error).toBeUndefined();
      const page = renderReport(model);
      expect(page).not.toContain('This section could not be made');
      expect(tagsOf(page).map((tag) => tag.split(/[\s>]/)[0])).toEqual(skeleton);
      expect([...'\u202e\u2066\u2028\u0000\u001b'].filter((character) => page.includes(character))).toEqual([]);
    }
  });
});

describe('what is missing', () => {
  it('is said with its reason where the figure would stand', () => {
    const model = sampleModel();
    const gone = (reason: string) => ({ status: 'unavailable' as const, reason });
    const [first] = model.server;
    const slo = model.summary.slos[1];
    if (first === undefined || slo === undefined) throw new Error('the sample has panels and SLOs');
    model.facts.requestRateRps = gone('reason one');
    model.streams = gone('reason two');
    model.server[0] = { id: first.id, title: first.title, ...gone('reason three') };
    model.whereTimeWent[0] = { id: 'a', title: 'b', ...gone('reason four') };
    slo.actualMs = gone('reason five');
    slo.goodShare = gone('reason six');
    model.summary.error_share.actualShare = gone('reason seven');
    model.summary.sessions.copilotMin = gone('reason eight');
    const text = textOf(renderReport(model));
    for (const word of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'])
      expect(text).toContain(`reason ${word}`);
  });

  it('leaves a readable page even when nothing was measured', () => {
    const page = renderReport(emptied());
    expect(page).not.toContain('This section could not be made');
    expect(textOf(page)).toContain('no request was made in the measured phase');
  });

  it('costs a throwing section its own card and nothing else', () => {
    const broken = defineSection({
      id: 'broken',
      title: 'Broken',
      question: 'Does it hold?',
      inputs: [],
      render: () => {
        throw new Error('<b>no</b>');
      },
    });
    const page = renderReport(sampleModel(), [...SECTIONS, broken]);
    expect(page).toContain('&lt;b&gt;no&lt;/b&gt;');
    expect(textOf(page)).toContain('This section could not be made');
    expect(page).toMatch(/<h1[^>]*>PASS<\/h1>/);
  });

  it('is withheld from a section that did not declare it', () => {
    let seen: string[] = [];
    const curious = defineSection({
      id: 'curious',
      title: 'Curious',
      question: '?',
      inputs: ['cuts'],
      render: (input) => {
        seen = Object.keys(input);
        return { body: html``, charts: [], status: null };
      },
    });
    renderReport(sampleModel(), [curious]);
    expect(seen).toEqual(['cuts']);
  });
});

describe('the data island', () => {
  it('holds the model itself, and every chart’s path leads to numbers in it', () => {
    const model = sampleModel('fail');
    const page = renderReport(model);
    const packed = /id="headroom-data">([A-Za-z0-9+/=]+)</.exec(page)?.[1] ?? '';
    const island = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
    expect(island.model).toEqual(model);
    expect(island.charts.length).toBeGreaterThan(12);
    for (const chart of island.charts) {
      expect(page).toContain(`data-chart="${chart.id}"`);
      for (const variant of chart.variants) {
        for (const line of variant.lines) {
          const found = line.path.reduce(
            (at: Record<string, never> | undefined, step: string) => at?.[step],
            island.model,
          );
          expect(found?.length, line.path.join('.')).toBeGreaterThan(50);
        }
      }
    }
  });

  it('keeps the largest model a run may have below two megabytes', () => {
    const page = renderReport(largest());
    expect(page).not.toContain('This section could not be made');
    expect(Buffer.byteLength(page)).toBeLessThan(2 * 1024 * 1024);
  });
});

/** 720 buckets, 23 series, 201 endpoints, all lists of the evidence full. */
function largest(): ReportModel {
  const model = sampleModel();
  const stretch = (values: (number | null)[]) =>
    Array.from({ length: 720 }, (_, i) => {
      const value = values[i % values.length] ?? null;
      return value === null ? null : Number((value * (1 + ((i * 7919) % 97) / 300)).toFixed(2));
    });
  const first = model.latency[1];
  const endpoint = model.endpoints[0];
  if (first === undefined || endpoint === undefined) throw new Error('the sample has series and endpoints');
  const { p50, p95, p99, max } = first.perBucket;
  const longer = (panel: Panel): Panel =>
    panel.status === 'ok'
      ? { ...panel, lines: panel.lines.map((line) => ({ ...line, values: stretch(line.values) })) }
      : panel;
  return {
    ...model,
    timeline: { ...model.timeline, bucketMs: 5000, count: 720 },
    latency: Array.from({ length: 23 }, (_, i) => ({
      ...first,
      id: `series-${i}`,
      limitMs: i < 3 ? first.limitMs : null,
      perBucket: {
        n: Array.from({ length: 720 }, () => 60),
        p50: stretch(p50),
        p95: stretch(p95),
        p99: stretch(p99),
        max: stretch(max),
      },
    })),
    server: model.server.map(longer),
    evidence: largeEvidence(longer),
    endpoints: Array.from({ length: 201 }, (_, i) => ({ ...endpoint, name: `GET /api/route/${i}` })),
  };
}

/**
 * The string leaves of the failing sample that may hold any text: those that the schema does not fix to a word
 * and that no other part of the model is found by.
 */
function freeLeafIndexes(): Set<number> {
  const model = sampleModel('fail');
  const free = new Set<number>();
  stringLeaves(model).forEach((leaf, index) => {
    setLeaf(leaf, 'any text');
    const isJoinKey = leaf.key === 'id' && 'violatedBuckets' in leaf.holder;
    if (!isJoinKey && reportModelSchema.safeParse(model).success) free.add(index);
    setLeaf(leaf, leaf.value);
  });
  return free;
}
