/** vegeta, through the Go module proxy. A constant rate of whole answers is all it does, and what it does well. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { measured, unavailable } from '../../contract/measured.ts';
import { cachedFolder, runStep } from './cache.ts';
import type { Peer } from './peer.ts';

const VERSION = 'v12.13.0';

const reportSchema = z.object({
  /** Nanoseconds. */
  latencies: z.object({ '95th': z.number() }),
  requests: z.number(),
  success: z.number(),
});

export const VEGETA: Peer = {
  id: 'vegeta',
  title: 'vegeta',
  async install(context) {
    const folder = await cachedFolder(context, `vegeta-${VERSION}`, async (bin) => {
      await runStep('go', ['install', `github.com/tsenart/vegeta/v12@${VERSION}`], { env: { GOBIN: bin } });
    });
    const vegeta = join(folder, 'vegeta');
    await runStep(vegeta, ['-version']);
    return {
      version: VERSION,
      command({ load, serverUrl, folder: own }) {
        if (load.kind === 'streams') return unavailable('cannot: no sessions, and an answer is timed only as a whole');
        const flags = [`-rate=${load.rateRps}/s`, `-duration=${load.seconds}s`, `-output=${join(own, 'results.bin')}`];
        // Targets come from a file: with standard input closed there is nothing else to read.
        const targets = join(own, 'targets');
        return measured({
          program: 'sh',
          args: [
            '-c',
            'printf "GET %s/plain\\n" "$SERVER" > "$TARGETS" && exec "$0" attack -targets="$TARGETS" "$@"',
            vegeta,
            ...flags,
          ],
          env: { SERVER: serverUrl, TARGETS: targets },
        });
      },
      async reported({ folder: own }) {
        const text = await runStep(vegeta, ['report', '-type=json', join(own, 'results.bin')]);
        await writeFile(join(own, 'report.json'), text);
        const report = reportSchema.parse(JSON.parse(text));
        return {
          p95Ms: measured(report.latencies['95th'] / 1e6),
          failed: Math.round(report.requests * (1 - report.success)),
        };
      },
    };
  },
};
