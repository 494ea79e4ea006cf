import { type Diagnostic, EqlSemanticError, type Node, type StringLiteralNode, visit } from '@eqlite/syntax';
import { RegexError } from '../regex/index.js';

/** @throws EqlSemanticError with all errors among the diagnostics; `source` is the query's text, where there is one */
export function throwErrors(diagnostics: readonly Diagnostic[], source: string | undefined): void {
  const [first, ...others] = diagnostics.filter(({ severity }) => severity === 'error');
  if (first !== undefined) throw new EqlSemanticError([first, ...others], source);
}

/** Runs `build`; a regular expression that cannot be compiled is a fault of the query, at the pattern in its text. */
export function refusingRegexes<T>(query: Node, source: string | undefined, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    const literal = findPattern(query, error.pattern);
    if (literal === undefined) throw error;
    const { message, hint } = error;
    const span = spanInPattern(literal, error.offset, source);
    throw new EqlSemanticError([{ severity: 'error', code: 'bad_regex', message, span, hint }], source);
  }
}

function findPattern(query: Node, pattern: string): StringLiteralNode | undefined {
  let found: StringLiteralNode | undefined;
  visit(query, (node) => {
    if (node.kind !== 'TextMatch' || !node.operator.startsWith('regex')) return;
    found ??= node.patterns.find((literal) => literal.type === 'string' && literal.value === pattern) as typeof found;
  });
  return found;
}

/** The character at fault where the text has the pattern as it is; the whole literal where it is written with escapes. */
function spanInPattern({ value, span }: StringLiteralNode, offset: number, source: string | undefined) {
  if (source === undefined) return span;
  const start = span.start + (source.startsWith('"""', span.start) ? 3 : 1);
  if (!source.startsWith(value, start)) return span;
  return { start: start + offset, end: start + offset + 1 };
}
