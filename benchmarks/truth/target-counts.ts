/** The target's own count of the load's requests, by the names under which the record counts them. */

/** Route → requests, of the application's metrics page. `received` counts at arrival, `answered` at the end. */
export interface TargetCounts {
  received: Map<string, number>;
  answered: Map<string, number>;
}

/** Reads the counts of requests that carry no other source than the load. */
export async function readTargetCounts(metricsUrl: string): Promise<TargetCounts> {
  const response = await fetch(metricsUrl, { headers: { 'x-headroom-source': 'scrape' } });
  const text = await response.text();
  return {
    received: countsOf(text, 'http_requests_received_total'),
    answered: countsOf(text, 'http_requests_total'),
  };
}

function countsOf(text: string, metric: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${metric}{`)) continue;
    const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1];
    if (label('source') !== 'load') continue;
    const name = `${label('method')} ${label('route')}`;
    counts.set(name, (counts.get(name) ?? 0) + Number(line.slice(line.lastIndexOf(' ') + 1)));
  }
  return counts;
}
