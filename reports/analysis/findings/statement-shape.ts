/**
 * What a normalised statement's text shows of it: whether it only reads, how its rows are bounded, which tables it names.
 *
 * No parser: the outermost level is what is left when everything in parentheses is taken out, which is enough to tell a
 * list from a sum. A statement that hides in a function shows nothing.
 */

/** What can be seen of a statement. */
export interface StatementShape {
  /** A SELECT that changes nothing. */
  isRead: boolean;
  /** At its outermost level. */
  hasLimit: boolean;
  hasOrder: boolean;
  hasAggregate: boolean;
  /** Names after FROM and JOIN anywhere, without schema, each once. */
  tables: string[];
}

/** The shape of a statement's text. */
export function shapeOf(text: string): StatementShape {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/--[^\n]*/g, ' ');
  const outer = withoutParentheses(bare);
  return {
    isRead:
      /^\s*(?:select|with)\b/i.test(bare) && !/\b(?:insert\s+into|update|delete\s+from|merge\s+into)\b/i.test(bare),
    hasLimit: /\blimit\b|\bfetch\s+(?:first|next)\b/i.test(outer),
    hasOrder: /\border\s+by\b/i.test(outer),
    hasAggregate: /\b(?:count|sum|avg|min|max|every|bool_and|bool_or|\w+_agg)\s*\(\)|\bgroup\s+by\b/i.test(outer),
    tables: [...new Set([...bare.matchAll(TABLE)].map((match) => match[1] ?? ''))].filter((name) => name !== ''),
  };
}

const TABLE = /\b(?:from|join)\s+(?:only\s+)?(?:"?\w+"?\s*\.\s*)?"?(\w+)"?/gi;

/** Each outermost pair of parentheses is left empty, so that a call is still seen as one. */
function withoutParentheses(text: string): string {
  let depth = 0;
  let outer = '';
  for (const character of text) {
    if (character === ')') depth = Math.max(0, depth - 1);
    if (depth === 0) outer += character;
    if (character === '(') depth += 1;
  }
  return outer;
}
