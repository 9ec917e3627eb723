import { describe, expect, it } from 'vitest';
import { daysBetween, localDate } from './local-date.ts';

const LATE = Date.parse('2026-11-25T22:30:00Z');

describe('the date of a moment', () => {
  it('is that of its zone: half past ten at night in London is the next day in Kathmandu', () => {
    expect(localDate(LATE, 'Europe/London')).toBe('2026-11-25');
    expect(localDate(LATE, 'Asia/Kathmandu')).toBe('2026-11-26');
    expect(localDate(LATE, 'America/Los_Angeles')).toBe('2026-11-25');
  });

  it('changes at midnight of the zone, also in the night in which a clock is put back', () => {
    const at = (text: string): string => localDate(Date.parse(text), 'Europe/Berlin');
    expect([at('2026-10-24T21:59:00Z'), at('2026-10-24T22:00:00Z')]).toEqual(['2026-10-24', '2026-10-25']);
    expect([at('2026-10-25T22:59:00Z'), at('2026-10-25T23:00:00Z')]).toEqual(['2026-10-25', '2026-10-26']);
  });

  it('refuses a zone that nobody knows', () => {
    expect(() => localDate(LATE, 'Nowhere/None')).toThrow(RangeError);
  });
});

describe('days between dates', () => {
  it('are whole and signed, over a change of the clock and the end of a year', () => {
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
    expect(daysBetween('2027-01-01', '2026-12-31')).toBe(-1);
    expect(daysBetween('2026-11-25', '2026-11-25')).toBe(0);
  });
});
