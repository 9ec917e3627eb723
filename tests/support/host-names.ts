/** Host names of the test's own in `/etc/hosts`, for as long as the test takes; only root may. */
import { readFileSync, writeFileSync } from 'node:fs';

const PATH = '/etc/hosts';

/** A name that can be moved from one address to another. */
export interface MovableName {
  name: string;
  moveTo(address: string): void;
  remove(): void;
}

/** Makes `name` resolve to `address`; the file is what it was after `remove`. */
export function nameHost(name: string, address: string): MovableName {
  const others = () =>
    readFileSync(PATH, 'utf8')
      .split('\n')
      .filter((line) => !line.endsWith(` ${name}`))
      .join('\n');
  // Written over in place: in a container the file is a mount, which cannot be replaced.
  const moveTo = (to: string) => writeFileSync(PATH, `${others().trimEnd()}\n${to} ${name}\n`);
  moveTo(address);
  return { name, moveTo, remove: () => writeFileSync(PATH, `${others().trimEnd()}\n`) };
}
