/** Takes passwords, user names and query values out of every URL of a value before it is written anywhere. Pure. */

const REDACTED = 'redacted';
/**
 * A URL in a text: a scheme with an authority, up to white space or a quote. A scheme without bound would be looked for
 * again from every letter of a long word: 256 KiB took seven minutes.
 */
const URL_IN_TEXT = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]+/gi;

/** The same value with all its texts redacted; objects and arrays are copied. */
export function redactUrls<T>(value: T): T {
  return redact(value) as T;
}

function redact(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(URL_IN_TEXT, redactUrl);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(inner)]));
}

/** A URL without its secrets; unchanged to the byte when it has none. */
function redactUrl(text: string): string {
  // An unreadable URL may still hold a secret: nothing of it but the scheme is kept.
  if (!URL.canParse(text)) return text.includes('@') ? `${text.split('://')[0]}://${REDACTED}` : text;
  const url = new URL(text);
  if (url.username + url.password + url.search === '') return text;
  if (url.username !== '') url.username = REDACTED;
  if (url.password !== '') url.password = REDACTED;
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, REDACTED);
  return url.href;
}
