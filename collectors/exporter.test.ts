import { expect, it } from 'vitest';
import { startExporter } from './exporter.ts';
import { createLiveWindow } from './live-window.ts';
import { scalarLine, seriesLine, trendLine } from './support/load-lines.ts';

const states = () => [
  { name: 'host', status: 'ok' as const },
  { name: 'model', status: 'pending' as const },
  { name: 'postgres', status: 'failed' as const, reason: 'away' },
];

async function pageOf(lines: readonly string[]): Promise<string> {
  const window = createLiveWindow();
  for (const line of lines) window.add(line);
  const exporter = await startExporter({ collectors: { live: () => window.figures(), states } });
  try {
    return await (await fetch(exporter.url)).text();
  } finally {
    await exporter.close();
  }
}

it('shows the figures that there are, in Prometheus units', async () => {
  const page = await pageOf([
    seriesLine(1, 'health_check', 'trend'),
    seriesLine(2, 'session_opened', 'counter', { journey: 'copilot' }),
    seriesLine(3, 'session_opened', 'counter', { journey: 'dashboard' }),
    seriesLine(4, 'dropped_iterations', 'counter'),
    trendLine(1, 10, [50]),
    scalarLine(2, 10, 100),
    scalarLine(3, 10, 99),
    scalarLine(4, 11, 2),
  ]);
  const lines = page.split('\n');
  expect(lines).toContain('headroom_live_health_check_p95_seconds 0.05');
  expect(lines).toContain('headroom_live_sessions{journey="copilot"} 100');
  expect(lines).toContain('headroom_live_sessions{journey="dashboard"} 99');
  expect(lines).toContain('headroom_live_dropped_iterations_total 2');
  expect(page).not.toContain('copilot_first_token');
});

it('says which collectors work, and nothing of one that has not scraped yet', async () => {
  const page = await pageOf([]);
  expect(page).toContain('headroom_collector_up{collector="host"} 1');
  expect(page).toContain('headroom_collector_up{collector="postgres"} 0');
  expect(page).not.toContain('"model"');
  expect(page).not.toContain('headroom_live_');
});

it('shows nothing but the metrics page', async () => {
  const exporter = await startExporter({ collectors: { live: () => createLiveWindow().figures(), states } });
  const response = await fetch(new URL('/', exporter.url));
  await exporter.close();
  expect(response.status).toBe(404);
});
