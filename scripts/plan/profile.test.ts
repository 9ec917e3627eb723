import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allOn, toggleNames } from '../../fixtures/deployment/index.ts';
import { nameOf, parseProfile } from './profile.ts';

describe('a profile', () => {
  it('is everything on when nobody says otherwise', () => {
    expect(parseProfile()).toEqual({ name: 'after', toggles: allOn });
  });

  it('before has nothing on', () => {
    expect(Object.values(parseProfile('before').toggles)).toEqual(toggleNames.map(() => false));
  });

  it('differs from after or before in the toggle that it names', () => {
    expect(parseProfile('after-without-indexes').toggles).toEqual({ ...allOn, indexes: false });
    expect(parseProfile('before-with-pool').toggles).toMatchObject({ pool: true, indexes: false, rateLimit: false });
  });

  it('is changed by --set, and is then named after what is on', () => {
    expect(parseProfile('after', ['indexes=off', 'pool=off', 'pool=on']).name).toBe('after-without-indexes');
    expect(
      parseProfile(
        'before',
        toggleNames.map((toggle) => `${toggle}=on`),
      ).name,
    ).toBe('after');
  });

  it('can be asked for by its own name, whatever is on', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (values) => {
        const sets = toggleNames.map((toggle, at) => `${toggle}=${values[at] ? 'on' : 'off'}`);
        const profile = parseProfile('after', sets);
        expect(parseProfile(profile.name)).toEqual(profile);
        expect(nameOf(profile.toggles)).toBe(profile.name);
      }),
    );
  });

  it.each([
    ['befor', [], /there is no profile 'befor'/, /Did you mean 'before'/],
    ['after-without-indices', [], /there is no toggle 'indices'/, /Did you mean 'indexes'/],
    ['after', ['indexes'], /--set wants <toggle>=on or <toggle>=off, got 'indexes'/, /./],
    ['after', ['pol=off'], /there is no toggle 'pol'/, /Did you mean 'pool'/],
  ])('is refused with what is known: %s %j', (name, sets, message, hint) => {
    expect(() => parseProfile(name, sets)).toThrowError(
      expect.objectContaining({
        code: 'HR_PROFILE_UNKNOWN',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    );
  });
});
