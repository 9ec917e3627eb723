import { describe, expect, it } from 'vitest';
import { hashSource } from '../html/page.ts';
import { HOSTILE_NAMES } from '../html/support/hostile-names.ts';
import { setLeaf, stringLeaves } from '../html/support/walk.ts';
import { writeTrendCsv } from './csv.ts';
import { renderTrend } from './html.ts';
import { writeTrendMarkdown } from './markdown.ts';
import type { TrendModel } from './model.ts';
import { storyTrend } from './support/story.ts';

const STORY = storyTrend();

/** Keys under which any text may stand; the others hold dates, words of the schema, or say which row is what. */
const FREE_KEYS = new Set(
  'endpoint metric build lastGoodBuild firstBadBuild note sentence reason name id environmentKey toggles workload deployment set'.split(
    ' ',
  ),
);

function story(): TrendModel {
  return structuredClone(STORY);
}

/** The tags outside script and style but those that keep dates together; sound because the template escapes < and >. */
function namesOf(page: string): string[] {
  const tags = page.replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '<$1$2>').match(/<[^>]*>/g) ?? [];
  return tags.map((tag) => tag.split(/[\s>]/)[0] ?? '').filter((name) => !name.endsWith('span'));
}

function part(page: string, from: string, to: string): string {
  return page
    .slice(page.indexOf(`<section id="${from}"`), page.indexOf(`<section id="${to}"`))
    .replaceAll('\u00a0', ' ');
}

/** The words of a piece of the page. */
function textOf(piece: string): string {
  return piece.replace(/<[^>]*>/g, '');
}

