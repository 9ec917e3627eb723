/**
 * The only way the browser's script makes elements: text as text, attributes from an allow-list.
 * Nothing read from a report is ever parsed as markup.
 */

/** Attributes that may be set; none of them can run or load anything. */
type AllowedAttribute =
  | 'class'
  | 'id'
  | 'role'
  | 'scope'
  | 'tabindex'
  | 'title'
  | 'download'
  | 'hidden'
  | `aria-${string}`
  | `data-${string}`;

/** A new element with text or children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Partial<Record<AllowedAttribute, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** All elements under `root` that match and are of that kind. */
export function all<T extends Element>(root: ParentNode, selector: string, kind: new () => T): T[] {
  return [...root.querySelectorAll(selector)].filter((found): found is T => found instanceof kind);
}

/** Says something to a screen reader, through the page's one polite live region. */
export function say(text: string): void {
  const region = document.getElementById('say');
  if (region !== null) region.textContent = text;
}

/** Hands a text to the reader as a file. */
export function offer(fileName: string, type: string, text: string): void {
  const link = element('a', { download: fileName });
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The value of a custom property of the current theme. */
export function themeColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
