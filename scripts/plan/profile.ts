/**
 * Profiles: which of the sprint's systems are on in the reference deployment. Pure.
 *
 * `before` has none and `after` all; `after-without-<toggle>` and `before-with-<toggle>` differ in one, and `--set`
 * changes any. The name is made anew from what is on, so that two ways of asking for the same thing are one profile.
 */
import { HeadroomError } from '../../contract/errors.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import { type ToggleName, type Toggles, toggleNames } from '../../fixtures/deployment/index.ts';

/** A set of toggles and its one name. */
export interface Profile {
  /** `after`, `before`, `after-without-<toggle>[+<toggle>…]` or `before-with-<toggle>[+<toggle>…]`. */
  name: string;
  toggles: Toggles;
}

/** What runs when nobody says otherwise. */
export const DEFAULT_PROFILE = 'after';

/** The profile of that name with `sets` (`indexes=off`) applied in order. Throws HR_PROFILE_UNKNOWN with what is known. */
export function parseProfile(name = DEFAULT_PROFILE, sets: readonly string[] = []): Profile {
  const toggles = { ...parseName(name), ...Object.fromEntries(sets.map(parseSet)) };
  return { name: nameOf(toggles), toggles: Object.freeze(toggles) };
}

/** The one name of a set of toggles: the shorter of what it lacks of `after` and what it has beyond `before`. */
export function nameOf(toggles: Toggles): string {
  const on = toggleNames.filter((toggle) => toggles[toggle]);
  const off = toggleNames.filter((toggle) => !toggles[toggle]);
  if (off.length === 0) return 'after';
  if (on.length === 0) return 'before';
  return off.length <= on.length ? `after-without-${off.join('+')}` : `before-with-${on.join('+')}`;
}

function parseName(name: string): Toggles {
  if (name === 'after') return all(true);
  if (name === 'before') return all(false);
  const [, base, list] = /^(after-without|before-with)-(.+)$/.exec(name) ?? [];
  if (base === undefined || list === undefined) throw unknownProfile(name);
  const isOn = base === 'before-with';
  const named = list.split('+').map((toggle) => [requireToggle(toggle), isOn] as const);
  return { ...all(!isOn), ...Object.fromEntries(named) };
}

function parseSet(text: string): [ToggleName, boolean] {
  const [, toggle = '', value] = /^([^=]+)=(on|off)$/.exec(text) ?? [];
  if (value === undefined) {
    throw new HeadroomError('HR_PROFILE_UNKNOWN', `--set wants <toggle>=on or <toggle>=off, got '${text}'`);
  }
  return [requireToggle(toggle), value === 'on'];
}

function requireToggle(name: string): ToggleName {
  const known = toggleNames.find((toggle) => toggle === name);
  if (known !== undefined) return known;
  const nearest = nearestName(name, toggleNames);
  throw new HeadroomError('HR_PROFILE_UNKNOWN', `there is no toggle '${name}'; there are ${toggleNames.join(', ')}`, {
    ...(nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` }),
  });
}

function unknownProfile(name: string): HeadroomError {
  const nearest = nearestName(name, ['before', 'after', ...toggleNames.map((toggle) => `after-without-${toggle}`)]);
  const known = 'before, after, after-without-<toggle>, before-with-<toggle>';
  return new HeadroomError('HR_PROFILE_UNKNOWN', `there is no profile '${name}'; there are ${known}`, {
    ...(nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` }),
  });
}

function all(isOn: boolean): Toggles {
  return {
    indexes: isOn,
    statsInDatabase: isOn,
    resultLimits: isOn,
    pool: isOn,
    contextWindow: isOn,
    promptCache: isOn,
    responseCache: isOn,
    rateLimit: isOn,
  };
}
