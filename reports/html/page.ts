/**
 * The page around the sections: head with the content security policy, top bar, contents, main, data and script.
 *
 * The policy stands first after the character set and names the one script and the one style sheet by their hash.
 * Nothing may be loaded, framed or sent: the file works from a disk, a ticket or a build server alike.
 */
import { createHash } from 'node:crypto';
import { type Html, html, trusted, url } from './escape.ts';
import { patternDefinitions } from './patterns.ts';
import { type Status, statusShape } from './shapes.ts';

/** An entry of the contents. */
export interface Entry {
  id: string;
  title: string;
  status: Status | null;
}

/** What the page is made of. */
export interface Page {
  title: string;
  runId: string;
  icon: Html;
  entries: readonly Entry[];
  main: Html;
  islands: Html;
  css: string;
  script: string;
}

/** The whole document. */
export function renderPage(page: Page): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(page.script)}`,
    `style-src ${hashSource(page.css)}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const dot = (status: Status | null): Html =>
    status === null ? html`<span class="nodot"></span>` : statusShape(status);
  const entries = page.entries.map(
    (entry) => html`<li><a${url(`#${entry.id}`)}>${dot(entry.status)}<span>${entry.title}</span></a></li>`,
  );
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${page.title}</title>
${page.icon}
<style>${trusted(page.css)}</style>
</head>
<body>
<a class="skip"${url('#verdict')}>Skip to the verdict</a>
${patternDefinitions()}
<header class="topbar"><span class="brand">${brandMark()}Headroom</span><span class="runid">${page.runId}</span><button type="button" class="js" id="theme">Theme: auto</button></header>
<div class="layout">
<nav aria-label="Contents" class="toc"><ul>${entries}</ul></nav>
<main>
<noscript><p class="note">Scripts are off: every figure below is static, and all figures in words and tables are complete.</p></noscript>
${page.main}
</main>
</div>
<div class="vh" id="say" aria-live="polite"></div>
${page.islands}
<script>${trusted(page.script)}</script>
</body>
</html>`.text
  }\n`;
}

/** `'sha256-…'` of an inline script or style, as the policy names it. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

function brandMark(): Html {
  return html`<svg viewBox="0 0 24 24" class="logo" aria-hidden="true"><path d="M3 4h18" class="lid"/><path d="M3 20l5-5 4 3 8-8" class="rise"/></svg>`;
}