describe('the page of a trend', () => {
  it('says the word, what got worse and since when without any script', () => {
    const page = renderTrend(STORY);
    const verdict = textOf(part(page, 'verdict', 'findings'));
    expect(verdict).toContain('REGRESSED');
    expect(verdict).toContain('dashboard p95 (+20.6 %)');
    expect(verdict).toContain('Between 2025-03-14 and 2025-03-15');
    expect(page).toContain('<title>REGRESSED – nightly trend – baseline – 2025-03-23</title>');
    const findings = textOf(part(page, 'findings', 'trend'));
    expect(findings).toContain('build-59 (no figure) → build-60 (after)');
    expect(findings).toContain('Prompt cache by role, release 4.2');
    expect(findings).toContain('Told before, and no longer seen in the nights: product p95');
    expect(page).not.toContain('could not be made');
  });

  it('draws a mark for every night of every figure: values, failures, gaps, repeats, levels and changes', () => {
    const charts = part(renderTrend(STORY), 'trend', 'creep');
    const figures = charts.match(/<figure[\s\S]*?<\/figure>/g) ?? [];
    expect(figures).toHaveLength(STORY.series.length);
    const dashboard = figures.find((one) => one.includes('dashboard p95 got worse')) ?? '';
    const failures = STORY.nights.slice(-60).filter(({ verdict }) => verdict === 'fail').length;
    const gaps = STORY.nights.slice(-60).filter(({ hasFigures }) => !hasFigures).length;
    const drawn = dashboard.slice(dashboard.indexOf('<svg'), dashboard.lastIndexOf('</svg>'));
    expect(drawn.match(/class="p"/g)).toHaveLength(60 - failures - gaps);
    expect(drawn.match(/class="x"/g)).toHaveLength(failures);
    expect(drawn.match(/<circle r="3.4"/g)).toHaveLength(gaps);
    expect(drawn.match(/class="level"/g)).toHaveLength(2);
    expect(drawn.match(/class="change fail"/g)).toHaveLength(1);
    expect(figures.find((one) => one.includes('product p95'))).toContain('class="second"');
  });

  it('tells every chart in words and as a table with the same values', () => {
    const charts = part(renderTrend(STORY), 'trend', 'creep');
    const [first = ''] = charts.match(/<figure[\s\S]*?<\/figure>/g) ?? [];
    const id = /aria-describedby="([^"]+)"/.exec(first)?.[1] ?? 'none';
    expect(first).toContain(`id="${id}"`);
    expect(textOf(first)).toContain('Levels: 241 ms from 2025-01-13 to 2025-03-12; 292 ms from 2025-03-14');
    const rows = first.match(/<tr><th scope="row" class="when">/g) ?? [];
    expect(rows).toHaveLength(60);
    const last = STORY.series[1]?.values.at(-1) ?? 0;
    expect(textOf(first)).toContain(`2025-03-23${Math.round(last)} mspassbuild-69`);
  });

  it('allows exactly its own script and style sheet, loads nothing and has no style or handler of its own', () => {
    const page = renderTrend(STORY);
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    for (const [name, tag] of [
      ['style-src', 'style'],
      ['script-src', 'script'],
    ] as const) {
      const body = [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].at(-1)?.[1] ?? '';
      expect(policy).toContain(`${name} ${hashSource(body)}`);
    }
    const tags = page.replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '').match(/<[^>]*>/g) ?? [];
    expect(tags.join('')).not.toMatch(/\s(style|on[a-z]+)=/);
    expect(tags.join('')).not.toMatch(/(src|href)="(?!#|data:)/);
  });

  it('keeps its elements whatever the names are, and shows what is invisible', () => {
    const skeleton = namesOf(renderTrend(STORY));
    const lines = writeTrendMarkdown(STORY).split('\n').length;
    let put = 0;
    for (let turn = 0; turn < HOSTILE_NAMES.length; turn += 1) {
      const model = story();
      stringLeaves(model).forEach((leaf, index) => {
        const isText = FREE_KEYS.has(leaf.key) || (Array.isArray(leaf.holder) && !/^\d{4}-/.test(leaf.value));
        if (!isText || leaf.value === '') return;
        put += 1;
        setLeaf(leaf, HOSTILE_NAMES[(turn + index) % HOSTILE_NAMES.length] ?? '');
      });
      const page = renderTrend(model);
      expect(page).not.toContain('could not be made');
      expect(namesOf(page)).toEqual(skeleton);
      const hidden = [...'\u202e\u2066\u2028\u0000\u001b'];
      expect(hidden.filter((character) => page.includes(character))).toEqual([]);
      expect(hidden.filter((character) => writeTrendMarkdown(model).includes(character))).toEqual([]);
      expect(writeTrendMarkdown(model).split('\n')).toHaveLength(lines);
      for (const cell of writeTrendCsv(model).matchAll(/(?:^|,)"?([=+@])/gm)) expect(cell[1]).toBeUndefined();
    }
    expect(put).toBeGreaterThan(2000);
  });

  it('says that it collects, where there are too few nights, and that nothing was measured, where nothing was', () => {
    const model = story();
    const few = renderTrend({
      ...model,
      status: 'collecting',
      sentence: 'Collecting, 0 of 10 nights.',
      series: [],
      findings: [],
      vanished: [],
    });
    expect(few).toContain('COLLECTING');
    expect(few).toContain('No night has given a figure yet.');
    expect(few).toContain('No figure has changed its level.');
    expect(few).not.toContain('could not be made');
  });

  it('cuts a history of hundreds of figures to what a page can hold, and says so', () => {
    const model = story();
    const [one] = model.series;
    if (one === undefined) throw new Error('the story has series');
    const many = Array.from({ length: 200 }, (_, at) => ({ ...one, endpoint: `journey-${at}` }));
    const page = renderTrend({ ...model, series: many });
    expect(page).toContain('140 further figures stand in trend.json.');
    expect(Buffer.byteLength(page)).toBeLessThan(2_500_000);
  });
});

describe('the table of a trend', () => {
  it('has the values of the model, none for a night without, and a line a change', () => {
    const [head, ...lines] = writeTrendCsv(STORY).trimEnd().split('\r\n');
    expect(head?.split(',')).toHaveLength(18);
    const values = STORY.series.reduce((sum, { values: all }) => sum + all.filter((value) => value !== null).length, 0);
    expect(lines.filter((line) => line.startsWith('value,'))).toHaveLength(values);
    expect(lines.filter((line) => line.startsWith('night,'))).toHaveLength(STORY.nights.length);
    const changes = STORY.series.flatMap(({ trend }) => (trend.status === 'ok' ? trend.changes : []));
    expect(lines.filter((line) => line.startsWith('change,'))).toHaveLength(changes.length);
    const first = STORY.series[0];
    expect(lines).toContain(
      `value,2025-01-13,build-0,dashboard,dashboard_load,p50,ms,${first?.values[0]},pass,,,,,,,,,`,
    );
  });
});
