/** Locust, from PyPI into a virtual environment of its own; its script is `locustfile.py`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measured, unavailable } from '../../contract/measured.ts';
import { loadEnv } from '../ladder/k6.ts';
import { STREAM_MS, THINK_MS } from '../ladder/server-figures.ts';
import { cachedFolder, runStep } from './cache.ts';
import { csvRow } from './csv.ts';
import type { Peer } from './peer.ts';

const VERSION = '2.47.0';

/** As in locustfile.py. */
const PLAIN_USERS = 100;

export const LOCUST: Peer = {
  id: 'locust',
  title: 'Locust',
  async install(context) {
    const folder = await cachedFolder(context, `locust-${VERSION}`, async (venv) => {
      await runStep('python3', ['-m', 'venv', venv]);
      await runStep(join(venv, 'bin', 'pip'), ['install', '--quiet', `locust==${VERSION}`]);
    });
    const python = join(folder, 'bin', 'python');
    const version = await runStep(python, ['-m', 'locust', '--version']);
    return {
      version: version.trim().replace(/ from .* \(/, ' ('),
      command({ load, serverUrl, folder: own }) {
        const users = load.kind === 'requests' ? PLAIN_USERS : load.sessions;
        // Sessions start spread over one cycle, as with the other tools; users of plain requests within a second.
        const spawnRate = load.kind === 'requests' ? PLAIN_USERS : load.sessions / ((STREAM_MS + THINK_MS) / 1_000);
        return measured({
          program: python,
          args: [
            ...['-m', 'locust', '-f', join(import.meta.dirname, 'locustfile.py'), '--headless', '--only-summary'],
            ...['-u', String(users), '-r', spawnRate.toFixed(3), '-t', `${load.seconds}s`, '--stop-timeout', '15'],
            ...['--host', serverUrl, '--csv', join(own, 'locust')],
          ],
          env: { ...loadEnv(load, serverUrl), PYTHONDONTWRITEBYTECODE: '1' },
        });
      },
      async reported({ load, folder: own }) {
        const text = await readFile(join(own, 'locust_stats.csv'), 'utf8');
        const row = csvRow(text, 'Name', load.kind === 'requests' ? 'plain' : 'first token');
        const p95Ms = Number(row?.get('95%') ?? Number.NaN);
        return {
          p95Ms: Number.isNaN(p95Ms) ? unavailable('no sample') : measured(p95Ms),
          failed: Number(row?.get('Failure Count') ?? 0),
        };
      },
    };
  },
};
