/**
 * How a deployment is made to say what its time is spent on: the header and the lines that send it, for an application
 * in Express or Fastify and for nginx in front of any other.
 *
 * A test runs the first two on real servers and reads what they send as the journeys do.
 */
import { type Html, html } from '../html/escape.ts';

/** What a split answer carries. */
export const HEADER_EXAMPLE = 'Server-Timing: pool;dur=0.4, db;dur=12.1, cache;dur=0.3, total;dur=18.9';

/** `db` grows by the time of every statement, where the application makes them. */
export const EXPRESS_LINES = `app.use((request, response, next) => {
  const startedMs = performance.now();
  const spent = (response.locals.spent = { pool: 0, db: 0, cache: 0 }); // add to these where the waiting is done
  const { writeHead } = response;
  response.writeHead = (...given) => {
    const parts = { ...spent, total: performance.now() - startedMs };
    const text = Object.entries(parts).map(([name, ms]) => \`\${name};dur=\${ms.toFixed(2)}\`);
    response.setHeader('Server-Timing', text.join(', '));
    return writeHead.apply(response, given);
  };
  next();
});`;

export const FASTIFY_LINES = `app.decorateRequest('spent', null);
app.addHook('onRequest', async (request) => {
  request.spent = { startedMs: performance.now(), pool: 0, db: 0, cache: 0 }; // add to these where the waiting is done
});
app.addHook('onSend', async (request, reply) => {
  const { startedMs, ...spent } = request.spent;
  const parts = { ...spent, total: performance.now() - startedMs };
  const text = Object.entries(parts).map(([name, ms]) => \`\${name};dur=\${ms.toFixed(2)}\`);
  reply.header('Server-Timing', text.join(', '));
});`;

/** nginx knows only the whole; \`$upstream_header_time\` is in seconds with three decimals. */
export const NGINX_LINES = `# in http { }: 0.123 s becomes 123 ms
map $upstream_header_time $server_timing { "~^(\\d+)\\.(\\d{3})$" "total;dur=$1$2"; }
# in location { }
add_header Server-Timing $server_timing always;`;

/** The card with header and lines. */
export function serverTimingHelp(): Html {
  const snippet = (title: string, lines: string): Html =>
    html`<details class="more"><summary>${title}</summary><pre>${lines}</pre></details>`;
  return html`<div class="card"><h3>How to have the server’s time split</h3><p class="note">An answer says what its time was spent on in one header, in milliseconds. Understood are pool, db, cache, model_queue, model and total; what the total leaves over is the application’s own code.</p><pre>${HEADER_EXAMPLE}</pre>${snippet('Express', EXPRESS_LINES)}${snippet('Fastify', FASTIFY_LINES)}${snippet('nginx, the total alone', NGINX_LINES)}</div>`;
}
