import type { MatchResult } from 'ohm-js';
import type { Dialect, ExpressionNode, Node, QueryNode } from './ast.js';
import { endpointGrammar, eqlGrammar } from './eql-grammar.generated.js';
import { fail } from './errors.js';
import { END, explainFailure } from './explain-failure.js';
import { tokenize } from './lexer.js';
import { checkDepth, DEFAULT_LIMITS, type Limits } from './limits.js';
import * as messages from './messages.js';
import { checkOptions } from './options.js';
import { toAst } from './to-ast.js';

export interface ParseOptions {
  /** Default `elasticsearch`. */
  readonly dialect?: Dialect;
  /** Caps on hostile queries; those not given keep their defaults. */
  readonly limits?: Partial<Limits>;
}

/**
 * The tree of a whole query: `process where …`, `sequence …`, `sample …`, with its pipes.
 * @throws EqlSyntaxError at the first thing that is no EQL, or beyond a limit
 * @throws TypeError for an option that does not exist
 */
export function parse(text: string, options: ParseOptions = {}): QueryNode {
  return read(text, 'statement', options) as QueryNode;
}

/**
 * The tree of a condition or another expression, such as `process.pid > 4` or `length(user.name)`.
 * @throws EqlSyntaxError at the first thing that is no EQL, or beyond a limit
 * @throws TypeError for an option that does not exist
 */
export function parseExpression(text: string, options: ParseOptions = {}): ExpressionNode {
  return read(text, 'expression', options) as ExpressionNode;
}

function read(text: string, rule: 'statement' | 'expression', options: ParseOptions): Node {
  checkOptions(options, ['dialect', 'limits']);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const dialect = options.dialect ?? 'elasticsearch';
  const tokens = tokenize(text, limits);
  try {
    const match = (dialect === 'endpoint' ? endpointGrammar : eqlGrammar).match(tokens.classes, rule);
    if (match.failed()) {
      fail(explainFailure(tokens, dialect, match.getRightmostFailurePosition(), expectedClasses(match)), text);
    }
    const node = toAst(match, dialect === 'endpoint', tokens, limits);
    checkDepth(node, limits.maxDepth, text);
    return node;
  } catch (error) {
    // The stack is exhausted: by a high `maxDepth`, or because little was left of it.
    if (error instanceof RangeError) fail(messages.tooDeep(spanOfAll(text), limits.maxDepth), text);
    throw error;
  }
}

const spanOfAll = (text: string) => ({ start: 0, end: text.length });

/** ohm gives the expected characters as text for people: `"n", "s", not "+", or end of input`. */
function expectedClasses(match: MatchResult & { getExpectedText(): string }): ReadonlySet<string> {
  const text = match.getExpectedText().replaceAll(/not "."/g, '');
  const classes = new Set(Array.from(text.matchAll(/"(.)"/g), (quoted) => quoted[1] as string));
  return text.includes('end of input') ? classes.add(END) : classes;
}
