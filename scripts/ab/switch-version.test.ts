import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SwitchRequest, switchVersion, withoutSecrets } from './switch-version.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-switch-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const logPath = () => join(folder, 'switch.log');
const log = () => readFileSync(logPath(), 'utf8');
/** Ends when it is asked to, or after a minute, when a test has failed long before. */
const ENDLESS = 'sleep 60';
/** Says that the command has come so far. */
const READY = ': > "$READY_FILE"';
const isReady = () => expect.poll(() => readdirSync(folder), { timeout: 10_000 }).toContain('ready');

function run(command: string, more: Partial<SwitchRequest> = {}): Promise<unknown> {
  return switchVersion({
    ...{
      command,
      version: 'v2',
      limitMs: 20_000,
      logPath: logPath(),
      env: { PATH: process.env.PATH, READY_FILE: join(folder, 'ready') },
    },
    ...{ signal: new AbortController().signal, onSecond: () => undefined, nowMs: () => 0, hint: 'Mend it.' },
    ...more,
  }).then(
    () => 'switched',
    (error: unknown) => error,
  );
}

describe('a switch that fails', () => {
  it('says how it ended, its last lines without their colours, where the rest is, and what to do', async () => {
    const command = `printf 'one\\ntwo\\n\\033[31mno such version\\033[0m\\n' >&2; exit 7`;
    expect(await run(command)).toMatchObject({
      code: 'HR_SWITCH_FAILED',
      exitCode: 3,
      message: `the switch to 'v2' ended with 7; its output is in ${logPath()}`,
      problems: ['one', 'two', 'no such version'],
      hint: 'Mend it.',
    });
    expect(log()).toContain('no such version');
  });

  it('because there is no such program is no success', async () => {
    expect(await run('./no-such-program v2')).toMatchObject({ message: expect.stringContaining('ended with 127') });
  });

  it('because it takes too long is ended, with what it started', async () => {
    const startedMs = performance.now();
    expect(await run(`${ENDLESS} & ${ENDLESS}`, { limitMs: 200 })).toMatchObject({
      message: expect.stringContaining('took longer than 0.2 s'),
    });
    expect(performance.now() - startedMs).toBeLessThan(4_000);
  });
});

describe('a switch that works', () => {
  it('adds what it said to the log, which is closed to others, and leaves nothing else behind', async () => {
    expect(await run('echo first', { version: 'v1' })).toBe('switched');
    expect(await run('printf second')).toBe('switched');
    expect(log()).toBe(
      [
        '# 1970-01-01T00:00:00.000Z v1: echo first',
        'first',
        '# ended with 0',
        '# 1970-01-01T00:00:00.000Z v2: printf second',
        'second',
        '# ended with 0',
        '',
      ].join('\n'),
    );
    expect(statSync(logPath()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['switch.log']);
  });

  it('is over when its command is, though a server that it started goes on and speaks', async () => {
    const alive = join(folder, 'alive');
    const server = `(sleep 3; echo more; echo yes > '${alive}') & echo started`;
    const startedMs = performance.now();
    expect(await run(server)).toBe('switched');
    expect(performance.now() - startedMs).toBeLessThan(2_500);
    await expect.poll(() => readdirSync(folder), { timeout: 10_000 }).toContain('alive');
  });

  it('keeps the end of a long output, and says that the rest is missing', async () => {
    await run(`head -c 400000 /dev/zero | tr '\\0' x; echo; echo last`);
    expect(log().length).toBeLessThan(300_000);
    expect(log()).toMatch(/# the first \d+ bytes were left out\n/);
    expect(log()).toContain('\nlast\n');
  });

  it('knows the secrets of the shell, and keeps none of them', async () => {
    const env = { PATH: process.env.PATH, DEPLOY_TOKEN: 'hush-hush', MODE: 'fast' };
    await run('echo "$DEPLOY_TOKEN $MODE http://me:hush@127.0.0.1/x?key=hush"', { env });
    expect(log()).toContain('redacted fast http://redacted:redacted@127.0.0.1/x?key=redacted');
    expect(log()).not.toContain('hush');
  });
});

describe('Ctrl-C during a switch', () => {
  it('asks the command to end, once, and leaves the rest to the series', async () => {
    const controller = new AbortController();
    const ended = run(`trap 'echo asked; exit 0' TERM; ${READY}; ${ENDLESS} & wait`, { signal: controller.signal });
    await isReady();
    controller.abort();
    expect(await ended).toBe('switched');
    expect(log()).toContain('asked\n# interrupted');
  });

  it('a second time ends it at once', async () => {
    const acts: (() => void)[] = [];
    const ended = run(`${READY}; ${ENDLESS}`, { onSecond: (act) => void acts.push(act) });
    await isReady();
    for (const act of acts) act();
    expect(await ended).toMatchObject({ message: expect.stringContaining('was ended by SIGKILL') });
  });
});

it('takes out the longer of two secrets that begin alike', () => {
  expect(withoutSecrets('hush-hush-2 hush-hush', { A_KEY: 'hush-hush', B_KEY: 'hush-hush-2', C_KEY: 'a' })).toBe(
    'redacted redacted',
  );
});
