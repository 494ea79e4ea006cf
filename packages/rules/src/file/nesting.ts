/** What rules and tests need is a tenth of it; parsers that recurse end the process at some thousands. */
export const MAX_NESTING = 200;

/**
 * Whether a text in JSON or YAML is nested deeper than `MAX_NESTING`, before it is parsed. Brackets in texts count, too,
 * which only matters where hundreds of them are never closed.
 */
export function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === OPEN_BRACKET || unit === OPEN_BRACE) {
      depth += 1;
      if (depth > MAX_NESTING) return true;
    } else if ((unit === CLOSE_BRACKET || unit === CLOSE_BRACE) && depth > 0) depth -= 1;
  }
  return DEEP_BLOCK.test(text);
}

const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];

/** A line of YAML that begins that far to the right, or with as many `- ` or `? `; each can be a level. */
const DEEP_BLOCK = new RegExp(`^(?: {${2 * MAX_NESTING}}| *(?:[-?:] +){${MAX_NESTING}})`, 'm');

/** Whether a value holds itself, as an alias of YAML can make it. */
export function isCyclic(value: unknown, above = new Set<unknown>(), done = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || done.has(value)) return false;
  if (above.has(value)) return true;
  above.add(value);
  const found = Object.values(value).some((inner) => isCyclic(inner, above, done));
  above.delete(value);
  done.add(value);
  return found;
}
