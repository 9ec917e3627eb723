import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSampleLine, type SampleLine } from '../contract/samples.ts';
import { type CollectorsInput, startCollectors } from './index.ts';
import { openAppendFile } from './line-writer.ts';
import { startHttpPage } from './support/http-page.ts';
import { headerLine, scalarLine, seriesLine } from './support/load-lines.ts';

const procRoot = fileURLToPath(new URL('./testdata/proc', import.meta.url));
const fast = { intervalMs: 250, timeoutMs: 200 };
let runFolder: string;

beforeEach(async () => {
  runFolder = join(await mkdtemp(join(tmpdir(), 'headroom-collectors-')), 'run');
});
afterEach(() => rm(join(runFolder, '..'), { recursive: true }));

const textOf = (name: string) => readFile(join(runFolder, 'samples', `${name}.ndjson`), 'utf8').catch(() => '');
const linesOf = async (name: string): Promise<SampleLine[]> =>
  (await textOf(name)).split('\n').flatMap((line) => parseSampleLine(line) ?? []);
const start = (input: Partial<CollectorsInput>) =>
  startCollectors({ runFolder, ...fast, ...input }, { host: { procRoot } });

/** A server that answers everything with an error that repeats what it was sent. */
async function startEcho(): Promise<{ port: number; close(): void }> {
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) =>
      socket.write(`-ERR you sent ${chunk.toString('latin1').replace(/[\r\n]+/g, ' ')}\r\n`),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close: () => server.close() };
}

it('writes one file a source into a folder of its own, and one failing source stops no other', async () => {
  const page = await startHttpPage('app_db_pool_in_use 1\n');
  const collectors = start({ application: { url: page.url }, model: { url: page.url }, host: true });
  await expect.poll(async () => (await linesOf('application')).length).toBeGreaterThan(2);
  await expect.poll(async () => (await linesOf('host')).length).toBeGreaterThan(2);
  await expect.poll(async () => (await linesOf('model')).length).toBeGreaterThan(2);
  expect(collectors.states().map(({ name, status }) => [name, status])).toEqual([
    ['application', 'ok'],
    ['host', 'ok'],
    ['model', 'failed'],
  ]);
  const tallies = await collectors.stop();
  await page.close();
  for (const { name, scrapes, failures } of tallies) {
    const lines = await linesOf(name);
    expect([scrapes, failures]).toEqual([lines.length, lines.filter((line) => !line.ok).length]);
  }
  expect(tallies.map(({ name, failures }) => [name, failures > 0])).toEqual([
    ['application', false],
    ['host', false],
    ['model', true],
  ]);
  expect((await stat(join(runFolder, 'samples'))).mode & 0o777).toBe(0o700);
  expect((await readdir(join(runFolder, 'samples'))).sort()).toEqual([
    'application.ndjson',
    'host.ndjson',
    'model.ndjson',
  ]);
});

it('leaves one line with the reason for a collector that is configured away', async () => {
  const collectors = start({ unavailable: { postgres: 'no database URL is configured' } });
  expect(await collectors.stop()).toEqual([{ name: 'postgres', scrapes: 1, failures: 1 }]);
  const lines = await linesOf('postgres');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ ok: false, collector: 'postgres', reason: 'no database URL is configured' });
});

it('refuses a name that would leave its folder', () => {
  expect(() => start({ unavailable: { '../../x': 'reason' } })).toThrow('no name of a collector');
});

it('writes no secret anywhere, whatever a source answers', async () => {
  const echo = await startEcho();
  const collectors = start({
    redis: { url: `redis://scraper:pl4nted-redis@127.0.0.1:${echo.port}` },
    postgres: { url: `postgres://scraper:pl4nted-postgres@127.0.0.1:${echo.port}/headroom_x` },
    application: {
      url: `http://scraper:pl4nted-url@127.0.0.1:${echo.port}/?key=pl4nted-key`,
      headers: { cookie: 'pl4nted-cookie' },
    },
  });
  for (const name of ['redis', 'postgres', 'application']) {
    await expect.poll(async () => (await linesOf(name)).length).toBeGreaterThan(1);
  }
  const states = collectors.states();
  await collectors.stop();
  echo.close();
  const written = (await Promise.all(['redis', 'postgres', 'application'].map(textOf))).join('');
  // Redis errors repeat what was sent: the mask shows that there was something to cut out.
  expect(written).toContain('***');
  expect(written + JSON.stringify(states)).not.toContain('pl4nted');
});

it('shows the live figures of the load file, and says why there are none without one', async () => {
  const loadFile = join(runFolder, '..', 'local.ndjson');
  await writeFile(
    loadFile,
    `${[headerLine, seriesLine(1, 'http_reqs', 'counter'), scalarLine(1, 10, 7), scalarLine(1, 11, 1)].join('\n')}\n`,
  );
  const collectors = start({ generator: { loadFile } });
  await expect.poll(() => collectors.live().requestRateRps).toEqual({ status: 'ok', value: 7 });
  await collectors.stop();
  const without = start({});
  expect(without.live().requestRateRps.status).toBe('unavailable');
  await without.stop();
});

it('throws HR_RECORD_UNWRITABLE at once when the folder cannot be made', () => {
  expect(() => startCollectors({ runFolder: '/proc/none', host: true })).toThrow(
    expect.objectContaining({ code: 'HR_RECORD_UNWRITABLE' }),
  );
});

it('reports a full disk while it runs, closes everything all the same and rejects at the end', async () => {
  const errors: string[] = [];
  const page = await startHttpPage('app_db_pool_in_use 1\n');
  const collectors = startCollectors(
    {
      runFolder,
      ...fast,
      host: true,
      application: { url: page.url },
      onWriteError: (error) => errors.push(error.message),
    },
    { host: { procRoot }, openFile: (path) => openAppendFile(path.endsWith('host.ndjson') ? '/dev/full' : path) },
  );
  await expect.poll(() => errors).toEqual([expect.stringMatching(/^samples\/host.ndjson: ENOSPC/)]);
  await expect.poll(async () => (await linesOf('application')).length).toBeGreaterThan(1);
  await expect(collectors.stop()).rejects.toThrow(/ENOSPC.*lines lost/);
  await page.close();
});

it('stops once, however often it is asked', async () => {
  const collectors = start({ host: true });
  const [first, second] = await Promise.all([collectors.stop(), collectors.stop()]);
  expect(first).toBe(second);
});
