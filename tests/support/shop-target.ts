/**
 * A target of a few lines with two pages for a real browser, as the deployment `reference` describes them. What the
 * pages hold is the test's: what a foreign system might put there.
 */
import type { IncomingMessage, RequestListener } from 'node:http';
import { type MinimalTarget, startMinimalTarget } from './minimal-target.ts';

/** Starts it; `page` is the HTML of the body of every page, `answer` may take a request over by returning true. */
export function startShopTarget(
  page: (request: IncomingMessage) => string,
  answer: (...given: Parameters<RequestListener>) => boolean = () => false,
): Promise<MinimalTarget> {
  return startMinimalTarget((request, response) => {
    if (answer(request, response)) return true;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://target');
    const json = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/api/session') json({ token: 'a-token', userId: 'user-1', copilotSessions: [] });
    else if (pathname === '/api/products')
      json({ items: [{ id: 'product-1', category: searchParams.get('category') }] });
    else if (pathname === '/api/health') json({ status: 'ok' });
    else if (pathname === '/dashboard' || pathname.startsWith('/products/')) {
      const html = `<!doctype html><title>${pathname}</title><body data-state="complete">${page(request)}</body>`;
      response.writeHead(200, { 'content-type': 'text/html' }).end(html);
    } else return false;
    return true;
  });
}
