/** k6 twice: ours, with the streaming client and `--out headroom`, and bare, with what k6 itself has. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { measured, unavailable } from '../../contract/measured.ts';
import { buildK6 } from '../../extensions/build.ts';
import { readGeneratorFigures } from '../ladder/generator-figures.ts';
import { k6Command, loadEnv, loadFileIn, ourK6 } from '../ladder/k6.ts';
import type { Peer, PeerRun } from './peer.ts';

/** Our k6, as `headroom run` uses it. */
export const OURS: Peer = {
  id: 'headroom',
  title: 'our k6',
  async install({ log }) {
    const { path, k6Version } = await buildK6({ log });
    return {
      version: `k6 ${k6Version} with k6/x/stream and --out headroom`,
      command: ({ load, serverUrl, folder }) => measured(ourK6(path, load, serverUrl, folder)),
      async reported({ load, folder }, loadWindow) {
        const metric = load.kind === 'requests' ? 'http_req_duration' : 'sse_first_token';
        const { p95Ms, failed } = readGeneratorFigures(loadFileIn(folder), metric, loadWindow);
        return { p95Ms: Number.isNaN(p95Ms) ? unavailable('no sample') : measured(p95Ms), failed };
      },
    };
  },
};

/** The same binary with nothing of ours: k6/http, and the end-of-test summary that k6 itself makes. */
export const BARE: Peer = {
  id: 'k6',
  title: 'bare k6',
  async install({ log }) {
    const { path, k6Version } = await buildK6({ log });
    return {
      version: `k6 ${k6Version}, the same binary, its own summary`,
      command: ({ load, serverUrl, folder }) =>
        measured(
          k6Command(path, ['--summary-export', join(folder, 'summary.json')], {
            script:
              load.kind === 'requests'
                ? join(import.meta.dirname, '..', 'ladder', 'requests.js')
                : join(import.meta.dirname, 'k6-whole-streams.js'),
            env: loadEnv(load, serverUrl),
          }),
        ),
      async reported(run) {
        const { metrics } = summarySchema.parse(JSON.parse(await readFile(join(run.folder, 'summary.json'), 'utf8')));
        return { p95Ms: barePercentile(run, metrics), failed: metrics.http_req_failed.passes };
      },
    };
  },
};

const trendSchema = z.object({ 'p(95)': z.number() });

const summarySchema = z.object({
  metrics: z.object({
    http_req_duration: trendSchema,
    http_req_waiting: trendSchema,
    /** Of this rate `passes` counts the true ones, which are the failures. */
    http_req_failed: z.object({ passes: z.number() }),
  }),
});

function barePercentile({ load }: PeerRun, metrics: z.infer<typeof summarySchema>['metrics']) {
  if (load.kind === 'requests') return measured(metrics.http_req_duration['p(95)']);
  const firstByteMs = metrics.http_req_waiting['p(95)'].toFixed(1);
  return unavailable(`cannot: reads the stream whole; its first byte, p95 ${firstByteMs} ms, is no token`);
}
