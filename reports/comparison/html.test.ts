import { describe, expect, it } from 'vitest';
import { hashSource } from '../html/page.ts';
import { HOSTILE_NAMES } from '../html/support/hostile-names.ts';
import { setLeaf, stringLeaves } from '../html/support/walk.ts';
import { writeCsv } from './csv.ts';
import { renderComparison } from './html.ts';
import { writeMarkdown } from './markdown.ts';
import { comparisonModelSchema } from './model.ts';
import { goldenComparison } from './support/golden-comparison.ts';

/** The tags outside script and style; sound because the template escapes < and > everywhere else. */
function tagsOf(page: string): string[] {
  return page.replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '<$1$2>').match(/<[^>]*>/g) ?? [];
}

function namesOf(page: string): string[] {
  return tagsOf(page).map((tag) => tag.split(/[\s>]/)[0] ?? '');
}

/** Leaves that any text may stand in: family and figure say which row is what, an empty note or a known flag is not shown. */
const SAYING_NOTHING = ['', 'noise floor unknown'];

function freeLeaves(): Set<number> {
  const free = new Set<number>();
  const count = stringLeaves(goldenComparison()).length;
  for (let at = 0; at < count; at += 1) {
    const model = goldenComparison();
    const leaf = stringLeaves(model)[at];
    if (leaf === undefined || ['family', 'figure'].includes(leaf.key) || SAYING_NOTHING.includes(leaf.value)) continue;
    setLeaf(leaf, 'anything');
    if (comparisonModelSchema.safeParse(model).success) free.add(at);
  }
  return free;
}

describe('the page of a comparison', () => {
  it('says word, change and interval without any script, and before → after on the first screen', () => {
    const page = renderComparison(goldenComparison()).replaceAll('\u00a0', ' ');
    const verdict = page.slice(page.indexOf('<section id="verdict"'), page.indexOf('<section id="changes"'));
    expect(verdict).toContain('REGRESSED');
    expect(verdict).toMatch(/\d+ ms <small>→<\/small> \d+ ms/);
    expect(verdict).toMatch(/95 % interval \+\d/);
    expect(page).toContain('<title>REGRESSED – baseline');
  });

  it('allows exactly its own script and style sheet, loads nothing and has no style or handler of its own', () => {
    const page = renderComparison(goldenComparison());
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    for (const [name, tag] of [
      ['style-src', 'style'],
      ['script-src', 'script'],
    ] as const) {
      const body = [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].at(-1)?.[1] ?? '';
      expect(policy).toContain(`${name} ${hashSource(body)}`);
    }
    const tags = tagsOf(page).join('');
    expect(tags).not.toMatch(/\s(style|on[a-z]+)=/);
    expect(tags).not.toMatch(/(src|href)="(?!#|data:)/);
  });

  it('keeps its elements whatever the names are, and shows what is invisible', () => {
    const free = freeLeaves();
    expect(free.size).toBeGreaterThan(200);
    const skeleton = namesOf(renderComparison(goldenComparison()));
    for (let turn = 0; turn < HOSTILE_NAMES.length; turn += 1) {
      const model = goldenComparison();
      stringLeaves(model).forEach((leaf, index) => {
        if (free.has(index)) setLeaf(leaf, HOSTILE_NAMES[(turn + index) % HOSTILE_NAMES.length] ?? '');
      });
      const page = renderComparison(model);
      expect(page).not.toContain('This section could not be made');
      expect(namesOf(page)).toEqual(skeleton);
      const hidden = [...'\u202e\u2066\u2028\u0000\u001b'];
      expect(hidden.filter((character) => page.includes(character))).toEqual([]);
      expect(hidden.filter((character) => writeMarkdown(model).includes(character))).toEqual([]);
      expect(writeMarkdown(model).split('\n')).toHaveLength(writeMarkdown(goldenComparison()).split('\n').length);
      for (const cell of writeCsv(model).matchAll(/(?:^|,)"?([=+@])/gm)) expect(cell[1]).toBeUndefined();
    }
  });

  it('says that nothing was compared, where nothing was', () => {
    const page = renderComparison({
      ...goldenComparison(),
      verdict: 'invalid',
      rows: [],
      why: [],
      runs: { before: [], after: [] },
    });
    expect(page).toContain('no comparable run');
    expect(page).toContain('No figure was compared.');
    expect(page).not.toContain('could not be made');
  });

  it('says that the gate is configured, and only then', () => {
    const own = { ...goldenComparison(), gate: 'configured' as const };
    expect(renderComparison(own)).toContain('The gate is configured.');
    expect(writeMarkdown(own)).toContain('The gate is configured.');
    expect(renderComparison(goldenComparison()) + writeMarkdown(goldenComparison())).not.toContain('is configured');
  });

  it('cuts ten thousand rows to what a page can hold, and says so', () => {
    const model = goldenComparison();
    const [row] = model.rows.filter(({ family }) => family === 'p50');
    if (row === undefined) throw new Error('the stored comparison has exploratory rows');
    const many = Array.from({ length: 10_000 }, (_, at) => ({
      ...row,
      endpoint: `GET /${at}`,
      verdict: 'regressed' as const,
    }));
    const page = renderComparison({ ...model, rows: [...model.rows, ...many] });
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
    expect(page).toContain('further exploratory rows differ');
    expect(page).toContain('further rows stand in comparison.json');
  });
});

describe('the table of a comparison', () => {
  it('has the same figures as the model, one line a row and one a run', () => {
    const model = goldenComparison();
    const [head, ...lines] = writeCsv(model).trimEnd().split('\r\n');
    expect(head?.split(',')).toHaveLength(23);
    const rows = lines.filter((line) => line.startsWith('row,'));
    expect(rows).toHaveLength(model.rows.length);
    const [first] = model.rows;
    if (first?.evidence.status !== 'ok') throw new Error('the first row has evidence');
    expect(rows[0]).toContain(`${first.before.value},${first.after.value},ratio,${first.evidence.value.change}`);
    const runs = model.rows.reduce((sum, { before, after }) => sum + before.runs.length + after.runs.length, 0);
    expect(lines.filter((line) => line.startsWith('run,'))).toHaveLength(runs);
  });
});
