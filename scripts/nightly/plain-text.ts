/**
 * Text for places that give signs a meaning: Markdown that is shown as HTML, and lines that a build server takes for
 * commands. Names come from the deployment under test and may hold anything. Pure.
 */

/** Controls, zero-width, direction-changing and line-separating characters. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be made visible
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
/** What makes emphasis, links, code, tables, HTML, mentions and issue links in Markdown as GitHub reads it. */
const MARKDOWN = /[\\`*_{}[\]<>&|~#@$]/g;

/** One line of Markdown that shows the text as it is. */
export function markdownText(text: string): string {
  return visibleLine(text).replace(MARKDOWN, (character) => `\\${character}`);
}

/** One line, in which characters that cannot be seen are shown as \\u escapes. */
export function visibleLine(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
