/**
 * What the reader has chosen, kept in the address after the section: `#latency-time?theme=dark&curve=…`.
 * A link can be pasted into a ticket and shows the same thing. Nothing is stored anywhere else.
 */

let state = new URLSearchParams();

/** Reads the address and, where it carries choices, goes to its section: the browser itself does not find it then. */
export function readHash(): void {
  const [id = '', query = ''] = location.hash.slice(1).split('?');
  if (query !== '') state = new URLSearchParams(query);
  if (query !== '' && id !== '') document.getElementById(id)?.scrollIntoView();
}

/** A choice, or null when none was made. */
export function chosen(name: string): string | null {
  return state.get(name);
}

/** Keeps a choice; null forgets it. */
export function choose(name: string, value: string | null): void {
  if (value === null || value === '') state.delete(name);
  else state.set(name, value);
  write(location.hash.slice(1).split('?')[0] ?? '');
}

/** Keeps the choices when the reader follows a link to a section. */
export function watchHash(): void {
  addEventListener('hashchange', () => {
    if (!location.hash.includes('?')) write(location.hash.slice(1));
  });
}

function write(id: string): void {
  const query = state.toString();
  const hash = query === '' ? id : `${id}?${query}`;
  try {
    history.replaceState(null, '', `#${hash}`);
  } catch {
    location.hash = hash;
  }
}
