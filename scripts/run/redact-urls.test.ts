import { expect, it } from 'vitest';
import { redactUrls } from './redact-urls.ts';

it('takes passwords, users and query values out of URLs, however deep, and leaves all else as it is', () => {
  const value = {
    collectors: { urls: ['https://u:hunter2@h.test/metrics?token=hunter3&x=hunter4', 'http://127.0.0.1:9/metrics'] },
    command: 'headroom --base-url http://:hunter5@127.0.0.1 run',
    orders: 5,
    none: null,
  };
  const redacted = redactUrls(value);
  expect(JSON.stringify(redacted)).not.toMatch(/hunter/);
  expect(redacted.collectors.urls[1]).toBe('http://127.0.0.1:9/metrics');
  expect(redacted.collectors.urls[0]).toContain('h.test/metrics?token=redacted&x=redacted');
  expect(redacted).toMatchObject({ orders: 5, none: null });
});

it('keeps nothing of a URL that cannot be read but may hold a secret', () => {
  expect(redactUrls('postgres://u:hunter2@[bad/x')).not.toMatch(/hunter/);
});

it('takes no longer for one long word than for many short ones, and finds the URL at its end', () => {
  const startedMs = performance.now();
  const redacted = redactUrls(`${'x'.repeat(1_000_000)}https://u:hunter2@h.test/`);
  expect(redacted).not.toMatch(/hunter/);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
