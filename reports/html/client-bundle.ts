/**
 * The browser's script: `reports/client` and the parts of chart.js that it uses, in one minified text.
 *
 * Built once a process by esbuild and kept in `.cache/` under a hash of its sources, so that rendering is quick and
 * equal sources give equal bytes. The script stands raw in the page because the policy names it by hash.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
let built: string | undefined;

/** The script. Throws when it would contain what could end its element or turn text into code. */
export function clientBundle(): string {
  built ??= fromCache(sourceHash()) ?? build();
  return built;
}

/** What must not be in the script: text turned into code or markup, or the end of its element. */
export const FORBIDDEN = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|<\/script|<!--/;

function build(): string {
  const result = buildSync({
    absWorkingDir: root,
    entryPoints: ['reports/client/main.ts'],
    bundle: true,
    format: 'iife',
    target: 'es2020',
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    write: false,
  });
  const text = (result.outputFiles[0]?.text ?? '').trimEnd();
  const found = FORBIDDEN.exec(text);
  if (text === '' || found !== null) throw new Error(`the client script may not contain ${found?.[0] ?? 'nothing'}`);
  keep(text);
  return text;
}

function cachePath(hash: string): string {
  return join(root, '.cache', 'report-client', `${hash}.js`);
}

function fromCache(hash: string): string | undefined {
  try {
    const text = readFileSync(cachePath(hash), 'utf8');
    return text === '' || FORBIDDEN.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The cache only saves time: a folder that cannot be written costs nothing but that. */
function keep(text: string): void {
  try {
    mkdirSync(join(root, '.cache', 'report-client'), { recursive: true });
    const path = cachePath(sourceHash());
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    return;
  }
}

/** A hash of the client's sources, of what they share with the renderer, and of the versions that build them. */
function sourceHash(): string {
  const hash = createHash('sha256');
  const client = join(root, 'reports', 'client');
  const shared = ['numbers.ts', 'dashes.ts', 'chart-spec.ts', 'client-bundle.ts'];
  const files = [
    ...readdirSync(client)
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => join(client, name)),
    ...shared.map((name) => join(root, 'reports', 'html', name)),
  ];
  for (const file of files) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  for (const name of ['chart.js', 'esbuild'])
    hash.update(readFileSync(join(root, 'node_modules', name, 'package.json')));
  return hash.digest('hex').slice(0, 24);
}
