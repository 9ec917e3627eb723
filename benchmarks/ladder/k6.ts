/** The command lines of k6 for a load: the same for the ladder and for the comparison with other tools. */
import { join } from 'node:path';
import type { Command } from './pinned-process.ts';
import { type Load, STREAM_MS, THINK_MS } from './server-figures.ts';

/** How the server's streams are asked for. */
export const STREAM_PATH = '/stream';

/** What scripts of every tool read from their environment. */
export function loadEnv(load: Load, serverUrl: string): Record<string, string> {
  const common = { SERVER: serverUrl, SECONDS: String(load.seconds) };
  if (load.kind === 'requests') return { ...common, RATE: String(load.rateRps) };
  return {
    ...common,
    SESSIONS: String(load.sessions),
    STREAM_PATH,
    CYCLE_MS: String(STREAM_MS + THINK_MS),
    THINK_MS: String(THINK_MS),
  };
}

/** k6 with `--out headroom`, as `headroom run` starts it. */
export function ourK6(k6: string, load: Load, serverUrl: string, folder: string): Command {
  const script = join(import.meta.dirname, load.kind === 'requests' ? 'requests.js' : 'streams.js');
  return k6Command(k6, ['--no-thresholds', '--summary-mode=disabled', '--out', `headroom=${folder}`], {
    script,
    env: loadEnv(load, serverUrl),
  });
}

/** k6 with flags of the caller's choice. */
export function k6Command(k6: string, flags: string[], run: { script: string; env: Record<string, string> }): Command {
  const variables = Object.entries(run.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return {
    program: k6,
    args: ['run', '--quiet', '--no-usage-report', '--address', '', ...flags, ...variables, run.script],
    env: { K6_AUTO_EXTENSION_RESOLUTION: 'false' },
  };
}

/** Where `--out headroom` writes. */
export function loadFileIn(folder: string): string {
  return join(folder, 'load', 'local.ndjson');
}
