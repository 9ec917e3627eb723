/**
 * Status shapes: each state has a form of its own, so that it is read without colour, in print and by the colour-blind.
 * Drawn as paths, never as font glyphs, which differ between machines.
 */
import { attr, type Html, html } from './escape.ts';

/** How something stands. `info` says nothing about good or bad. */
export type Status = 'pass' | 'fail' | 'inconclusive' | 'invalid' | 'unavailable' | 'info';

interface Shape {
  word: string;
  outline: Html;
  mark: Html;
}

const SHAPES: Readonly<Record<Status, Shape>> = {
  pass: {
    word: 'Pass',
    outline: html`<circle cx="12" cy="12" r="11" class="f"/>`,
    mark: html`<path d="M6.8 12.4l3.5 3.6 6.9-7.6" class="m"/>`,
  },
  fail: {
    word: 'Fail',
    outline: html`<path d="M7.6 1h8.8L23 7.6v8.8L16.4 23H7.6L1 16.4V7.6z" class="f"/>`,
    mark: html`<path d="M8 8l8 8M16 8l-8 8" class="m"/>`,
  },
  inconclusive: {
    word: 'Inconclusive',
    outline: html`<path d="M12 .8L23.2 12 12 23.2.8 12z" class="f"/>`,
    mark: html`<path d="M9.3 9.4a2.8 2.8 0 1 1 4.1 2.5c-.9.5-1.4 1-1.4 2v.4M12 17.2v.1" class="m"/>`,
  },
  invalid: {
    word: 'Invalid',
    outline: html`<circle cx="12" cy="12" r="9.6" class="o"/>`,
    mark: html`<path d="M5.4 18.6L18.6 5.4" class="o"/>`,
  },
  unavailable: {
    word: 'Not measured',
    outline: html`<rect x="3" y="3" width="18" height="18" rx="3" class="o dash"/>`,
    mark: html`<path d="M8.5 12h7" class="o"/>`,
  },
  info: { word: 'For information', outline: html`<circle cx="12" cy="12" r="5" class="f"/>`, mark: html`` },
};

/** The word of a state. */
export function statusWord(status: Status): string {
  return SHAPES[status].word;
}

/** The shape of a state; its word is read aloud unless the word stands next to it (`silent`). */
export function statusShape(status: Status, options: { silent?: boolean } = {}): Html {
  const shape = SHAPES[status];
  const name = options.silent === true ? html` aria-hidden="true"` : html` role="img"${attr('aria-label', shape.word)}`;
  return html`<svg class="shape ${status}" viewBox="0 0 24 24"${name}>${shape.outline}${shape.mark}</svg>`;
}

/** A state as a pill: shape and word. */
export function statusPill(status: Status, word = statusWord(status)): Html {
  return html`<span class="pill ${status}">${statusShape(status, { silent: true })}${word}</span>`;
}

const ICON_COLOURS: Readonly<Record<Status, string>> = {
  pass: '#0072b2',
  fail: '#c24e00',
  inconclusive: '#8a6a00',
  invalid: '#5d6872',
  unavailable: '#5d6872',
  info: '#5d6872',
};

/** The tab's icon: the verdict's shape as a data: URL, without any character that needs escaping twice. */
export function favicon(status: Status): Html {
  const colour = ICON_COLOURS[status];
  const shape = SHAPES[status];
  const text = `${shape.outline.text}${shape.mark.text}`
    .replaceAll('class="f"', `fill="${colour}"`)
    .replaceAll('class="m"', 'fill="none" stroke="#fff" stroke-width="2.6"')
    .replaceAll(/class="o( dash)?"/g, `fill="none" stroke="${colour}" stroke-width="2.6"`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${text}</svg>`;
  return html`<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(svg)}">`;
}
