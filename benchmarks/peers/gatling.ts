/** Gatling, through Maven: the project in `gatling/` is compiled into the cache, and then run without Maven. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { measured, unavailable } from '../../contract/measured.ts';
import { loadEnv } from '../ladder/k6.ts';
import { cachedFolder, runStep } from './cache.ts';
import { pageFigure } from './gatling-page.ts';
import type { Peer } from './peer.ts';

const PROJECT = join(import.meta.dirname, 'gatling');

const SOURCES = [
  'pom.xml',
  'src/main/java/headroom/Plain.java',
  'src/main/java/headroom/Streams.java',
  'src/main/resources/logback.xml',
];

/** Milliseconds a stream stays open after its last event, so that Gatling hangs up first: else it connects again. */
const LINGER_MS = 2_000;

export const GATLING: Peer = {
  id: 'gatling',
  title: 'Gatling',
  async install(context) {
    const hash = createHash('sha256');
    for (const name of SOURCES) hash.update(await readFile(join(PROJECT, name)));
    const folder = await cachedFolder(context, `gatling-${hash.digest('hex').slice(0, 12)}`, async (build) => {
      const flags = ['-B', '-q', `-Dbuild.folder=${build}`, `-Dmdep.outputFile=${join(build, 'classpath.txt')}`];
      await runStep('mvn', [...flags, 'compile', 'dependency:build-classpath'], { cwd: PROJECT });
    });
    const dependencies = (await readFile(join(folder, 'classpath.txt'), 'utf8')).trim();
    const version = /gatling-core-([\d.]+)\.jar/.exec(dependencies)?.[1] ?? 'of unknown version';
    return {
      version,
      command: ({ load, serverUrl, folder: own }) =>
        measured({
          program: 'java',
          args: [
            '-Xmx1g',
            '--add-opens=java.base/java.lang=ALL-UNNAMED',
            ...['-cp', `${join(folder, 'classes')}:${dependencies}`, 'io.gatling.app.Gatling'],
            ...['-s', load.kind === 'requests' ? 'headroom.Plain' : 'headroom.Streams', '-rf', own],
          ],
          env: { ...loadEnv(load, serverUrl), STREAM_PATH: `/stream?lingerMs=${LINGER_MS}` },
          cwd: own,
        }),
      async reported({ load, folder: own }) {
        const pages = await readRequestPages(own);
        const page = pages.find(({ name }) =>
          name.startsWith(load.kind === 'requests' ? 'req_plain-' : 'req_first-token-'),
        );
        const p95Ms = page === undefined ? undefined : pageFigure(page.html, '95th percentile', 'ok');
        return {
          p95Ms: p95Ms === undefined ? unavailable('no sample') : measured(p95Ms),
          failed: pages.reduce((sum, { html }) => sum + (pageFigure(html, 'Total count', 'ko') ?? 0), 0),
        };
      },
    };
  },
};

/** The report's pages of single requests: one folder a simulation, and one simulation a run. */
async function readRequestPages(folder: string): Promise<{ name: string; html: string }[]> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => /^[^/]+\/req_[^/]+\.html$/.test(path));
  return Promise.all(
    paths.map(async (path) => ({ name: basename(path), html: await readFile(join(folder, path), 'utf8') })),
  );
}
