/** The comparison as Markdown tables: one a task, one row a tool, medians over rounds. Pure. */
import type { Measured } from '../../contract/measured.ts';
import { markdownTable } from '../ladder/page.ts';
import { isP95Trusted, TRUST } from '../ladder/rung.ts';
import type { Load } from '../ladder/server-figures.ts';
import type { PeerFigures } from './measure.ts';

/** All runs of one tool at one task, in the order of the rounds. */
export interface PeerRow {
  title: string;
  runs: Measured<PeerFigures>[];
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** One task's table, with its heading. */
export function taskTable(load: Load, rows: readonly PeerRow[]): string {
  const [heading, unit, rate, p95] =
    load.kind === 'requests'
      ? [`${whole.format(load.rateRps)} requests a second`, 'requests', 'requests/s', 'latency p95']
      : [`${whole.format(load.sessions)} streaming sessions`, 'tokens', 'streams/s', 'first token p95'];
  const header = [
    'tool',
    `${rate}, of wanted`,
    `CPU-s per 10,000 ${unit}`,
    'with start and end',
    'RSS, most',
    `${p95}: tool / server, ms`,
    'off by, ms',
    'failed',
    'others on its core',
  ];
  return `### ${heading}, ${load.seconds} s\n\n${markdownTable(
    header,
    rows.map((row) => cells(row, header.length)),
  )}`;
}

/** The middle value, or the mean of the two in the middle; NaN without any. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const high = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[(sorted.length >> 1) - 1] ?? Number.NaN) + high) / 2;
}

function cells({ title, runs }: PeerRow, width: number): string[] {
  const good = runs.flatMap((run) => (run.status === 'ok' ? [run.value] : []));
  const reasons = runs.flatMap((run) => (run.status === 'ok' ? [] : [run.reason]));
  if (good.length === 0) return [title, plain(reasons[0] ?? 'not run'), ...Array(width - 2).fill('')];
  const of = (figure: (run: PeerFigures) => number): number => median(good.map(figure));
  const share = of(({ server }) => server.achievedRate / server.wantedRate);
  const achieved = `${of(({ server }) => server.achievedRate).toFixed(1)} (${(share * 100).toFixed(1)} %)`;
  return [
    reasons.length === 0 ? title : `${title} (${plain(reasons[0] ?? '')} in ${reasons.length} of ${runs.length})`,
    share >= TRUST.achievedShare ? achieved : `**${achieved}**`,
    spread(good.map(({ cpuPer10k }) => cpuPer10k)),
    of(({ cpuPer10kWhole }) => cpuPer10kWhole).toFixed(3),
    `${whole.format(of((run) => run.rssBytesMax) / 2 ** 20)} MiB`,
    ...percentileCells(good),
    whole.format(good.reduce((sum, { reported }) => sum + reported.failed, 0)),
    `${(of(({ othersShare }) => othersShare) * 100).toFixed(0)} %`,
  ];
}

/** The tool's p95 beside the server's own of the same run; the difference is bold beyond 5 ms + 1 %. */
function percentileCells(runs: readonly PeerFigures[]): [string, string] {
  const serverMs = median(runs.map(({ server }) => server.p95Ms));
  const toolMs: number[] = [];
  const offMs: number[] = [];
  for (const { reported, server } of runs) {
    if (reported.p95Ms.status === 'unavailable')
      return [`${plain(reported.p95Ms.reason)} / ${serverMs.toFixed(1)}`, ''];
    toolMs.push(reported.p95Ms.value);
    offMs.push(reported.p95Ms.value - server.p95Ms);
  }
  const off = median(offMs);
  const isTrusted = isP95Trusted(serverMs + off, serverMs);
  return [
    `${median(toolMs).toFixed(1)} / ${serverMs.toFixed(1)}`,
    isTrusted ? off.toFixed(1) : `**${off.toFixed(1)}**`,
  ];
}

function spread(values: readonly number[]): string {
  const middle = median(values).toFixed(3);
  if (values.length < 2) return middle;
  return `${middle} (${Math.min(...values).toFixed(3)}–${Math.max(...values).toFixed(3)})`;
}

/** A reason as a table cell: one line, no bars. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '/').slice(0, 160);
}
