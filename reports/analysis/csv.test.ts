import { describe, expect, it } from 'vitest';
import { csvCell, writeCsv } from './csv.ts';
import { modelOf } from './support/analyse-example.ts';

describe('a cell', () => {
  it('that a spreadsheet would take for a formula is guarded', () => {
    for (const text of ['=cmd()', '+cmd', '-cmd', '@SUM(A1)', '\tx']) expect(csvCell(text).startsWith("'")).toBe(true);
    expect(csvCell('\r=1')).toBe('"\'\r=1"');
  });

  it('that is a number stays one, negative or not', () => {
    expect([csvCell(-1.5), csvCell('-1.5'), csvCell('+2e3'), csvCell(0)]).toEqual(['-1.5', '-1.5', '+2e3', '0']);
  });

  it('with a comma, a quote or a line end is quoted', () => {
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('say "x"')).toBe('"say ""x"""');
    expect(csvCell('a\nb')).toBe('"a\nb"');
  });

  it('without a value is empty, so that missing is never zero', () => {
    expect(csvCell(undefined)).toBe('');
  });
});

describe('the table', () => {
  it('has the figures of the summary, one row a criterion and series, all of one width', async () => {
    const { summary } = await modelOf({ modelMs: 1500 });
    const lines = writeCsv(summary).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 1 + summary.slos.length + 1 + summary.series.length);
    const slo = summary.slos.find((one) => one.id === 'copilot_first_token');
    const row = lines.find((line) => line.startsWith('slo,copilot_first_token'));
    expect(row).toContain(`,${slo?.limitMs},${slo?.actualMs},`);
    expect(lines.find((line) => line.startsWith('slo,product_load'))).toContain('unavailable: the journey product');
  });

  it('keeps a hostile endpoint name in one cell', async () => {
    const name = '=HYPERLINK("http://x","a,b")\r\nslo,evil';
    const { summary } = await modelOf({
      touch: (file) => file.trend('http_req_duration', { name, phase: 'measure' }, 1_763_870_406, [1]),
    });
    const quoted = writeCsv(summary).match(/"name==HYPERLINK[^\n]*\n[^\n]*/)?.[0];
    expect(quoted).toContain('""http://x""');
  });
});
