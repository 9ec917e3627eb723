/**
 * Reads the metrics page of an application, or of a model, in the Prometheus text format.
 *
 * Its requests carry `x-headroom-source: scrape`, so that the target counts them apart from the load. Stores only the
 * names of `application-metrics.ts`. Labels are stored as they stand.
 */

import { type MetricList, namesOnPage } from './application-metrics.ts';
import type { Collector, Scrape } from './collector.ts';
import { createTextSource } from './http-text.ts';
import { parsePrometheusText } from './prometheus-text.ts';
import { redact, secretsOfUrl } from './redact.ts';

/**
 * Values kept of one scrape; the reference deployment shows about 200. An application that puts a user's id into a
 * label reaches it: the record then says so instead of growing by megabytes a minute.
 */
const VALUES_MAX = 2000;

/** Bytes of a metrics page; about 40,000 series. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024;

/** What to read. */
export interface MetricsPageInput {
  /** The metrics page; a URL without a path means `/metrics`. */
  url: string;
  /** Canonical name → name on the page. Default: the canonical names. */
  names?: Readonly<Record<string, string>>;
  /** Further request headers, such as an authorization; their values are secrets. */
  headers?: Readonly<Record<string, string>>;
}

/** A collector of the page's wanted metrics. */
export function createMetricsPageCollector(name: string, list: MetricList, input: MetricsPageInput): Collector {
  const names = namesOnPage(list, input.names ?? {});
  const secrets = [...secretsOfUrl(input.url), ...secretsOfHeaders(input.headers ?? {})];
  const url = new URL(input.url);
  if (url.pathname === '/') url.pathname = '/metrics';
  const source = createTextSource({
    url,
    headers: { ...input.headers, accept: 'text/plain', 'x-headroom-source': 'scrape' },
    bodyBytesMax: PAGE_BYTES_MAX,
  });
  return {
    name,
    secrets,
    async scrape(signal) {
      return readPage(await source.get(signal), names, secrets);
    },
    async close() {
      source.close();
    },
  };
}

function readPage(text: string, names: ReadonlyMap<string, string>, secrets: readonly string[]): Scrape {
  const page = parsePrometheusText(text, names, VALUES_MAX);
  if (page.values.length === 0) {
    throw new Error(`none of the known metrics stands among the ${page.lines} lines of the page`);
  }
  if (secrets.length > 0) for (const { labels } of page.values) if (labels !== undefined) cleanLabels(labels, secrets);
  const remarks: string[] = [];
  if (page.overLimit > 0) remarks.push(`${page.overLimit} values beyond the limit of ${VALUES_MAX} were left out`);
  if (page.malformed > 0) remarks.push(`lines that could not be read: ${page.malformed}`);
  return remarks.length === 0 ? { values: page.values } : { values: page.values, remark: remarks.join('; ') };
}

function cleanLabels(labels: Record<string, string>, secrets: readonly string[]): void {
  for (const [key, value] of Object.entries(labels)) {
    if (secrets.some((secret) => value.includes(secret))) labels[key] = redact(value, secrets);
  }
}

/** Header values, and what stands after a scheme such as `Bearer`. */
function secretsOfHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.values(headers)
    .flatMap((value) => [value, ...value.split(' ').slice(1)])
    .filter((text) => text !== '');
}
