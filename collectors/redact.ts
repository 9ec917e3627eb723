/**
 * Reasons in plain words, without secrets.
 *
 * Why it exists: drivers put whole connection strings into their errors, and a reason is printed in a report that is
 * passed on. Never lets a longer text through than a line of a table can hold.
 */

/** Longest reason, in characters; a page of HTML in an error would otherwise fill the record. */
const REASON_LENGTH_MAX = 300;

/** What stands where a secret stood. */
const MASK = '***';

/** Parameters of an address whose values are secrets. */
const SECRET_PARAMETER = /pass|secret|token|key|sig|auth|cred/i;
/** And what is longer, in characters, than a choice such as `format=prometheus` is one whatever its name. */
const SECRET_LENGTH_MIN = 12;

/** Tokens of SQL (PostgreSQL, "Lexical Structure") that matter here. A text may have been cut off within any of them. */
const SQL_TOKENS = [
  String.raw`--[^\n]*`,
  String.raw`/\*[\s\S]*?(?:\*/|$)`,
  '"(?:[^"]|"")*(?:"|$)',
  String.raw`e'(?:[^'\\]|''|\\[\s\S])*(?:'|$)`,
  `(?:[bxn]|u&)?'(?:[^']|'')*(?:'|$)`,
  String.raw`\$(?<tag>(?:[a-z_\u0080-\uffff]\w*)?)\$[\s\S]*?(?:\$\k<tag>\$|$)`,
  String.raw`\$\d+`,
  String.raw`[a-z_\u0080-\uffff][\w$\u0080-\uffff]*`,
  String.raw`(?:\d[\w.]*|\.\d\w*)(?:(?<=e)[+-]\d+)?`,
];
const SQL_TOKEN = new RegExp(SQL_TOKENS.join('|'), 'gi');
const SQL_COMMENT = /^(?:--|\/\*)/;
const SQL_LITERAL = /^(?:(?:[ebxn]|u&)?'|\$(?:\D\w*)?\$|\.?\d)/i;

/** The secrets of a URL: its password as written and decoded, and the values of its query. Empty without any. */
export function secretsOfUrl(url: string): string[] {
  const secrets: string[] = [];
  try {
    const parsed = new URL(url);
    if (parsed.password !== '') secrets.push(parsed.password, decodeUrlPart(parsed.password));
    for (const [key, value] of parsed.searchParams) {
      const isSecret = SECRET_PARAMETER.test(key) || value.length >= SECRET_LENGTH_MIN;
      if (isSecret) secrets.push(value, encodeURIComponent(value));
    }
  } catch {
    // Not a URL: the whole text may be the secret part, so nothing of it is shown.
    secrets.push(url);
  }
  return [...new Set(secrets)].filter((secret) => secret !== '');
}

/** `text` with every secret, and the password of anything that looks like a URL, replaced by `***`. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/(\/\/[^\s/:@]*:)[^\s/]*@/g, `$1${MASK}@`);
  // Longest first: a secret that contains another one must not be left half standing.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, MASK);
  return clean;
}

/** SQL with `?` for every literal and without comments, which may hold values too. Names and `$1` stay. */
export function redactSqlLiterals(sql: string): string {
  return sql.replace(SQL_TOKEN, (token) => {
    if (SQL_COMMENT.test(token)) return ' ';
    return SQL_LITERAL.test(token) ? '?' : token;
  });
}

/** Why something failed: one line of at most 300 characters, without secrets; never empty. */
export function reasonOf(thrown: unknown, secrets: readonly string[]): string {
  const text = redact(messageOf(thrown).replace(/\s+/g, ' ').trim(), secrets);
  return text.length > REASON_LENGTH_MAX ? `${text.slice(0, REASON_LENGTH_MAX - 1)}…` : text;
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown) || 'failed without a message';
  // A refused connection to a name with two addresses comes as an AggregateError with an empty message.
  if (thrown.message === '' && thrown instanceof AggregateError) return thrown.errors.map(messageOf).join('; ');
  return thrown.message || thrown.name;
}

/** A part of a URL without its `%` escapes; as it stands when they are broken. */
export function decodeUrlPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
