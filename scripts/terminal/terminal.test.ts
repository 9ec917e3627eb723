import { describe, expect, it } from 'vitest';
import { HeadroomError } from '../../contract/errors.ts';
import { describeError } from './show-error.ts';
import { createTerminal } from './terminal.ts';

function recording(json: boolean) {
  const out: string[] = [];
  const err: string[] = [];
  let clockMs = 0;
  const terminal = createTerminal({
    json,
    isTty: false,
    writeOut: (text) => out.push(text),
    writeError: (text) => err.push(text),
    nowMs: () => clockMs,
  });
  return {
    terminal,
    out,
    err,
    advance: (ms: number) => {
      clockMs += ms;
    },
  };
}

describe('a terminal that is none', () => {
  it('shows a step as plain lines, with progress at most every five seconds', async () => {
    const { terminal, out, advance } = recording(false);
    const result = await terminal.step('Seeding', async (report) => {
      report('1 %');
      advance(5_000);
      report('50 %');
      report('51 %');
      return 7;
    });
    expect(result).toBe(7);
    expect(out.join('')).toBe('Seeding …\n  50 %\nSeeding: done (5.0 s)\n');
  });

  it('writes one JSON value and nothing else to standard output with --json', async () => {
    const { terminal, out, err } = recording(true);
    await terminal.step('Seeding', async () => {});
    terminal.print('for people');
    terminal.json({ a: 1 });
    expect(JSON.parse(out.join(''))).toEqual({ a: 1 });
    expect(err.join('')).toContain('Seeding');
  });

  it('lets an error of a step through', async () => {
    const { terminal } = recording(false);
    await expect(
      terminal.step('x', async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
  });
});

describe('an error', () => {
  it('is shown with code, every problem and what to do next', () => {
    const error = new HeadroomError('HR_CONFIG_INVALID', '2 problems', { problems: ['a', 'b'] });
    expect(describeError(error, false)).toBe(
      '✖ HR_CONFIG_INVALID: 2 problems\n  - a\n  - b\n  → Mend headroom.config.ts and try `npm run plan`.\n',
    );
  });
});
