import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(ROOT, 'docs', ...path), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** The keys that the examples may use; a misspelt one would be passed over by systemd with no more than a line in its log. */
const KEYS: Record<string, readonly string[]> = {
  Unit: ['Description', 'Documentation', 'Wants', 'After'],
  Service: [
    ...['Type', 'User', 'WorkingDirectory', 'EnvironmentFile', 'Environment', 'StateDirectory', 'ExecStart'],
    ...['KillSignal', 'KillMode', 'TimeoutStopSec', 'TimeoutStartSec', 'NoNewPrivileges'],
  ],
  Timer: ['OnCalendar', 'Persistent', 'AccuracySec'],
  Install: ['WantedBy'],
};

/** What is wrong with a unit file, a line each. */
function problemsOf(unit: string): string[] {
  let section = '';
  return unit.split('\n').flatMap((line, at) => {
    if (/^(#.*|\s*)$/.test(line)) return [];
    const name = /^\[(\w+)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      section = name;
      return KEYS[name] === undefined ? [`${at + 1}: no section ${name}`] : [];
    }
    const [, key = '', value = ''] = /^(\w+)=(.+)$/.exec(line) ?? [];
    if (!KEYS[section]?.includes(key)) return [`${at + 1}: no key '${key}' in ${section}`];
    const isTime = /^\*-\*-\* ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(value);
    return key === 'OnCalendar' && !isTime ? [`${at + 1}: ${value} is no time`] : [];
  });
}

describe('the systemd units', () => {
  it.each(['headroom-nightly.service', 'headroom-nightly.timer'])('%s has known sections and keys only', (name) => {
    expect(problemsOf(read('examples', 'systemd', name))).toEqual([]);
  });

  it.each(['[Sevice]', '[Unit]\nDescripton=x', '[Timer]\nOnCalendar=*-*-* 25:00:00', 'Key=1'])(
    '%j would be seen',
    (text) => {
      expect(problemsOf(text)).toHaveLength(1);
    },
  );
});

describe('the examples', () => {
  it('run commands that exist', () => {
    const named = ['examples/github-actions.yml', 'nightly.md'].flatMap((path) => [
      ...read(path).matchAll(/npm run (?:--silent )?([a-z:]+)/g),
    ]);
    expect(named.length).toBeGreaterThan(3);
    expect(named.map(([, name = '']) => name).filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(read('examples', 'systemd', 'headroom-nightly.service')).toContain('scripts/headroom.mjs nightly');
  });

  it('name no host of anybody’s and no secret’s value', () => {
    const files = ['github-actions.yml', 'systemd/headroom-nightly.service', 'systemd/headroom-nightly.timer'];
    const urls = files.flatMap((name) => [...read('examples', name).matchAll(/https?:\/\/\S+/g)].map(([url]) => url));
    expect(urls).toEqual([]);
  });
});
