/**
 * The only way text becomes HTML: a tagged template that escapes whatever is put into it.
 *
 * Why it exists: endpoint names, error texts and branch names come from outside; in every load-testing tool such a
 * name has broken the page once. Nothing here ever trusts a string: raw HTML is only what this template made itself,
 * and control and bidirectional characters are shown as visible escapes so that no name can spoof a verdict.
 */

const made: unique symbol = Symbol('html');

/** HTML that the template made; no data read from a file can look like it, because JSON has no symbol keys. */
export interface Html {
  readonly [made]: true;
  readonly text: string;
}

/** What may stand in a template. `null`, `undefined` and `false` are nothing; arrays are joined without a separator. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** C0 and C1 controls but tab and line feed, soft hyphen, zero-width, bidirectional and line-separator characters. */
export const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be made visible
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
/** Half a surrogate pair: not a character, and not representable in UTF-8. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ATTRIBUTE_NAME = /^(?!on)(?!style$)[a-z][a-z0-9-]*$/;

/** The HTML of a template; every value put into it is escaped unless this template made it. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = parts[0] ?? '';
  values.forEach((value, index) => {
    text += render(value) + (parts[index + 1] ?? '');
  });
  return { [made]: true, text };
}

/** Nothing. */
export const nothing: Html = html``;

/** Several pieces as one. */
export function join(pieces: readonly Content[]): Html {
  return html`${pieces}`;
}

/** ` name="value"` with its leading space, or nothing for `null`, `undefined` and `false`; `true` is the bare name. */
export function attr(name: string, value: string | number | boolean | null | undefined): Html {
  if (!ATTRIBUTE_NAME.test(name)) throw new Error(`attribute ${JSON.stringify(name)} is not allowed in a report`);
  if (value === null || value === undefined || value === false) return nothing;
  if (value === true) return { [made]: true, text: ` ${name}` };
  return { [made]: true, text: ` ${name}="${escapeText(String(value))}"` };
}

/** ` href="#fragment"`. The report links nowhere else: whatever is not a fragment is refused. */
export function url(fragment: string): Html {
  if (!/^#[A-Za-z][\w-]*$/.test(fragment)) throw new Error(`link ${JSON.stringify(fragment)} is not a #fragment`);
  return attr('href', fragment);
}

/** Text with HTML's special characters escaped and invisible characters shown as \\u escapes. */
export function escapeText(text: string): string {
  return showInvisible(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}

/** Text whose invisible and direction-changing characters are shown as \\u escapes. */
export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, codeOf).replace(LONE_SURROGATE, codeOf);
}

/** A name of at most `lengthMax` characters, cut in the middle, where two long names differ least. */
export function ellipsise(text: string, lengthMax = 200): string {
  const characters = [...text];
  if (characters.length <= lengthMax) return text;
  const tail = Math.floor((lengthMax - 1) / 2);
  return `${characters.slice(0, lengthMax - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/**
 * A string that this program wrote itself (a style sheet, the client's script, base64), taken as it is.
 * Never call it with anything that was read from a record.
 */
export function trusted(text: string): Html {
  return { [made]: true, text };
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return escapeText(String(value));
  if (isList(value)) return value.map(render).join('');
  if (value[made] !== true) throw new Error('only html`` values, text and numbers may stand in a template');
  return value.text;
}

function isList(value: Content): value is readonly Content[] {
  return Array.isArray(value);
}

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
