import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeNightMarkdown } from './markdown.ts';
import { badNight, sampleNight } from './support/sample-night.ts';

describe('the Markdown page of a night', () => {
  it('says why nothing was compared and why there is no trend', () => {
    const unavailable = (reason: string) => ({ status: 'unavailable' as const, reason });
    const page = writeNightMarkdown(
      sampleNight({ comparison: unavailable('no set is pinned'), trend: unavailable('10 nights are needed') }),
    );
    expect(page).toContain('not compared: no set is pinned');
    expect(page).toContain('no trend: 10 nights are needed');
  });

  it('begins with verdict and sentence, and has the gate, the objectives, the runs and the pages', () => {
    const page = writeNightMarkdown(sampleNight());
    expect(page.split('\n').slice(0, 3)).toEqual(['# ✔ PASS – night of 2026-11-25', '', 'All objectives were met.']);
    expect(page).toContain('| dashboard p95 | 600 ms | 612 ms | +2 % | −1 to +5 % | unchanged |');
    expect(page).toContain('| dashboard\\_load p95 | 612 ms | 2000 ms | pass |');
    expect(page).toContain('[Report](../../20261125-023001-baseline-aaaa/report.html)');
  });

  it('shows deliveries that failed', () => {
    const delivery = { name: 'chat', id: 'msg_1', status: 'failed' as const, attempts: 4, atMs: 1 };
    const page = writeNightMarkdown(sampleNight({ deliveries: [{ ...delivery, reason: 'answered 500' }] }));
    expect(page).toContain('- chat: failed, answered 500 (4 attempts)');
  });

  it('lets no name make a link, a tag, a row or a line', () => {
    const outside = ['[x](http://evil.test)', '<img src=x onerror=1>', '| a | b |', '\n# heading', '`code`', '@team'];
    fc.assert(
      fc.property(fc.constantFrom(...outside), fc.string(), (text, more) => {
        const page = writeNightMarkdown(badNight(text + more));
        const plain = page.replace(/\\[\\`*_{}[\]<>&|~#@$]/g, '');
        expect(plain).not.toMatch(/<img|\]\(http|`|@/);
        expect(page.split('\n').filter((line) => /^# /.test(line))).toHaveLength(1);
      }),
    );
  });
});
