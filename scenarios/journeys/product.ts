/** The visitor of the shop: opens a category's list or one of the products seen there; each page fetches its data. */
import type { PlannedJourney } from '../../contract/plan.ts';
import type { ShopVisit } from '../deployments/types.ts';
import { performArrival } from '../lib/arrivals.ts';
import { loadPage } from '../lib/page-load.ts';
import type { Random } from '../lib/random.ts';
import { deployment } from '../lib/run-plan.ts';
import type { StartResult } from '../lib/starts.ts';

/** The share of visits that open a product rather than a list. */
const PRODUCT_SHARE = 0.5;

let hasAssets = false;
let seenProducts: string[] = [];

/** One iteration: one page of the shop. */
export function product(journey: PlannedJourney): void {
  performArrival(journey, 'product_load', (random) => visitShop(journey, chooseVisit(random)));
}

function visitShop(journey: PlannedJourney, visit: ShopVisit): StartResult {
  const page = deployment.productPage?.(visit);
  if (page === undefined) return { outcome: 'failed' };
  const assets = hasAssets ? [] : (deployment.productAssets?.() ?? []);
  const loaded = loadPage({ page, assets, calls: deployment.productCalls?.(visit) ?? [] }, journey.requestTimeoutMs);
  if (loaded === null) return { outcome: 'failed' };
  hasAssets = true;
  const list = loaded.calls[0];
  if (visit.kind === 'list' && list !== undefined) seenProducts = deployment.readProducts?.(list.answer) ?? [];
  return { outcome: 'ok', latencyMs: loaded.latencyMs, path: loaded.path };
}

function chooseVisit(random: Random): ShopVisit {
  const opensProduct = random() < PRODUCT_SHARE;
  const choice = random();
  const id = seenProducts[Math.floor(choice * seenProducts.length)];
  if (opensProduct && id !== undefined) return { kind: 'product', id };
  const categories = deployment.productCategories ?? [];
  return { kind: 'list', category: categories[Math.floor(choice * categories.length)] ?? '' };
}
