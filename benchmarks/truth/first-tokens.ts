/** First-token times of one run, the client's and the application's, paired by request id. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** One turn, seen from both sides, milliseconds. */
export interface PairedFirstToken {
  clientMs: number;
  serverMs: number;
}

/** Pairs k6's `--out json` file with the application's log; turns that only one side knows are counted, not dropped. */
export async function pairFirstTokens(
  k6JsonPath: string,
  appLogPath: string,
): Promise<{ pairs: PairedFirstToken[]; clientOnly: number }> {
  const server = await readServerTimes(appLogPath);
  const pairs: PairedFirstToken[] = [];
  let clientOnly = 0;
  for await (const line of createInterface({ input: createReadStream(k6JsonPath) })) {
    if (!line.includes('"sse_first_token"')) continue;
    const point = JSON.parse(line) as { type: string; data: { value: number; tags?: Record<string, string> } };
    if (point.type !== 'Point') continue;
    const serverMs = server.get(point.data.tags?.request_id ?? '');
    if (serverMs === undefined) clientOnly += 1;
    else pairs.push({ clientMs: point.data.value, serverMs });
  }
  return { pairs, clientOnly };
}

/** The exact nearest-rank quantile of unsorted values. */
export function exactQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

async function readServerTimes(path: string): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (!line.includes('copilot_turn')) continue;
    const turn = JSON.parse(line) as { kind: string; requestId: string; firstTokenMs?: number | null };
    if (typeof turn.firstTokenMs === 'number') times.set(turn.requestId, turn.firstTokenMs);
  }
  return times;
}
