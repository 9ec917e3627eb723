/** The ladder's rungs as Markdown, and the sentence on the point where figures stop being trustworthy. Pure. */
import { markdownTable } from './page.ts';
import { DISTURBED_SHARE, type Rung, SERVER_FULL_SHARE } from './rung.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** Both ladders, each with its conclusion; a ladder without rungs is left out. */
export function ladderTables(rungs: readonly Rung[]): string {
  const parts: string[] = [];
  for (const kind of ['streams', 'requests'] as const) {
    const ladder = rungs.filter(({ load }) => load.kind === kind);
    if (ladder.length === 0) continue;
    parts.push(
      `### ${kind === 'streams' ? 'Streaming sessions' : 'Plain requests'}`,
      markdownTable(header(kind), ladder.map(row)),
      conclusion(ladder),
    );
  }
  return parts.join('\n\n');
}

/** Up to where figures can be trusted, and what gave way first. */
export function conclusion(ladder: readonly Rung[]): string {
  const firstDoubted = ladder.findIndex(({ doubts }) => doubts.length > 0);
  const broken = ladder[firstDoubted];
  if (broken === undefined) {
    const top = ladder.at(-1);
    return top === undefined ? 'Nothing was measured.' : `Trusted on every rung, up to ${amount(top)}.`;
  }
  const lastGood = ladder[firstDoubted - 1];
  const upTo = lastGood === undefined ? 'Not trusted on the lowest rung' : `Trusted up to ${amount(lastGood)}`;
  const first = `The figures stop being trustworthy by ${amount(broken)}: ${broken.doubts.join(', ')}`;
  return `${upTo}. ${[first, ...excuses(broken)].join('; ')}.`;
}

/** What else may have limited a rung. */
function excuses({ othersShare, serverCpuShare }: Rung): string[] {
  const words: string[] = [];
  if (othersShare >= DISTURBED_SHARE) {
    words.push(`other work had ${percent(othersShare)} of k6’s core meanwhile, so repeat it on a quiet machine`);
  }
  if (serverCpuShare >= SERVER_FULL_SHARE) words.push('its server was full too, so this is as much the server’s limit');
  return words;
}

function header(kind: 'streams' | 'requests'): string[] {
  const [what, latency] = kind === 'streams' ? ['sessions', 'first token p95'] : ['requests/s', 'latency p95'];
  return [
    what,
    kind === 'streams' ? 'streams/s, wanted → achieved' : 'achieved/s',
    kind === 'streams' ? 'tokens read' : 'requests',
    'CPU of its core',
    'others on it',
    'RSS, most',
    'timer lag p50 / p99, ms',
    `${latency}: k6 / server, ms`,
    'off by, ms',
    'server’s CPU',
    'trusted',
  ];
}

function row(rung: Rung): string[] {
  const { load, server, generator } = rung;
  const share = server.achievedRate / server.wantedRate;
  return [
    whole.format(load.kind === 'streams' ? load.sessions : load.rateRps),
    load.kind === 'streams'
      ? `${tenths.format(server.wantedRate)} → ${tenths.format(server.achievedRate)} (${percent(share)})`
      : `${whole.format(server.achievedRate)} (${percent(share)})${generator.dropped > 0 ? `, ${whole.format(generator.dropped)} dropped` : ''}`,
    whole.format(load.kind === 'streams' ? server.chunks : server.count),
    percent(rung.cpuShare),
    percent(rung.othersShare),
    `${whole.format(rung.rssBytesMax / 2 ** 20)} MiB`,
    `${generator.timerLagMsP50.toFixed(2)} / ${generator.timerLagMsP99.toFixed(2)}`,
    `${generator.p95Ms.toFixed(1)} / ${server.p95Ms.toFixed(1)}`,
    (generator.p95Ms - server.p95Ms).toFixed(1),
    percent(rung.serverCpuShare),
    rung.doubts.length === 0 ? 'yes' : `**no**: ${rung.doubts.join(', ')}`,
  ];
}

function amount({ load }: Rung): string {
  return load.kind === 'streams'
    ? `${whole.format(load.sessions)} sessions`
    : `${whole.format(load.rateRps)} requests a second`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0.995 ? 1 : 0)} %`;
}
