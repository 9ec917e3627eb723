import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badNight, sampleNight } from '../nightly/support/sample-night.ts';
import { escapeWithin, SLACK_LIMITS, slackPayload } from './slack-payload.ts';

function textsOf(payload: ReturnType<typeof slackPayload>): string[] {
  return payload.blocks.flatMap(({ text, elements = [] }) => [
    ...(text === undefined ? [] : [text.text]),
    ...elements.map((element) => element.text),
  ]);
}

describe('a text within a limit', () => {
  it.each([
    ['', 5, ''],
    ['<!channel> & co', 40, '&lt;!channel&gt; &amp; co'],
    ['abcdef', 5, 'abcd…'],
    ['abcde', 5, 'abcde'],
    ['a&b', 5, 'a…'],
    ['&&', 5, '…'],
    ['&', 5, '&amp;'],
    ['𝄞𝄞𝄞', 5, '𝄞𝄞…'],
  ])('%j within %i is %j', (text, length, wanted) => {
    expect(escapeWithin(text, length)).toBe(wanted);
  });

  it('is never longer, and never ends within an escape', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('&', '<', '>', 'a', '𝄞') }), fc.nat(40), (text, room) => {
        const cut = escapeWithin(text, room + 1);
        expect(cut.length).toBeLessThanOrEqual(room + 1);
        expect(cut.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[&<>]/);
      }),
    );
  });
});

describe('the message of a night', () => {
  it('says verdict, reason, objectives, gate, trend and what to mind', () => {
    const text = textsOf(slackPayload(badNight('slow')));
    expect(text[0]).toBe('✖ FAIL – night of 2026-11-25');
    expect(text[1]).toBe('It got worse: slow');
    expect(text[2]).toBe('*Objectives*\n✖ dashboard_load p95: 2400 ms (limit 2000 ms)');
    expect(text[3]).toContain('*Against the baseline*\n✖ slow: 600 ms → 612 ms');
    expect(text[4]).toBe('*Trend*\n✖ slow');
    expect(text[5]).toContain('✖ repeat run ended with HR_K6_FAILED: slow');
    expect(slackPayload(sampleNight()).text).toBe('✔ PASS – night of 2026-11-25: All objectives were met.');
  });

  it('keeps Slack’s limits whatever stands in it, mentions nobody, and says what was left out', () => {
    const long = fc.string({ unit: fc.constantFrom('<', '&', '\n', 'x', '<!here> '), minLength: 0, maxLength: 9_000 });
    fc.assert(
      fc.property(long, fc.nat(60), (text, count) => {
        const payload = slackPayload({ ...badNight(text), warnings: Array.from({ length: count }, () => text) });
        expect(payload.blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
        const texts = [payload.text, ...textsOf(payload)];
        expect(texts.filter((one) => one.length > SLACK_LIMITS.text || one.length === 0)).toEqual([]);
        expect(texts.filter((one) => /[<>]/.test(one))).toEqual([]);
        expect(payload.blocks[0]?.text?.text.length).toBeLessThanOrEqual(SLACK_LIMITS.header);
        if (count > 20) expect(texts.at(-2)).toMatch(/… and \d+ more$/);
      }),
      { numRuns: 40 },
    );
  });
});
