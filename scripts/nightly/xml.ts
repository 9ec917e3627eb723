/** Text that may stand in an XML 1.0 document, whatever it holds. Pure. */

/** What is no character of XML 1.0 (section 2.2), lone surrogates included. */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
/** What has a meaning of its own, and the white space that a reader of attributes would turn into spaces. */
const SPECIAL = /[&<>"'\t\n\r]/g;
const NAMES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** The text as content or quoted attribute of an element; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(NO_CHARACTER, '\uFFFD')
    .replace(SPECIAL, (character) => NAMES[character] ?? `&#${character.charCodeAt(0)};`);
}

/** ` name="value"` for each, in order; absent values are left out. */
export function xmlAttributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}
