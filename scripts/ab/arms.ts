/**
 * What `--before` and `--after` are: profiles, two addresses, or versions that a command switches. Pure.
 *
 * Everything that cannot work is refused here, before a folder is made and anything is sent.
 */
import { type Config, parseConfig } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import { parseProfile } from '../plan/profile.ts';
import { type AbArms, type AbSide, VERSION_NAME } from './ab-record.ts';

/** What was asked for. */
export interface AskedArms {
  before: string | undefined;
  after: string | undefined;
  /** A command with `{arm}` in it. */
  switchCommand: string | undefined;
  switchLimitMs: number | undefined;
}

/** What stands for the arm's name in a switch command. */
const PLACE = '{arm}';
/** A user name or a password in an address. */
const CREDENTIALS = /:\/\/[^\s/'"]*@/;
/** A version that takes longer to come up is an accident, unless `--switch-limit` says otherwise. Milliseconds. */
const SWITCH_LIMIT_MS = 600_000;

/** The arms; HR_USAGE, HR_PROFILE_UNKNOWN or HR_CONFIG_INVALID for what cannot be compared so. */
export function chooseArms(asked: AskedArms, config: Pick<Config, 'target'>): AbArms {
  const { before, after, switchCommand, switchLimitMs } = asked;
  if (before === undefined || after === undefined) {
    throw new HeadroomError('HR_USAGE', 'a comparison needs --before and --after, or --resume');
  }
  if (switchCommand === undefined && switchLimitMs !== undefined) {
    throw new HeadroomError('HR_USAGE', '--switch-limit is the time of --switch, which is not given');
  }
  const arms = armsOf({ before, after }, asked, config);
  if (arms.before === arms.after) {
    throw new HeadroomError('HR_USAGE', `both sides are ${arms.before}`, {
      hint: '`npm run noise` shows how much runs of one and the same thing differ.',
    });
  }
  return arms;
}

function armsOf(
  given: Record<AbSide, string>,
  { switchCommand, switchLimitMs = SWITCH_LIMIT_MS }: AskedArms,
  { target }: Pick<Config, 'target'>,
): AbArms {
  if (switchCommand !== undefined) return versions(given, { switchCommand, switchLimitMs }, target.baseUrl);
  const addresses = [given.before, given.after].filter(isAddress);
  if (addresses.length === 1) {
    throw new HeadroomError('HR_USAGE', '--before and --after are of two kinds: an address and a profile', {
      hint: 'Give two addresses, two profiles, or the names of two versions with --switch.',
    });
  }
  if (addresses.length === 2) {
    return { kind: 'addresses', before: address('--before', given.before), after: address('--after', given.after) };
  }
  if (target.baseUrl !== undefined) {
    throw new HeadroomError('HR_USAGE', `the systems of ${target.baseUrl} cannot be switched from here`, {
      hint: "Give --switch '<command> {arm}' with the names of two versions, or two addresses; profiles are the embedded deployment's.",
    });
  }
  const [before, after] = [parseProfile(given.before).name, parseProfile(given.after).name];
  return { kind: 'profiles', before, after, orders: target.orders };
}

function versions(
  { before, after }: Record<AbSide, string>,
  { switchCommand, switchLimitMs }: { switchCommand: string; switchLimitMs: number },
  baseUrl: string | undefined,
): AbArms {
  if (baseUrl === undefined) {
    throw new HeadroomError('HR_USAGE', '--switch needs the address at which both versions answer', {
      hint: 'Give --base-url, or target.baseUrl in the configuration.',
    });
  }
  if (!switchCommand.includes(PLACE)) {
    throw new HeadroomError('HR_USAGE', `--switch has no ${PLACE}, so both sides would be the same`, {
      hint: `Such as --switch './deploy.sh ${PLACE}'.`,
    });
  }
  if (CREDENTIALS.test(switchCommand)) {
    throw new HeadroomError('HR_USAGE', '--switch holds an address with a password, and the command is kept', {
      hint: 'Put the password into the environment and write "$NAME" in its place.',
    });
  }
  const wrong = [before, after].filter((name) => isAddress(name) || !VERSION_NAME.test(name));
  if (wrong.length > 0) {
    throw new HeadroomError(
      'HR_USAGE',
      `with --switch a side is the name of a version, of 1 to 100 letters, digits or . _ + @ : / - and not beginning with -; got ${wrong.map((name) => `'${name}'`).join(' and ')}`,
    );
  }
  return { kind: 'versions', before, after, baseUrl, command: switchCommand, limitMs: switchLimitMs };
}

/** The command that switches to a side's version; its name means nothing to a shell. */
export function switchCommandFor({ command, ...names }: Extract<AbArms, { kind: 'versions' }>, side: AbSide): string {
  return command.replaceAll(PLACE, () => names[side]);
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** The address without its last slash; HR_CONFIG_INVALID for one that a configuration could not have either. */
function address(flag: string, text: string): string {
  const { target } = parseConfig({ target: { baseUrl: text } }, flag);
  return (target.baseUrl ?? text).replace(/\/+$/, '');
}
