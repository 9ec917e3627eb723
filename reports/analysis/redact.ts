/**
 * Takes secrets out of every free text before it can reach the report model: URL query values and user names,
 * authorization headers, cookies, tokens, passwords and SQL literals.
 *
 * Works on shapes, so it may take out too much; it never looks a secret up and never keeps one.
 */

const MASK = '[redacted]';
/** Words that make what follows `=` a secret; a colon is prose after most of them (`session: 6 turns`). */
const SECRET_BEFORE_EQUALS =
  'pass(?:word|wd)?|pwd|secret|token|api[-_]?key|access[-_]?key|credential|dsn|session(?:id)?|sid|signature';
const SECRET_BEFORE_COLON = 'password|passwd|pwd|secret|api[-_]?key|access[-_]?key|credential|token["\']';
/** Object keys whose whole value is taken out. */
const SECRET_KEY =
  /pass(word|wd)?$|pwd$|secret|token$|api[-_]?key|access[-_]?key|authorization|credential|^dsn$|cookie|private[-_]?key/i;
const SQL = /\b(select|insert\s+into|update|delete\s+from|where|values)\b/i;

const TEXT_RULES: readonly [RegExp, string][] = [
  // Headers take the rest of their line with them: a cookie has any number of pairs.
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*)[^\r\n]+/gi, `$1$2${MASK}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, MASK],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi, `$1${MASK}@`],
  [/([?&;][^\s=&#?]{1,100}=)[^\s&#]+/g, `$1${MASK}`],
  [assignment(SECRET_BEFORE_EQUALS, '='), `$1$2$3${MASK}`],
  [assignment(SECRET_BEFORE_COLON, ':'), `$1$2$3${MASK}`],
];

/** The text without secrets; text that carries none comes back as it is. */
export function redactText(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of TEXT_RULES) clean = clean.replace(pattern, replacement);
  return SQL.test(clean) ? redactSql(clean) : clean;
}

/** A copy in which every text is redacted and every value under a key such as `password` is taken out. */
export function redactDeep<T>(value: T): T {
  // The shape stays the same: only strings change, so the type does too.
  return redactUnknown(value) as T;
}

function redactUnknown(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactUnknown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      SECRET_KEY.test(key) && typeof entry === 'string' && entry !== '' ? MASK : redactUnknown(entry),
    ]),
  );
}

/** A key that ends in one of the words, the sign, and the value up to the next separator. */
function assignment(words: string, sign: string): RegExp {
  return new RegExp(`\\b([\\w-]*(?:${words}))(["']?\\s*${sign}\\s*)(["']?)[^\\s"',;&}]+`, 'gi');
}

/** Quoted literals, dollar-quoted literals and numbers that stand alone become `?`. */
function redactSql(text: string): string {
  return text
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, '?')
    .replace(/'(?:[^']|'')*'?/g, '?')
    .replace(/(?<=[=<>(,\s])-?\d+(?:\.\d+)?(?=[\s,);]|$)/g, '?');
}
