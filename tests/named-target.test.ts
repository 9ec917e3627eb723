/**
 * A target with a host name: it is reached directly, whatever proxy the environment names, and once its name has moved
 * out of the fence nothing follows it there, neither the load nor a collector.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sumCounter } from '../benchmarks/truth/record-counts.ts';
import { createWorkshop, newestRecord, readSummary, runCommand, withConfig } from './support/command.ts';
import { type MovableName, nameHost } from './support/host-names.ts';
import { configFor, type MinimalTarget, startMinimalTarget } from './support/minimal-target.ts';
import { OUTSIDE, proxyEnvironment, setTraps } from './support/traps.ts';

const NAME = 'headroom-moves.test';
const PHASES = { rampMs: 200, warmupMs: 300, measureMs: 4_000 };

describe.runIf(os.userInfo().uid === 0)('a target with a host name', () => {
  let workshop: ReturnType<typeof createWorkshop>;
  let host: MovableName;
  let target: MinimalTarget;
  let requests: string[];
  /** Called with each request's source. */
  let onRequest: (source: string) => void;

  beforeEach(async () => {
    workshop = createWorkshop();
    requests = [];
    onRequest = () => {};
    host = nameHost(NAME, '127.0.0.1');
    target = await startMinimalTarget((request, response) => {
      const source = String(request.headers['x-headroom-source'] ?? 'load');
      requests.push(source);
      onRequest(source);
      if (source === 'scrape') response.writeHead(200).end('process_resident_memory_bytes 1\n');
      return source === 'scrape';
    });
  });
  afterEach(() => {
    host.remove();
    target.close();
    workshop.dispose();
  });

  const port = () => Number(new URL(target.baseUrl).port);
  const run = (env: Record<string, string> = {}) => {
    const baseUrl = `http://${NAME}:${port()}`;
    const config = { ...configFor(baseUrl, PHASES), collectors: { applicationMetricsUrl: `${baseUrl}/metrics` } };
    return runCommand(workshop, [...withConfig(workshop, config), 'run', 'smoke'], env);
  };

  it('is asked directly by the probe, the load and the collectors, although the environment names a proxy', async () => {
    const proxy = await setTraps(['proxy'], '127.0.0.1');
    try {
      const { code, stderr } = await run(proxyEnvironment(proxy.at.proxy));
      expect([0, 3], stderr).toContain(code);
      expect(proxy.sprung).toEqual([]);
      for (const source of ['probe', 'load', 'scrape']) expect(requests).toContain(source);
      expect(readSummary(newestRecord(workshop)).error_share.actualShare).toBe(0);
    } finally {
      proxy.close();
    }
  });

  it('that moves out of the fence after the check is followed by nobody, and the record says where it went', async () => {
    const trapped: string[] = [];
    const trap = createServer((socket) => {
      trapped.push('a connection');
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(port(), OUTSIDE, resolve));
    onRequest = (source) => {
      if (source === 'probe') host.moveTo(OUTSIDE);
    };
    try {
      const { code, stderr } = await run();
      expect([1, 3], stderr).toContain(code);
    } finally {
      trap.close();
    }
    expect(trapped).toEqual([]);
    expect(requests).toEqual(['probe']);
    const folder = newestRecord(workshop);
    expect(sumCounter(folder, 'journey_error', 'kind').get('connect')).toBeGreaterThan(5);
    expect(readSummary(folder).error_share.actualShare).toBe(1);
    expect(readFileSync(join(folder, 'logs', 'k6.log'), 'utf8')).toContain(OUTSIDE);
    expect(readFileSync(join(folder, 'samples', 'application.ndjson'), 'utf8')).toContain(
      `${NAME} resolves to ${OUTSIDE} now, which is not on the allow-list`,
    );
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/blocked by the fence/);
  });

  it('that resolves to an allowed and to another address is refused before anything is sent, with both named', async () => {
    host.moveTo(`127.0.0.1 ${NAME}\n${OUTSIDE}`);
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/HR_TARGET_REFUSED/);
    expect(stderr).toContain(`${NAME} (${OUTSIDE}) is not on the allow-list`);
    expect(requests).toEqual([]);
    expect(existsSync(workshop.runsDir)).toBe(false);
  });
});
