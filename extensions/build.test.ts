/** The build's errors and its cache key, with a fake `go` and a fake k6 on a PATH of their own. Builds no real k6. */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildK6, hashSources } from './build.ts';
import { takeLock } from './build-lock.ts';
import { isGoNewEnough, requiredGoVersion } from './go-toolchain.ts';
import { parseK6Version } from './k6-binary.ts';

const OURS = `k6 v1.8.1 (go1.26.8, linux/amd64)
Extensions:
  headroom/extensions/output.init.0.func1 , headroom [output]
  headroom/extensions/stream , k6/x/stream [js]`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-build-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A `go` that says its version and "compiles" by writing a fake k6 to its -o argument. */
const fakeGo = (version: string, k6Says: string): Promise<string> =>
  program(
    'go',
    `case "$1" in
env) echo ${version};;
build) shift; while [ "$1" != -o ]; do shift; done
  echo built >> ${folder}/builds
  printf '#!/bin/sh\\ncat <<X\\n%s\\nX\\n' "$(basename "$2") ${k6Says.replace(/^k6 /, '')}" > "$2"; /bin/chmod 755 "$2";;
esac`,
  );

const build = (env: NodeJS.ProcessEnv = {}, lines: string[] = []) =>
  buildK6({
    cacheDir: join(folder, 'cache'),
    log: (line) => lines.push(line),
    env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
  });

describe('building k6', () => {
  test('says what to install when there is no Go', async () => {
    await expect(build({ PATH: folder })).rejects.toMatchObject({
      code: 'HR_GO_MISSING',
      hint: expect.stringMatching(/Install Go \d+\.\d+/),
    });
  });

  test('names both versions when Go is too old', async () => {
    await fakeGo('go1.20.1', OURS);
    await expect(build()).rejects.toMatchObject({
      code: 'HR_GO_TOO_OLD',
      message: expect.stringContaining('go1.20.1'),
      hint: expect.stringMatching(/Install Go \d+\.\d+/),
    });
  });

  test('builds once, puts the licence beside the binary, and takes it from the cache afterwards', async () => {
    await fakeGo('go1.99.0', OURS);
    const lines: string[] = [];
    const first = await build({}, lines);
    const second = await build({}, lines);
    expect(first).toMatchObject({ cached: false, k6Version: 'v1.8.1', license: 'AGPL-3.0' });
    expect(second).toEqual({ ...first, cached: true });
    expect(await readFile(join(first.path, '..', 'LICENSE-k6.txt'), 'utf8')).toContain('AGPL-3.0');
    expect(lines.join('\n')).toContain('building k6');
  });

  test('two commands at once build it once', async () => {
    await fakeGo('go1.99.0', OURS);
    const built = await Promise.all([build(), build(), build()]);
    expect(new Set(built.map(({ path }) => path)).size).toBe(1);
    expect(await readFile(join(folder, 'builds'), 'utf8')).toBe('built\n');
  });

  test('builds again when the cached binary is broken', async () => {
    await fakeGo('go1.99.0', OURS);
    const { path } = await build();
    await writeFile(path, 'half a binary');
    expect(await build()).toMatchObject({ path, cached: false });
  });

  test('refuses what it built when an extension is missing from it', async () => {
    await fakeGo('go1.99.0', 'k6 v1.8.1 (go1.99.0, linux/amd64)');
    await expect(build()).rejects.toMatchObject({ code: 'HR_K6_BUILD_FAILED' });
  });

  test('shows the compiler’s words when it fails', async () => {
    await program('go', 'if [ "$1" = env ]; then echo go1.99.0; else echo "x.go:1: syntax error" >&2; exit 1; fi');
    await expect(build()).rejects.toMatchObject({
      code: 'HR_K6_BUILD_FAILED',
      message: expect.stringContaining('x.go:1: syntax error'),
    });
  });
});

describe('K6_BIN', () => {
  test('is used instead of building, without Go', async () => {
    const path = await program('my-k6', `cat <<X\n${OURS}\nX`);
    expect(await build({ K6_BIN: path })).toMatchObject({ path, k6Version: 'v1.8.1', cached: true });
  });

  test.each([
    ['a k6 without our extensions', 'echo "k6 v1.8.1 (go1.26.8, linux/amd64)"', /without .*k6\/x\/stream.*headroom/],
    ['a program that is no k6', 'echo hello', /hello/],
    ['a program that fails', 'exit 3', /version/],
  ])('%s is refused', async (_name, script, message) => {
    const path = await program('other', script);
    await expect(build({ K6_BIN: path })).rejects.toMatchObject({
      code: 'HR_K6_BIN_INVALID',
      message: expect.stringMatching(message),
    });
  });

  test('a path where nothing is, is refused', async () => {
    await expect(build({ K6_BIN: join(folder, 'none') })).rejects.toMatchObject({ code: 'HR_K6_BIN_INVALID' });
  });
});

describe('the cache’s key', () => {
  test('changes with sources, go.mod and Go, and not with tests or commands', async () => {
    const sources = join(folder, 'sources');
    await mkdir(join(sources, 'cmd'), { recursive: true });
    await writeFile(join(sources, 'main.go'), 'package main');
    await writeFile(join(sources, 'go.mod'), 'module x');
    const base = await hashSources(sources, 'go1.26.8');

    await writeFile(join(sources, 'main_test.go'), 'package main');
    await writeFile(join(sources, 'cmd', 'stub.go'), 'package main');
    expect(await hashSources(sources, 'go1.26.8')).toBe(base);
    expect(await hashSources(sources, 'go1.26.9')).not.toBe(base);

    const copy = join(folder, 'copy');
    await cp(sources, copy, { recursive: true });
    expect(await hashSources(copy, 'go1.26.8')).toBe(base);
    await writeFile(join(copy, 'go.mod'), 'module y');
    expect(await hashSources(copy, 'go1.26.8')).not.toBe(base);
    await writeFile(join(sources, 'main.go'), 'package main // changed');
    expect(await hashSources(sources, 'go1.26.8')).not.toBe(base);
  });
});

describe('versions', () => {
  test.each([
    ['go1.25.0', '1.25.0', true],
    ['go1.26.8', '1.25.0', true],
    ['go1.25', '1.25.0', true],
    ['go2.0', '1.25.0', true],
    ['go1.24.9', '1.25.0', false],
    ['go1.9', '1.25.0', false],
    ['devel', '1.25.0', false],
  ])('%s for %s: %s', (have, want, enough) => {
    expect(isGoNewEnough(have, want)).toBe(enough);
  });

  test('the version that go.mod asks for is read', () => {
    expect(requiredGoVersion('module x\n\ngo 1.25.0\n')).toBe('1.25.0');
  });

  test('k6 version is read with what is missing from it', () => {
    expect(parseK6Version(OURS)).toEqual({ k6Version: 'v1.8.1', missing: [] });
    expect(parseK6Version('k6 v1.8.1 (x)')?.missing).toHaveLength(2);
    expect(parseK6Version('zsh: no')).toBeUndefined();
  });
});

test('a lock whose holder is gone is taken over', async () => {
  const path = join(folder, 'build.lock');
  await writeFile(path, '999999999\n'); // above any pid that Linux gives
  const release = await takeLock(path, () => {});
  expect(await readFile(path, 'utf8')).toBe(`${process.pid}\n`);
  await release();
});
