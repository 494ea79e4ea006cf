import type { MatchResult } from 'ohm-js';
import type { Dialect, ExpressionNode, Node, QueryNode } from './ast.js';
import { endpointGrammar, eqlGrammar } from './eql-grammar.generated.js';
import { fail } from './errors.js';
import { END, explainFailure } from './explain-failure.js';
import { tokenize } from './lexer.js';
import { checkDepth, DEFAULT_LIMITS, type Limits } from './limits.js';
import * as messages from './messages.js';
import { checkDialect, checkOptions } from './options.js';
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
 * @throws TypeError for an option, limit or dialect that does not exist
 */
export function parse(text: string, options: ParseOptions = {}): QueryNode {
  return read(text, 'statement', options) as QueryNode;
}

/**
 * The tree of a condition or another expression, such as `process.pid > 4` or `length(user.name)`.
 * @throws EqlSyntaxError at the first thing that is no EQL, or beyond a limit
 * @throws TypeError for an option, limit or dialect that does not exist
 */
export function parseExpression(text: string, options: ParseOptions = {}): ExpressionNode {
  return read(text, 'expression', options) as ExpressionNode;
}

function read(text: string, rule: 'statement' | 'expression', options: ParseOptions): Node {
  checkOptions(options, ['dialect', 'limits']);
  checkOptions(options.limits ?? {}, Object.keys(DEFAULT_LIMITS));
  const { dialect = 'elasticsearch' } = options;
  checkDialect(dialect);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
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

/** In ohm-js, but not in its types. */
interface Failures {
  getRightmostFailures(): readonly { isStringTerminal(): boolean; getText(): string }[];
}

/** The classes that the grammar could have read where the match failed. */
function expectedClasses(match: MatchResult): ReadonlySet<string> {
  const failures = (match as unknown as Failures).getRightmostFailures();
  return new Set(
    failures.flatMap((failure) => {
      if (failure.isStringTerminal()) return [failure.getText()];
      return failure.getText() === 'end of input' ? [END] : [];
    }),
  );
}
