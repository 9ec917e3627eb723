/** The shop of the reference deployment: lists by category, products, and what an administrator does to them. */
import type { Answer, Deployment, RequestSpec } from '../types.ts';
import { asObject, expectStatus, parseObject, readItems } from './answers.ts';

/** The categories that the seed makes. */
const CATEGORIES = Array.from({ length: 12 }, (_, number) => `category-${number}`);
/** What an administrator filters by, one after the other; each has an index of its own. */
const ORDER_STATUSES = ['pending', 'failed', 'completed'];
const ERROR_FILTERS = ['context=copilot&severity=critical', 'context=checkout&severity=error', ''];
const METRIC_FILTERS = ['type=latency', 'type=queue', ''];

export const shop = {
  productCategories: CATEGORIES,

  productPage: (visit) => ({
    method: 'GET',
    ...(visit.kind === 'list'
      ? { path: `/products?category=${encodeURIComponent(visit.category)}`, name: 'GET /products' }
      : { path: `/products/${encodeURIComponent(visit.id)}`, name: 'GET /products/:id' }),
    verify: (answer) =>
      expectStatus(answer, 200) ??
      (answer.body.includes('/assets/products.js') ? null : 'the page does not load its client code'),
  }),

  productAssets: () => [
    {
      method: 'GET',
      path: '/assets/products.js',
      name: 'GET /assets/products.js',
      verify: (answer) => expectStatus(answer, 200) ?? (answer.body.includes('fetch') ? null : 'no client code'),
    },
  ],

  productCalls: (visit) => [visit.kind === 'list' ? productList(visit.category) : productDetails(visit.id)],

  readProducts: (answer) => (readItems(answer) ?? []).flatMap((item) => (typeof item.id === 'string' ? [item.id] : [])),

  adminLists: (user, number) =>
    [
      { route: 'orders', filter: `status=${choose(ORDER_STATUSES, number)}` },
      { route: 'errors', filter: choose(ERROR_FILTERS, number) },
      { route: 'metrics', filter: choose(METRIC_FILTERS, number) },
    ].map(({ route, filter }) => ({
      method: 'GET',
      path: `/api/admin/${route}${filter === '' ? '' : `?${filter}`}`,
      name: `GET /api/admin/${route}`,
      headers: user.headers,
      verify: (answer) => expectStatus(answer, 200) ?? (readItems(answer) === null ? 'no items' : null),
    })),

  adminUpdate: (user, { productId, name }) => ({
    method: 'PATCH',
    path: `/api/admin/products/${encodeURIComponent(productId)}`,
    name: 'PATCH /api/admin/products/:id',
    headers: { 'content-type': 'application/json', ...user.headers },
    body: JSON.stringify({ name }),
    verify(answer) {
      const wrongStatus = expectStatus(answer, 200);
      if (wrongStatus !== null) return wrongStatus;
      const product = readProduct(answer);
      return product?.id === productId && product.name === name ? null : 'not the product as it was changed';
    },
  }),
} satisfies Partial<Deployment>;

function productList(category: string): RequestSpec {
  return {
    method: 'GET',
    path: `/api/products?category=${encodeURIComponent(category)}`,
    name: 'GET /api/products',
    verify(answer) {
      const wrongStatus = expectStatus(answer, 200);
      if (wrongStatus !== null) return wrongStatus;
      const items = readItems(answer);
      if (items === null || items.length === 0) return 'no products in the category';
      return items.every((item) => item.category === category) ? null : 'products of another category';
    },
  };
}

function productDetails(id: string): RequestSpec {
  return {
    method: 'GET',
    path: `/api/products/${encodeURIComponent(id)}`,
    name: 'GET /api/products/:id',
    verify(answer) {
      const wrongStatus = expectStatus(answer, 200);
      if (wrongStatus !== null) return wrongStatus;
      const product = readProduct(answer);
      if (product?.id !== id) return 'another product, or none';
      return Array.isArray(product.files) ? null : 'no files of the product';
    },
  };
}

/** The product of `{ product }`, or of a body that is the product itself. */
function readProduct(answer: Answer): Record<string, unknown> | null {
  const body = parseObject(answer.body);
  return asObject(body?.product) ?? body;
}

function choose(values: readonly string[], number: number): string {
  return values[number % values.length] ?? '';
}
