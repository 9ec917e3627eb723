import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import { toggleNames } from '../../fixtures/deployment/index.ts';
import { VERSION_NAME } from './ab-record.ts';
import { type AskedArms, chooseArms, switchCommandFor } from './arms.ts';

const [here, there] = ['http://127.0.0.1:8080', 'http://127.0.0.1:8081'];
/** `before` by another name. */
const allOff = `after-without-${toggleNames.join('+')}`;
const embedded = parseConfig({ target: { orders: 20_000 } }, 'test');
const elsewhere = parseConfig({ target: { baseUrl: here } }, 'test');

function choose(asked: Partial<AskedArms>, config = embedded) {
  return chooseArms(
    { before: undefined, after: undefined, switchCommand: undefined, switchLimitMs: undefined, ...asked },
    config,
  );
}

describe('what cannot be compared is refused', () => {
  const deploy = './deploy.sh {arm}';
  it.each<[string, Partial<AskedArms>, typeof embedded, string]>([
    ['nothing', {}, embedded, '--before and --after'],
    ['one side', { before: 'before' }, embedded, '--before and --after'],
    ['an address and a profile', { before: here, after: 'after' }, embedded, 'two kinds'],
    ['a profile and an address', { before: 'before', after: there }, embedded, 'two kinds'],
    ['one profile twice', { before: 'after', after: 'after' }, embedded, 'both sides are after'],
    ['one profile by two names', { before: 'before', after: allOff }, embedded, 'both sides are before'],
    ['one address twice', { before: here, after: `${here}/` }, embedded, 'both sides are'],
    ['profiles of a deployment elsewhere', { before: 'before', after: 'after' }, elsewhere, 'cannot be switched'],
    ['a time limit without its command', { before: 'before', after: 'after', switchLimitMs: 5 }, embedded, '--switch'],
    ['versions without an address', { before: 'v1', after: 'v2', switchCommand: deploy }, embedded, 'the address'],
    ['a command that switches nothing', { before: 'v1', after: 'v2', switchCommand: 'true' }, elsewhere, '{arm}'],
    ['one version twice', { before: 'v1', after: 'v1', switchCommand: deploy }, elsewhere, 'both sides are v1'],
    ['addresses as versions', { before: here, after: there, switchCommand: deploy }, elsewhere, 'name of a version'],
  ])('%s', (_what, asked, config, message) => {
    expect(() => choose(asked, config)).toThrow(
      expect.objectContaining({ code: 'HR_USAGE', exitCode: 2, message: expect.stringContaining(message) }),
    );
  });

  it('a profile that does not exist, such as a version without its command', () => {
    expect(() => choose({ before: 'v1', after: 'v2' })).toThrow(
      expect.objectContaining({ code: 'HR_PROFILE_UNKNOWN', exitCode: 2 }),
    );
  });

  it('an address with a secret in it, without repeating the secret', () => {
    const refuse = () => choose({ before: 'http://me:hush@127.0.0.1', after: there });
    expect(refuse).toThrow(expect.objectContaining({ code: 'HR_CONFIG_INVALID', exitCode: 2 }));
    expect(refuse).not.toThrow(/hush/);
    const switchCommand = 'curl http://me:hush@127.0.0.1/deploy/{arm}';
    expect(() => choose({ before: 'v1', after: 'v2', switchCommand }, elsewhere)).toThrow(/password/);
  });

  it.each(['', '-rf', 'a b', 'a;b', '$(id)', '`id`', "a'b", 'a"b', 'a\nb', '*', '~root', '{a,b}', 'a\\b', '#a', 'é'])(
    'a version called %j, which a shell would read as more than a name',
    (name) => {
      expect(() => choose({ before: 'v1', after: name, switchCommand: './deploy.sh {arm}' }, elsewhere)).toThrow(
        expect.objectContaining({ code: 'HR_USAGE', message: expect.stringContaining('name of a version') }),
      );
    },
  );
});

describe('the arms', () => {
  it('are profiles by the one name of their toggles, at the configured size', () => {
    expect(choose({ before: 'before', after: 'after-without-pool' })).toEqual({
      kind: 'profiles',
      before: 'before',
      after: 'after-without-pool',
      orders: 20_000,
    });
  });

  it('are two addresses without their last slash', () => {
    expect(choose({ before: `${here}/`, after: `${there}/shop/` })).toEqual({
      kind: 'addresses',
      before: here,
      after: `${there}/shop`,
    });
  });

  it('are versions of one address, with ten minutes to switch', () => {
    const arms = choose({ before: 'v1', after: 'v2', switchCommand: './deploy.sh {arm}' }, elsewhere);
    expect(arms).toMatchObject({ kind: 'versions', baseUrl: here, limitMs: 600_000 });
  });
});

describe('the switch command', () => {
  it('holds the version wherever {arm} stands', () => {
    const asked = { before: 'v1', after: 'feature/x@2:3', switchCommand: './stop && ./start --to={arm} "{arm}"' };
    const arms = choose(asked, elsewhere);
    if (arms.kind !== 'versions') throw new Error(arms.kind);
    expect(switchCommandFor(arms, 'before')).toBe('./stop && ./start --to=v1 "v1"');
    expect(switchCommandFor(arms, 'after')).toBe('./stop && ./start --to=feature/x@2:3 "feature/x@2:3"');
  });

  it('says to a real shell exactly the name, bare and in quotes', () => {
    const names = fc.stringMatching(VERSION_NAME);
    fc.assert(
      fc.property(names, (after) => {
        fc.pre(after !== 'v1' && !/^https?:\/\//i.test(after));
        const arms = choose({ before: 'v1', after, switchCommand: `printf '%s\n' {arm} "{arm}" '{arm}'` }, elsewhere);
        if (arms.kind !== 'versions') throw new Error(arms.kind);
        const said = execFileSync('sh', ['-c', switchCommandFor(arms, 'after')], { encoding: 'utf8' });
        expect(said).toBe(`${after}\n${after}\n${after}\n`);
      }),
      { numRuns: 30 },
    );
  });
});
