/**
 * Web Vitals as real browsers saw them beside the load. Advisory: no limit is judged, and nothing of a browser's own
 * process (its processor, its timers, its requests) is mixed with the load generators'.
 *
 * Ratings are the published ones: a vital is good when three of four visits were.
 */
import { isUnavailable, type OrUnavailable, unavailable } from '../../contract/measured.ts';
import type { WebVital } from '../../contract/summary.ts';
import type { ReportModel } from '../model.ts';
import { compareText } from './load-data.ts';
import { countOf, histogramOf, type LoadSeries, sumOf } from './load-series.ts';
import { isMeasuredSecond, type Window } from './phases.ts';
import { isBrowserInstance, type RunRecord } from './read-record.ts';
import { roundFigure, roundMs } from './round.ts';

/** The vitals in the order of reading, with the bounds of "good" and "poor" (web.dev/articles/vitals, 2024). */
const VITALS: readonly { vital: string; unit: WebVital['unit']; good: number; poor: number }[] = [
  { vital: 'lcp', unit: 'ms', good: 2500, poor: 4000 },
  { vital: 'inp', unit: 'ms', good: 200, poor: 500 },
  { vital: 'cls', unit: 'score', good: 0.1, poor: 0.25 },
  { vital: 'ttfb', unit: 'ms', good: 800, poor: 1800 },
  { vital: 'fcp', unit: 'ms', good: 1800, poor: 3000 },
];
/** The share of visits whose rating is the page's: the vitals are judged at their 75th percentile. */
const RATED_SHARE = 0.75;
/** Most pages a vital is told apart by. */
const PAGES_MAX = 20;

/** The vitals of the measured phase, by vital and page; unavailable when no browser was there or none was recorded. */
export function summariseBrowser(record: RunRecord, window: Window): OrUnavailable<WebVital[]> {
  const { browser, browserProblem } = record;
  const rows = VITALS.flatMap(({ vital, unit, good, poor }) => {
    const series = measuredOf(record, window, `browser_web_vital_${vital}`);
    const pages = [...new Set(series.map(pageOf))].sort(compareText).slice(0, PAGES_MAX);
    return pages.map((page) => {
      const own = series.filter((one) => pageOf(one) === page);
      return vitalRow({ vital, page, unit, good, poor }, own, window);
    });
  });
  if (rows.length > 0) return rows;
  if (browserProblem !== null) return unavailable(`the browser’s file cannot be read: ${browserProblem}`);
  if (browser.files.length > 0) return unavailable('the browser recorded no Web Vital in the measured phase');
  return unavailable(wasPlanned(record) ? 'the browser left no file' : 'no browser was part of this run');
}

/** What is to be said of the browser's record; null when none was planned. */
export function describeBrowser(record: RunRecord): ReportModel['browser'] {
  if (!wasPlanned(record)) return null;
  const cut = record.browser.files.filter((file) => file.end === null).map((file) => file.instance);
  const partial = cut.length === 0 ? '' : ` The file of ${cut.join(', ')} has no last line: its end is missing.`;
  return {
    note: `${describeVisits(record)}Advisory: no limit is judged, and a missing browser does not degrade the run.${partial}`,
  };
}

/** Visits of all phases: a browser makes a few a minute. */
function describeVisits({ browser }: RunRecord): string {
  const visits = sumOf(browser.select('browser_visit'));
  const failed = sumOf(browser.select('browser_visit', { outcome: 'failed' }));
  return visits === 0 ? '' : `${visits} visits, of which ${failed} failed. `;
}

function wasPlanned({ run, plan, browser, browserProblem }: RunRecord): boolean {
  return (
    plan.browser !== null ||
    run.instances.some(isBrowserInstance) ||
    browser.files.length > 0 ||
    browserProblem !== null
  );
}

/** By phase tag where the browser carries one; one iteration that lasts the whole run may not, and is taken by time. */
function measuredOf({ browser }: RunRecord, window: Window, metric: string): LoadSeries[] {
  const isMeasured = isMeasuredSecond(window);
  return browser
    .select(metric)
    .filter((series) =>
      series.tags.phase === undefined ? series.seconds.some(isMeasured) : series.tags.phase === 'measure',
    );
}

function vitalRow(
  about: Pick<WebVital, 'vital' | 'page' | 'unit'> & { good: number; poor: number },
  series: readonly LoadSeries[],
  window: Window,
): WebVital {
  const { vital, page, unit, good, poor } = about;
  const isMeasured = isMeasuredSecond(window);
  const keep = series.some((one) => one.tags.phase === undefined) ? isMeasured : undefined;
  const histogram = histogramOf(series, keep);
  const hasShape = series.every((one) => one.hasBuckets);
  const [p50, p75] = histogram.quantiles([0.5, RATED_SHARE]);
  const round = unit === 'ms' ? roundMs : roundFigure;
  const figure = (value: number | undefined): OrUnavailable<number> => {
    if (value === undefined) return unavailable('no visit');
    return hasShape ? round(value) : unavailable('only its extremes are kept');
  };
  const p75Figure = figure(p75);
  const count = countOf(series, keep);
  return {
    vital,
    page,
    unit,
    count,
    p50: figure(p50),
    p75: p75Figure,
    max: histogram.count === 0 ? unavailable('no visit') : round(histogram.max),
    rating: ratingByTag(series, count, keep) ?? ratingByBounds(p75Figure, good, poor),
  };
}

/** From the rating that the browser itself gave each visit; undefined when it gave none. */
function ratingByTag(
  series: readonly LoadSeries[],
  count: number,
  keep: ((second: number) => boolean) | undefined,
): WebVital['rating'] | undefined {
  if (count === 0 || series.some(({ tags }) => tags.rating === undefined)) return undefined;
  const share = (...ratings: string[]): number =>
    countOf(
      series.filter(({ tags }) => ratings.includes(tags.rating ?? '')),
      keep,
    ) / count;
  if (share('good') >= RATED_SHARE) return 'good';
  return share('good', 'needs-improvement') >= RATED_SHARE ? 'needs improvement' : 'poor';
}

function ratingByBounds(p75: OrUnavailable<number>, good: number, poor: number): WebVital['rating'] {
  if (isUnavailable(p75)) return unavailable('not rated');
  return p75 <= good ? 'good' : p75 <= poor ? 'needs improvement' : 'poor';
}

/** The page's name, or its path with identifiers taken out, so that every product is one page. */
function pageOf({ tags }: LoadSeries): string {
  const named = tags.page ?? tags.name;
  if (named !== undefined && !named.includes('://')) return named;
  const path = (named ?? tags.url ?? '').replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  return path === '' ? '/' : path.replace(/\/(?:\d+|[0-9a-f-]{16,})(?=\/|$)/gi, '/:id');
}
