import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { measured, unavailable } from '../../contract/measured.ts';
import { createFakeClock, settle } from '../support/fake-clock.ts';
import { type EvidenceInput, startEvidence } from './evidence-run.ts';

const START_MS = 1_763_870_400_000;
let runFolder: string;
let errors: string[];

beforeEach(async () => {
  runFolder = join(await mkdtemp(join(tmpdir(), 'headroom-evidence-')), 'run');
  errors = [];
});
afterEach(() => rm(join(runFolder, '..'), { recursive: true }));

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(runFolder, 'evidence', name), 'utf8'));
const input = (change: Partial<EvidenceInput> = {}): EvidenceInput => ({
  runFolder,
  phases: { rampMs: 1_000, warmupMs: 1_000, measureMs: 10_000 },
  live: () => ({ testStartedAtMs: measured(START_MS) }),
  slowStatementMs: 250,
  activityIntervalMs: 200,
  onWriteError: (error) => errors.push(error.message),
  ...change,
});

it('says of every part why it is not there, without a database', async () => {
  const clock = createFakeClock(START_MS);
  const evidence = startEvidence(input(), { clock });
  await clock.advance(20_000);
  await evidence.stop();
  const none = { status: 'unavailable', reason: 'HEADROOM_DATABASE_URL is not set' };
  expect(await read('database-before.json')).toEqual(none);
  expect(await read('database-after.json')).toEqual(none);
  expect(await read('slow-watch.json')).toMatchObject({
    activity: none,
    log: { status: 'unavailable', reason: "the server's log is not on this machine" },
    kept: 0,
  });
  expect(await readFile(join(runFolder, 'evidence', 'slow-statements.ndjson'), 'utf8')).toBe('');
  expect(errors).toEqual([]);
  expect(clock.waiting()).toBe(0);
});

it('writes files that only their owner can read, and leaves no unfinished one', async () => {
  const clock = createFakeClock(START_MS);
  const evidence = startEvidence(input(), { clock });
  await clock.advance(3_000);
  await evidence.stop();
  const folder = join(runFolder, 'evidence');
  const names = (await readdir(folder)).sort();
  expect(names).toEqual(['database-after.json', 'database-before.json', 'slow-statements.ndjson', 'slow-watch.json']);
  for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

it.each([
  [unavailable('not yet'), 'no journey has begun'],
  [measured(START_MS + 500), 'the run ended 2.5 s before its measured phase'],
])('says that a run never came to its measured phase', async (testStartedAtMs, reason) => {
  const clock = createFakeClock(START_MS);
  const evidence = startEvidence(input({ live: () => ({ testStartedAtMs }) }), { clock });
  await clock.advance(0);
  await evidence.stop();
  for (const name of ['database-before.json', 'database-after.json'])
    expect(await read(name)).toEqual({ status: 'unavailable', reason });
});

it('does not hold up the end of a run when the database hangs, and shows no secret', async () => {
  const server = net.createServer((socket) => socket.on('error', () => socket.destroy()).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const evidence = startEvidence(
    input({
      postgres: { url: `postgres://reader:pl4nted@127.0.0.1:${port}/headroom_x` },
      timeoutMs: 300,
      live: () => ({ testStartedAtMs: measured(Date.now() - 2_000) }),
    }),
  );
  await expect.poll(() => read('database-before.json').catch(() => undefined), { timeout: 10_000 }).toBeDefined();
  const stoppingMs = performance.now();
  await evidence.stop();
  expect(performance.now() - stoppingMs).toBeLessThan(300 + 2_000);
  server.close();
  // The sample of activity, which had the connection before, may hang for longer.
  expect(await read('database-before.json')).toEqual({ status: 'unavailable', reason: 'no answer within 300 ms' });
  expect(await read('database-after.json')).toMatchObject({ reason: expect.stringMatching(/^no answer/) });
  expect(await read('slow-watch.json')).toMatchObject({ activity: { status: 'unavailable' } });
  expect(JSON.stringify([await read('database-before.json'), await read('slow-watch.json')])).not.toContain('pl4nted');
});

it('refuses a connection that is refused, with the reason and without the password', async () => {
  const clock = createFakeClock(START_MS);
  const evidence = startEvidence(input({ postgres: { url: 'postgres://reader:pl4nted@127.0.0.1:1/headroom_x' } }), {
    clock,
  });
  await clock.advance(2_500);
  await expect
    .poll(() => read('database-before.json').catch(() => undefined), { timeout: 10_000 })
    .toMatchObject({ reason: expect.stringMatching('ECONNREFUSED') });
  await evidence.stop();
});

it('reports a file that cannot be written, and ends all the same', async () => {
  const clock = createFakeClock(START_MS);
  const evidence = startEvidence(input(), { clock });
  await settle();
  await rm(join(runFolder, 'evidence'), { recursive: true });
  await clock.advance(3_000);
  await evidence.stop();
  expect(errors.sort()).toEqual([
    expect.stringMatching(/^evidence\/database-after.json: ENOENT/),
    expect.stringMatching(/^evidence\/database-before.json: ENOENT/),
    expect.stringMatching(/^evidence\/slow-watch.json: ENOENT/),
  ]);
});

it('throws HR_RECORD_UNWRITABLE at once when the folder cannot be made', () => {
  expect(() => startEvidence(input({ runFolder: '/proc/none' }))).toThrow(
    expect.objectContaining({ code: 'HR_RECORD_UNWRITABLE' }),
  );
});
