import type { Dialect, ExpressionNode, Node, QueryNode } from './ast.js';
import { endpointGrammar, eqlGrammar } from './eql-grammar.generated.js';
import { fail } from './errors.js';
import { spanOfTokens, tokenize } from './lexer.js';
import { checkDepth, DEFAULT_LIMITS, type Limits } from './limits.js';
import * as messages from './messages.js';
import { toAst } from './to-ast.js';

export interface ParseOptions {
  /** Default `elasticsearch`. */
  readonly dialect?: Dialect;
  /** Caps on hostile queries; those not given keep their defaults. */
  readonly limits?: Partial<Limits>;
}

/** @throws EqlSyntaxError */
export function parse(text: string, options: ParseOptions = {}): QueryNode {
  return read(text, 'statement', options) as QueryNode;
}

/** @throws EqlSyntaxError */
export function parseExpression(text: string, options: ParseOptions = {}): ExpressionNode {
  return read(text, 'expression', options) as ExpressionNode;
}

function read(text: string, startRule: 'statement' | 'expression', options: ParseOptions): Node {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const isEndpoint = options.dialect === 'endpoint';
  const tokens = tokenize(text, limits);
  try {
    const match = (isEndpoint ? endpointGrammar : eqlGrammar).match(tokens.classes, startRule);
    if (match.failed()) {
      const at = match.getRightmostFailurePosition();
      fail(messages.syntax(spanOfTokens(tokens, at, at + 1), match.shortMessage ?? ''), text);
    }
    const node = toAst(match, isEndpoint, tokens, limits);
    checkDepth(node, limits.maxDepth, text);
    return node;
  } catch (error) {
    if (error instanceof RangeError) fail(messages.tooDeep({ start: 0, end: text.length }, limits.maxDepth), text);
    throw error;
  }
}
